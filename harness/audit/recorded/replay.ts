/*
 * harness/audit/recorded/replay.ts - a recorded sequence on a kernel, and which of its answers are the recorded ones.
 *
 * Variants share most of their functions. A run of a sequence is a matter of the functions that it enters and of
 * nothing else: functions keep no state of their own, and the machine has just booted. So a kernel that has the very
 * same functions for all those that an earlier run entered would make the same run, and it is not made again.
 */
import { agrees, type Sequence } from '../../../workloads/sequence/recording.ts';
import type { Built, StraightFunction, StraightTable } from '../../measure/straight/built.ts';
import type { Observed } from '../../result.ts';
import { causes } from './causes.ts';
import { nothingObserved, observedOnce, together } from './observed.ts';
import { SequenceKernel } from './sequence-kernel.ts';

export interface Answers {
	/** Calls that were answered otherwise than recorded, or not at all because the kernel had died. */
	readonly wrong: number;
	/** Which call was the first of them, from 0; null for none. */
	readonly firstWrong: number | null;
	/** What it was answered; null when the kernel had died. */
	readonly said: string | null;
	/** How the kernel died; null when it lives. */
	readonly died: string | null;
	/** Page tables that the recording shows; they are no answers. */
	readonly observed: Observed;
}

/** Every call of a sequence on a kernel of these functions that has just booted. */
export function answersOf(built: Built, table: StraightTable, { calls }: Sequence): Answers {
	const kernel = new SequenceKernel(built, table);
	let wrong = 0;
	let firstWrong: number | null = null;
	let said: string | null = null;
	let observed = nothingObserved;
	for (const [index, recorded] of calls.entries()) {
		const answer = kernel.answer(recorded);
		if (recorded.call === 'obs') {
			observed = together(observed, observedOnce(recorded.answer, answer));
			continue;
		}
		if (agrees(recorded.answer, answer)) continue;
		wrong++;
		if (firstWrong !== null) continue;
		firstWrong = index;
		said = answer;
	}
	return { wrong, firstWrong, said, died: kernel.ended, observed };
}

/** An answer to a sequence, and the functions that it is a matter of: their numbers, and what they were. */
interface Known {
	readonly names: Int32Array;
	readonly functions: StraightFunction[];
	readonly answers: Answers;
}

/** A kernel whose functions say that they are entered, and the functions themselves by number. */
interface Watched {
	readonly table: StraightTable;
	readonly byNumber: readonly StraightFunction[];
}

/** Answers to sequences, each found once for all kernels that enter the same functions. */
export class Replays {
	readonly #built: Built;
	readonly #numbers = new Map<string, number>();
	readonly #watched = new WeakMap<StraightTable, Watched>();
	readonly #known = new WeakMap<Sequence, Known[]>();
	readonly #entered = new Uint8Array(1024);
	readonly #changed: ReadonlySet<string> | null;
	/** Runs that were made, and those that were known. */
	readonly counts: { made: number; known: number } = { made: 0, known: 0 };

	/** @param sets functions of all variants there will be, beside those of the base; null where that is not known */
	constructor(built: Built, sets: readonly Readonly<Record<string, unknown>>[] | null = null) {
		this.#built = built;
		const beyond = causes.flatMap((each) => (each.beyond === undefined ? [] : each.functions));
		this.#changed =
			sets === null ? null : new Set([...beyond, ...sets.flatMap((each) => Object.keys(each))]);
	}

	answersOf(table: StraightTable, sequence: Sequence): Answers {
		return this.runOf(table, sequence).answers;
	}

	/** The run of a sequence: one object for all kernels that make the same. */
	runOf(table: StraightTable, sequence: Sequence): { readonly answers: Answers } {
		const watched = this.#watchedOf(table);
		const all = this.#known.get(sequence) ?? [];
		this.#known.set(sequence, all);
		const known = all.find((each) => isSame(watched.byNumber, each));
		if (known !== undefined) {
			this.counts.known++;
			return known;
		}
		this.counts.made++;
		this.#entered.fill(0);
		const answers = answersOf(this.#built, watched.table, sequence);
		const names: number[] = [];
		for (let i = 0; i < this.#numbers.size; i++) if (this.#entered[i] === 1) names.push(i);
		const functions = names.map((i) => watched.byNumber[i]!);
		const made = { names: Int32Array.from(names), functions, answers };
		all.push(made);
		return made;
	}

	#watchedOf(table: StraightTable): Watched {
		const known = this.#watched.get(table);
		if (known !== undefined) return known;
		const byNumber: StraightFunction[] = [];
		const noting = { ...table };
		for (const [name, own] of Object.entries(table)) {
			// What all have from the base need not be noted.
			if (this.#changed !== null && !this.#changed.has(name)) continue;
			const number = this.#numberOf(name);
			byNumber[number] = own;
			const entered = this.#entered;
			if (own.length > 8) throw new Error(`${name} has more arguments than expected`);
			// Rest parameters take three times as long, and no kernel function asks how many there are.
			noting[name] = function (this: StraightTable, a, b, c, d, e, f, g, h) {
				entered[number] = 1;
				return own.call(this, a!, b!, c!, d!, e!, f!, g!, h!);
			};
		}
		const made = { table: noting, byNumber };
		this.#watched.set(table, made);
		return made;
	}

	#numberOf(name: string): number {
		const number = this.#numbers.get(name) ?? this.#numbers.size;
		if (number === this.#entered.length) throw new Error('more kernel functions than expected');
		this.#numbers.set(name, number);
		return number;
	}
}

/** What differs comes first afterwards: it is what the next kernel will have otherwise, too. */
function isSame(byNumber: readonly StraightFunction[], { names, functions }: Known): boolean {
	for (let i = 0; i < names.length; i++) {
		const name = names[i]!;
		const own = functions[i]!;
		if (byNumber[name] === own) continue;
		names[i] = names[0]!;
		functions[i] = functions[0]!;
		names[0] = name;
		functions[0] = own;
		return false;
	}
	return true;
}
