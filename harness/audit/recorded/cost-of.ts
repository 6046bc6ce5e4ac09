/*
 * harness/audit/recorded/cost-of.ts - what the calls of a workload cost on a variant by the cost model, and how many pages
 * of VM_LOCKED vmas go.
 *
 * Memory is as large as the workload needs, so nothing is reclaimed.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import { timeOf } from '../../measure/cost.ts';
import { type EventName, eventNames } from '../../measure/events.ts';
import { chargedTable } from '../../measure/load-kernel.ts';
import { lockedPages } from '../../measure/locked-pages.ts';
import { type MachineName, machines } from '../../measure/machines.ts';
import { bootStraight } from '../../measure/straight/boot.ts';
import type { Built } from '../../measure/straight/built.ts';
import type { RecordedCost } from '../../result.ts';
import type { AddedFunction } from '../../variant.ts';
import { firstPage } from './first-page.ts';
import { SequenceKernel } from './sequence-kernel.ts';

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

/** What is no call of a program. */
const looks = new Set(['status', 'obs']);

/** Sums over all sequences, each on a machine that has just booted. */
export function costOf(
	built: Built,
	functions: Readonly<Record<string, AddedFunction>>,
	sequences: readonly Sequence[],
	name: MachineName,
): RecordedCost {
	const modelled = machines[name];
	const { lineBytes, cacheBytes } = modelled;
	const cache = {
		lineWords: lineBytes.value / wordBytes,
		lines: cacheBytes.value / lineBytes.value,
	};
	const sums = Object.fromEntries(eventNames.map((each) => [each, 0])) as Record<EventName, number>;
	const lost = { own: 0, truncation: 0, insideEof: 0 };
	for (const { calls } of sequences) {
		const machine = bootStraight(built, 'cost', cache);
		const table = chargedTable(built, machine, functions);
		built.operations.runOn(machine);
		const kernel = new SequenceKernel(built, table, machine);
		const locked = lockedPages(built, machine);
		const { counts } = machine;
		for (const call of calls) {
			if (looks.has(call.call)) continue;
			if (call.call === 'r' || call.call === 'w') counts.userAccesses++;
			else counts.syscalls++;
			const [from, to] = takenBy(call, built.types.TASK_SIZE);
			locked.byOwner(kernel.processOf(call.task), from, to, () => {
				kernel.answer(call);
				return 0;
			});
		}
		for (const each of eventNames) sums[each] += machine.events[each];
		const gone = locked.count();
		lost.own += gone.own;
		lost.truncation += gone.truncation;
		lost.insideEof += gone.insideEof;
	}
	const { userSeconds, systemSeconds, diskSeconds } = timeOf(sums, modelled);
	return {
		machine: name,
		user: userSeconds,
		system: systemSeconds,
		disk: diskSeconds,
		faults: sums.faults,
		lockedUnmapped: lost,
	};
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
