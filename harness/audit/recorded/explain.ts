/*
 * harness/audit/recorded/explain.ts - puts each answer that a variant gives otherwise to the account of a cause.
 *
 * 1. The first answer of a sequence that differs is looked at.
 * 2. The first cause whose functions move it (to a later answer, or away) and leave fewer wrong answers is adopted for
 *    the rest of the sequence.
 * 3. The answers that it turned right, less those it turned wrong, are its own. On to the next difference.
 * 4. Where no cause helps, all functions of the recorded kernel are taken: parts of two designs may not work together.
 *    What that turns right is `inseparable`, and what still differs is unexplained.
 *
 * So what the causes have and what is unexplained add up to what differs.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { type Built, type StraightTable, tableOf } from '../../measure/straight/built.ts';
import type { AddedFunction } from '../../variant.ts';
import type { Cause } from './causes.ts';
import type { Answers, Replays } from './replay.ts';

/** The account of what only the whole of the recorded kernel answers. */
export const inseparable = 'inseparable';

type Functions = Readonly<Record<string, AddedFunction>>;

/** What a variant is held against where that is no stack: the causes of this stack count. */
export interface AnsweringKernel {
	readonly stack: string;
	readonly functions: Functions;
}

export interface Explained {
	readonly before: Answers;
	/** By cause: the answers that differ because of it. */
	readonly causes: Readonly<Record<string, number>>;
	readonly unexplained: number;
	/** In the order in which they were adopted: each cause, and those before it. */
	readonly adopted: readonly { readonly id: string; readonly behind: readonly Cause[] }[];
	/** With the causes that explain what can be explained. */
	readonly after: Answers;
}

const onDisk = /^d\d+$/;
const onTmpfs = /^t\d+$/;

/** Whether a cause can be that of an answer; tmpfs and disks differ in what no variant has. */
function concerns({ beyond, after, at }: Cause, { calls }: Sequence, firstWrong: number): boolean {
	if (at?.includes(calls[firstWrong]!.call) === false) return false;
	const made = calls.slice(0, firstWrong + 1);
	if (after !== undefined && !made.some(({ call }) => after.includes(call))) return false;
	if (beyond === undefined) return true;
	const names = calls.flatMap(({ args }) => args);
	return names.some((each) => onDisk.test(each)) && !names.some((each) => onTmpfs.test(each));
}

export const answering = (
	{ variants }: Built,
	kernel: string | AnsweringKernel,
): AnsweringKernel =>
	typeof kernel === 'string' ? { stack: kernel, functions: variants[kernel]!.functions } : kernel;

/** Explains what a variant answers, given its own functions and those of the recorded kernel's stack. */
export class Explainer {
	readonly #built: Built;
	readonly #functions: Functions;
	readonly #kernel: Functions;
	readonly #causes: readonly Cause[];
	readonly #whole: StraightTable;
	readonly #replays: Replays;
	/** By the causes that are adopted. */
	readonly #tables = new Map<string, StraightTable>();

	/** @param kernel name of the stack that stands for the recorded kernel, or what answers in its place */
	constructor(
		built: Built,
		functions: Functions,
		kernel: string | AnsweringKernel,
		causes: readonly Cause[],
		replays: Replays,
	) {
		const { stack, functions: later } = answering(built, kernel);
		this.#built = built;
		this.#replays = replays;
		this.#functions = functions;
		this.#kernel = later;
		this.#whole = tableOf(built, later);
		const isReal = typeof kernel === 'string';
		this.#causes = causes.filter((cause) =>
			cause.beyond === undefined
				? (cause.kernel ?? stack) === stack && this.#canMatter(cause)
				: isReal,
		);
	}

	#canMatter({ where, functions }: Cause): boolean {
		if (where !== undefined) {
			const own = this.#own(where.function);
			const { variants } = this.#built;
			if (!where.isOf.some((name) => variants[name]!.functions[where.function] === own)) {
				return false;
			}
		}
		return functions.some((name) => this.#own(name) !== this.#later(name));
	}

	explain(sequence: Sequence): Explained {
		const before = this.#run([], sequence);
		let now = before;
		const adopted: Cause[] = [];
		const steps: { readonly id: string; readonly behind: readonly Cause[] }[] = [];
		const accounts: Record<string, number> = {};
		while (now.firstWrong !== null) {
			const found = this.#helping(now, now.firstWrong, adopted, sequence);
			const id = found?.cause.id ?? inseparable;
			const answers = found?.answers ?? this.#replays.answersOf(this.#whole, sequence);
			if (now.wrong > answers.wrong) {
				steps.push({ id, behind: [...adopted] });
				accounts[id] = (accounts[id] ?? 0) + now.wrong - answers.wrong;
				now = answers;
			}
			if (found === null) break;
			adopted.push(found.cause);
		}
		return { before, causes: accounts, unexplained: now.wrong, adopted: steps, after: now };
	}

	/** The first cause that moves the first wrong answer and leaves fewer than there are. */
	#helping(
		now: Answers,
		firstWrong: number,
		adopted: readonly Cause[],
		sequence: Sequence,
	): { readonly cause: Cause; readonly answers: Answers } | null {
		for (const cause of this.#causes) {
			if (adopted.includes(cause) || !concerns(cause, sequence, firstWrong)) continue;
			const answers = this.#run([...adopted, cause], sequence);
			const isMoved = answers.firstWrong === null || answers.firstWrong > firstWrong;
			if (isMoved && answers.wrong < now.wrong) return { cause, answers };
		}
		return null;
	}

	#run(adopted: readonly Cause[], sequence: Sequence): Answers {
		return this.#replays.answersOf(this.tableWith(adopted), sequence);
	}

	/** The variant with the functions of these causes in place of its own. */
	tableWith(adopted: readonly Cause[]): StraightTable {
		// By place: two causes may have one id.
		const key = adopted
			.map((each) => this.#causes.indexOf(each))
			.toSorted((a, b) => a - b)
			.join();
		const table = this.#tables.get(key) ?? this.#tableWith(adopted);
		this.#tables.set(key, table);
		return table;
	}

	/** What the recorded kernel adds is there for the functions that it replaces. */
	#tableWith(adopted: readonly Cause[]): StraightTable {
		const replaced = adopted.flatMap(({ functions }) =>
			functions.flatMap((name) => {
				const later = this.#later(name);
				return later === undefined ? [] : [[name, later] as const];
			}),
		);
		const table = tableOf(this.#built, {
			...this.#kernel,
			...(this.#built.mm.baseFunctions as unknown as Functions),
			...this.#functions,
			...Object.fromEntries(replaced),
		});
		const made = adopted.flatMap(({ functions, beyond }) =>
			beyond === undefined
				? []
				: functions.map((name) => [name, beyond(this.#built, table[name]!)] as const),
		);
		return { ...table, ...Object.fromEntries(made) };
	}

	#own(name: string): AddedFunction | undefined {
		return this.#functions[name] ?? this.#ofBase(name);
	}

	#later(name: string): AddedFunction | undefined {
		return this.#kernel[name] ?? this.#ofBase(name);
	}

	#ofBase(name: string): AddedFunction | undefined {
		return (this.#built.mm.baseFunctions as unknown as Functions)[name];
	}
}
