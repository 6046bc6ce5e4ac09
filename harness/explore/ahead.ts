/*
 * harness/explore/ahead.ts - which access classes lie ahead of each local state.
 *
 * The discovered local states form a graph. A class lies ahead of a local state if a path leads from it to
 * a local state whose step has that class. A lock that another task keeps closes all paths that acquire it.
 */
import { DONE, type Automata } from '../engine/automaton.ts';
import type { HeldLock } from '../engine/held.ts';
import type { Step } from '../engine/step.ts';
import type { AccessClasses } from './access-classes.ts';

/** The graph of local states. Ranks count down from the local state interned last. */
interface Graph {
	readonly locals: readonly number[];
	/** By local state: its rank, or -1. Local states interned after learn() are not in it. */
	readonly rankOf: Int32Array;
	/** By rank: index into `next` of its first successor; one more entry at the end. */
	readonly first: Int32Array;
	readonly next: Int32Array;
	/** Indexes into `next` of the successors that do not have a lower rank, and whose they are. */
	readonly back: readonly { readonly rank: number; readonly edge: number }[];
}

/** Classes of one task, as bits of the sets that while() makes. */
export interface ConflictingTask {
	readonly task: number;
	/** Whether a class has no bit in the sets, so that the task counts as conflicting at once. */
	isCertain: boolean;
	/** Indexes of words of such a set, and the bits of each. */
	readonly words: number[];
	readonly masks: number[];
}

export class Ahead {
	readonly #automata: Automata;
	/** By local state: the classes of its own step. */
	readonly #own: readonly (readonly number[] | undefined)[];
	#graph: Graph = graphOf([], () => []);
	/** By class: its bit in the sets, or -1 if it meets no class of another task. */
	#bitOf: number[] = [];
	#bits = 0;
	/** By rank: the classes of the local state's own step. */
	#ownSet = new Int32Array();
	/** By locks that another task keeps: the classes ahead of each local state. */
	readonly #sets = new Map<string, Int32Array>();

	constructor(automata: Automata, own: readonly (readonly number[] | undefined)[]) {
		this.#automata = automata;
		this.#own = own;
	}

	/** Builds the graph of all local states reachable from the roots, as far as it is known now. */
	learn(roots: readonly number[], classes: AccessClasses): void {
		const successors = (local: number): Iterable<number> => this.#automata.successors(local);
		this.#graph = graphOf(reachable(roots, successors), successors);
		this.#bitOf = classes.all.map(() => -1);
		this.#bits = 0;
		for (const [id, each] of classes.all.entries()) {
			if (classes.meetsAnother(each)) this.#bitOf[id] = this.#bits++;
		}
		this.#ownSet = this.#ownBits();
		this.forget();
	}

	/** Drops the sets, since they no longer hold. */
	forget(): void {
		this.#sets.clear();
	}

	/**
	 * Classes ahead of each local state, as bit sets by rank, while another task keeps those locks.
	 */
	while(closed: readonly HeldLock[]): Int32Array {
		const name = closed
			.map((each) => `${each.location} ${each.mode}`)
			.toSorted()
			.join();
		let set = this.#sets.get(name);
		if (set === undefined) {
			set = this.#compute(closed);
			this.#sets.set(name, set);
		}
		return set;
	}

	/** Groups classes by task, to test them against such sets. */
	grouped(ids: readonly number[], classes: AccessClasses): ConflictingTask[] {
		const tasks: ConflictingTask[] = [];
		for (const id of ids) {
			const { task } = classes.at(id);
			let found = tasks.find((known) => known.task === task);
			if (found === undefined) {
				found = { task, isCertain: false, words: [], masks: [] };
				tasks.push(found);
			}
			const bit = this.#bitOf[id] ?? -1;
			if (bit < 0) found.isCertain = true;
			else {
				let at = found.words.indexOf(bit >> 5);
				if (at < 0) at = found.words.push(bit >> 5) - 1;
				found.masks[at] = (found.masks[at] ?? 0) | (1 << (bit & 31));
			}
		}
		return tasks;
	}

