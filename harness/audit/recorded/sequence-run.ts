/*
 * harness/audit/recorded/sequence-run.ts - the calls of a workload on one kernel of the cost model: what they cost, how many
 * pages of VM_LOCKED vmas go, what is answered, and what oracles find in the memory between two calls.
 *
 * Memory is as large as the workload needs, so nothing is reclaimed.
 */
import { createHash } from 'node:crypto';
import { agrees, type RecordedCall, type Sequence } from '../../../workloads/sequence/recording.ts';
import { type EventName, eventNames, type Events } from '../../measure/events.ts';
import type { Ledger } from '../../measure/ledger.ts';
import { ledgerAtPeak } from '../../measure/ledger-at-peak.ts';
import { chargedTable } from '../../measure/load-kernel.ts';
import { lockedPages, type LockedUnmapped } from '../../measure/locked-pages.ts';
import { type MachineName, machines } from '../../measure/machines.ts';
import { bootStraight } from '../../measure/straight/boot.ts';
import type { Built, JudgeAtRest } from '../../measure/straight/built.ts';
import type { AddedFunction } from '../../variant.ts';
import { firstPage } from './first-page.ts';
import { SequenceKernel } from './sequence-kernel.ts';
import { type SequenceFinding, SequenceJudges } from './sequence-judges.ts';

const wordBytes = 4;
const pageShift = 12;

/** Calls that take pages from their own process, and from how many pages; null for all of them. */
const takers: Readonly<Record<string, ((args: readonly number[]) => number) | null>> = {
	mmap: ([, pages]) => pages!,
	munmap: ([, pages]) => pages!,
	mremap: ([, pages]) => pages!,
	remap: ([, pages]) => pages!,
	madvise: ([, pages]) => pages!,
	exit: null,
	exec: null,
};

export interface SequenceRun {
	/** Sums over all sequences, each on a machine that has just booted. */
	readonly events: Events;
	/** Of the sequence that takes the most. */
	readonly memory: Ledger;
	readonly lockedUnmapped: LockedUnmapped;
	/** Calls that were answered as the workload says. */
	readonly asRecorded: number;
	/** Hex, of all answers: equal for two kernels that show programs the same. */
	readonly digest: string;
	/** Each kind once, with the first call that shows it. */
	readonly findings: readonly SequenceFinding[];
	/** How often oracles were asked. */
	readonly oraclesAsked: number;
}

/** @param judge null where no oracle is to be asked, which takes most of the time */
export function runSequences(
	built: Built,
	functions: Readonly<Record<string, AddedFunction>>,
	sequences: readonly Sequence[],
	name: MachineName,
	judge: JudgeAtRest | null,
): SequenceRun {
	const { lineBytes, cacheBytes } = machines[name];
	const cache = {
		lineWords: lineBytes.value / wordBytes,
		lines: cacheBytes.value / lineBytes.value,
	};
	const events = Object.fromEntries(eventNames.map((each) => [each, 0])) as Record<
		EventName,
		number
	>;
	const lost = { own: 0, truncation: 0, insideEof: 0 };
	const answers = createHash('sha256');
	const judges = judge === null ? null : new SequenceJudges(built, judge, functions);
	let memory: Ledger | null = null;
	let asRecorded = 0;
	for (const sequence of sequences) {
		const machine = bootStraight(built, 'cost', cache);
		const table = chargedTable(built, machine, functions);
		built.operations.runOn(machine);
		const watcher = judges?.begin(sequence, machine);
		const kernel = new SequenceKernel(built, table, machine, watcher);
		let hole: Hole | null = null;
		const locked = lockedPages(built, machine, undefined, (mapping, index) => {
			if (hole === null || mapping !== kernel.mappingOf(hole.file)) return false;
			return index >= hole.first && index < hole.end;
		});
		const { counts } = machine;
		for (const [index, call] of sequence.calls.entries()) {
			// The one is no answer to a program, and the other costs nothing.
			if (call.call === 'obs') continue;
			judges?.before(index, call);
			if (call.call === 'r' || call.call === 'w') counts.userAccesses++;
			else if (call.call !== 'status') counts.syscalls++;
			hole = holeOf(call);
			const [from, to] = takenBy(call, built.types.TASK_SIZE);
			let answer: string | null = null;
			locked.byOwner(kernel.processOf(call.task), from, to, () => {
				answer = kernel.answer(call);
				return 0;
			});
			answers.update(`${answer}\n`);
			if (agrees(call.answer, answer)) asRecorded++;
			judges?.after(index, kernel);
		}
		judges?.end(sequence);
		for (const each of eventNames) events[each] += machine.events[each];
		const gone = locked.count();
		for (const who of ['own', 'truncation', 'insideEof'] as const) lost[who] += gone[who];
		const peak = ledgerAtPeak(machine, lineBytes.value);
		if (memory === null || peak.total > memory.total) memory = peak;
	}
	return {
		events,
		memory: memory!,
		lockedUnmapped: lost,
		asRecorded,
		digest: answers.digest('hex'),
		findings: (judges?.findings ?? []).toSorted((a, b) => a.call - b.call),
		oraclesAsked: judges?.asked ?? 0,
	};
}

/** Pages of a file that a call takes away. */
interface Hole {
	readonly file: string;
	readonly first: number;
	readonly end: number;
}

function holeOf({ call, args: [file = '', first, pages] }: RecordedCall): Hole | null {
	if (call !== 'punch') return null;
	return { file, first: Number(first), end: Number(first) + Number(pages) };
}

/** The addresses from which a call takes pages of its own process; none for most. */
function takenBy({ call, args }: RecordedCall, taskSize: number): readonly [number, number] {
	const pagesOf = takers[call];
	if (pagesOf === undefined) return [0, 0];
	if (pagesOf === null) return [0, taskSize];
	const numbers = args.map(Number);
	const from = (firstPage + numbers[0]!) << pageShift;
	return [from, from + (pagesOf(numbers) << pageShift)];
}
