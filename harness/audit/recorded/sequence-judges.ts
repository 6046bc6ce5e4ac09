/*
 * harness/audit/recorded/sequence-judges.ts - asks oracles about the memory between two calls of a sequence, and finds the
 * first call that shows what they found.
 *
 * To ask takes as long as hundreds of calls. So they are asked at some places, before processes exit and at the end; what
 * is new there is looked for call by call in a second run from the place before. What comes and goes between two places
 * is not seen, unless the second run passes it.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import { LoadOracles } from '../../measure/load-oracles.ts';
import { bootStraight } from '../../measure/straight/boot.ts';
import { type Built, type JudgeAtRest, tableOf } from '../../measure/straight/built.ts';
import type { State } from '../../measure/straight/state.ts';
import type { AddedFunction } from '../../variant.ts';
import { SequenceKernel, type SequenceWatcher } from './sequence-kernel.ts';

/** Places of a sequence at which oracles are asked, beside exits and the end. */
const places = { least: 4, most: 32 } as const;
/** Words of memory that all places of a sequence together may look through, where that leaves enough of them. */
const wordsMax = 2 ** 24;

export interface SequenceFinding {
	/** Its phrase. */
	readonly oracle: string;
	/** The kind of place that shows it, or what the kernel died with. */
	readonly site: string;
	/** One sentence that names what shows it at that moment. */
	readonly detail: string;
	/** The first call that shows it, counted from 1 over all sequences. */
	readonly call: number;
	readonly isDeath: boolean;
}

/** Calls that were made when the oracles were asked, and when they had been asked before. */
interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** What oracles are told of a kernel. */
export function judgesOf(
	built: Built,
	judge: JudgeAtRest,
	machine: State,
): { readonly oracles: LoadOracles; readonly watcher: SequenceWatcher } {
	const oracles = new LoadOracles(built, judge, machine);
	const watcher: SequenceWatcher = {
		file: (mapping, name) => void oracles.madeFile(mapping, built.types.FILE_PAGES_MAX, name),
		process: (mm, name) => void oracles.madeProcess(mm, name),
		exited: () => oracles.exited(),
	};
	return { oracles, watcher };
}

export class SequenceJudges {
	readonly findings: SequenceFinding[] = [];
	asked = 0;
	readonly #built: Built;
	readonly #judge: JudgeAtRest;
	readonly #functions: Readonly<Record<string, AddedFunction>>;
	/** Kinds of findings that are known. */
	readonly #known = new Set<string>();
	#oracles: LoadOracles | null = null;
	/** Calls of the sequences before. */
	#offset = 0;
	#every = 1;
	#length = 0;
	#lastAsked = 0;
	#stretches: Stretch[] = [];

	constructor(
		built: Built,
		judge: JudgeAtRest,
		functions: Readonly<Record<string, AddedFunction>>,
	) {
		this.#built = built;
		this.#judge = judge;
		this.#functions = functions;
	}

	begin({ calls }: Sequence, machine: State): SequenceWatcher {
		const { oracles, watcher } = judgesOf(this.#built, this.#judge, machine);
		this.#oracles = oracles;
		this.#length = calls.length;
		const fit = Math.floor(wordsMax / machine.memory.length);
		const count = Math.max(places.least, Math.min(places.most, fit));
		this.#every = Math.ceil(calls.length / count);
		this.#lastAsked = 0;
		this.#stretches = [];
		return watcher;
	}

	before(index: number, { call }: RecordedCall): void {
		if (call !== 'exit' && call !== 'exec') return;
		this.#oracles!.beforeExit(() => this.#ask(index));
	}

	after(index: number, { ended, diedOf }: SequenceKernel): void {
		if (ended !== null) {
			this.#note({ oracle: diedOf!, site: ended, detail: ended, isDeath: true }, index + 1);
			return;
		}
		const made = index + 1;
		if (made % this.#every === 0 || made === this.#length) this.#ask(made);
	}

	/** Looks for the first call that shows what is new. */
	end({ calls }: Sequence): void {
		this.asked += this.#oracles!.asked;
		if (this.#stretches.length > 0) this.#lookAgain(calls);
		this.#offset += calls.length;
	}

	#ask(made: number): void {
		if (made === this.#lastAsked) return;
		const before = this.#oracles!.findings.length;
		this.#oracles!.ask();
		const isNew = this.#oracles!.findings.slice(before).some(
			({ oracle, site }) => !this.#known.has(`${oracle} ${site}`),
		);
		if (isNew) this.#stretches.push({ from: this.#lastAsked, to: made });
		this.#lastAsked = made;
	}

	#lookAgain(calls: readonly RecordedCall[]): void {
		const machine = bootStraight(this.#built, 'counted');
		const { oracles, watcher } = judgesOf(this.#built, this.#judge, machine);
		const table = tableOf(this.#built, this.#functions);
		const kernel = new SequenceKernel(this.#built, table, machine, watcher);
		for (const [index, call] of calls.entries()) {
			if (kernel.answer(call) === null) return;
			const made = index + 1;
			if (!this.#stretches.some(({ from, to }) => made > from && made <= to)) continue;
			const before = oracles.findings.length;
			oracles.ask();
			for (const { oracle, site, detail } of oracles.findings.slice(before)) {
				this.#note({ oracle, site, detail, isDeath: false }, made);
			}
		}
	}

	#note(finding: Omit<SequenceFinding, 'call'>, made: number): void {
		const key = `${finding.oracle} ${finding.site}`;
		if (this.#known.has(key)) return;
		this.#known.add(key);
		this.findings.push({ ...finding, call: this.#offset + made });
	}
}