	/**
	 * Tasks (as a bit mask) that may reach one of their classes. The caller gets `set` from while().
	 */
	tasks(set: Int32Array, locals: Int32Array, conflicting: readonly ConflictingTask[]): number {
		const words = (this.#bits + 31) >> 5;
		const { rankOf } = this.#graph;
		let mask = 0;
		for (const each of conflicting) {
			const local = locals[each.task]!;
			if (local === DONE) continue;
			const rank = local < rankOf.length ? rankOf[local]! : -1;
			if (rank < 0) {
				if (!this.#automata.isDead(local)) mask |= 1 << each.task;
				continue;
			}
			let meets = each.isCertain;
			for (let i = 0; i < each.words.length && !meets; i++) {
				meets = (set[rank * words + each.words[i]!]! & each.masks[i]!) !== 0;
			}
			if (meets) mask |= 1 << each.task;
		}
		return mask;
	}

	#compute(closed: readonly HeldLock[]): Int32Array {
		const { locals, first, next, back } = this.#graph;
		const words = (this.#bits + 31) >> 5;
		const ahead = this.#ownSet.slice();
		const open = locals.map((local) => {
			const step = this.#automata.steps[local];
			return step !== null && step !== undefined && !isClosed(step, closed);
		});
		// In order of rank a successor mostly comes first, so that one round is enough but for loops.
		do {
			for (let rank = 0; rank < locals.length; rank++) {
				if (!open[rank]) continue;
				const to = rank * words;
				for (let edge = first[rank]!; edge < first[rank + 1]!; edge++) {
					const from = next[edge]! * words;
					for (let i = 0; i < words; i++) ahead[to + i]! |= ahead[from + i]!;
				}
			}
		} while (back.some(({ rank, edge }) => open[rank]! && adds(ahead, rank, next[edge]!, words)));
		return ahead;
	}

	#ownBits(): Int32Array<ArrayBuffer> {
		const { locals } = this.#graph;
		const words = (this.#bits + 31) >> 5;
		const set = new Int32Array(locals.length * words);
		for (const [rank, local] of locals.entries()) {
			for (const each of this.#own[local] ?? []) {
				const bit = this.#bitOf[each] ?? -1;
				if (bit >= 0) set[rank * words + (bit >> 5)]! |= 1 << (bit & 31);
			}
		}
		return set;
	}
}

/** Whether the set of one rank has a class that the set of another has not. */
function adds(ahead: Int32Array, rank: number, successor: number, words: number): boolean {
	for (let i = 0; i < words; i++) {
		if ((ahead[successor * words + i]! & ~ahead[rank * words + i]!) !== 0) return true;
	}
	return false;
}

const isClosed = (step: Step, closed: readonly HeldLock[]): boolean =>
	step.kind === 'join' ||
	(step.kind === 'lock' &&
		closed.some(
			({ location, mode }) => location === step.location && (mode === 'exclusive' || !step.shared),
		));

function reachable(
	roots: readonly number[],
	successors: (local: number) => Iterable<number>,
): number[] {
	const seen = new Set<number>();
	const pending = [...roots];
	while (pending.length > 0) {
		const local = pending.pop()!;
		if (seen.has(local)) continue;
		seen.add(local);
		for (const next of successors(local)) pending.push(next);
	}
	return [...seen].toSorted((a, b) => b - a);
}

function graphOf(
	locals: readonly number[],
	successors: (local: number) => Iterable<number>,
): Graph {
	const rankOf = new Int32Array((locals[0] ?? 0) + 1).fill(-1);
	for (const [rank, local] of locals.entries()) rankOf[local] = rank;
	const first = new Int32Array(locals.length + 1);
	const next: number[] = [];
	const back: { rank: number; edge: number }[] = [];
	for (const [rank, local] of locals.entries()) {
		for (const each of successors(local)) {
			const edge = next.push(rankOf[each]!) - 1;
			if (next[edge]! >= rank) back.push({ rank, edge });
		}
		first[rank + 1] = next.length;
	}
	return { locals, rankOf, first, next: Int32Array.from(next), back };
}
