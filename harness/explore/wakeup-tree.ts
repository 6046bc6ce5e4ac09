/*
 * harness/explore/wakeup-tree.ts - sequences of steps that a state must still be left by.
 *
 * Abdulla, Aronsson, Jonsson and Sagonas, "Source sets: a foundation for optimal dynamic partial order
 * reduction", J. ACM 64(4), 2017, section 6. A sequence is put in only when no sequence that is there
 * already leads to the same traces, so that each trace is run once.
 */
import { dependent, type Effect } from './effect.ts';

export interface Wakeup {
	readonly task: number;
	readonly effect: Effect;
	readonly children: Wakeup[];
}

/** Steps in order, with what happens before what among them. */
export interface Sequence {
	readonly tasks: readonly number[];
	readonly effects: readonly Effect[];
	/** Whether step `i` happens before step `j`, for i < j. */
	precedes(i: number, j: number): boolean;
}

/**
 * Where a task's first step stands in a sequence, if it could as well be the very first; 'absent' when
 * the task takes no part and its step commutes with all of them; null when it is no weak initial.
 */
export function weakInitial(
	sequence: Sequence,
	left: readonly number[],
	task: number,
	effect: Effect,
): number | 'absent' | null {
	for (let n = 0; n < left.length; n++) {
		const at = left[n]!;
		if (sequence.tasks[at] !== task) continue;
		for (let m = 0; m < n; m++) if (sequence.precedes(left[m]!, at)) return null;
		return n;
	}
	for (const at of left) if (dependent(effect, sequence.effects[at]!)) return null;
	return 'absent';
}

/** Puts a sequence in, unless what is there covers it. */
export function insert(children: Wakeup[], sequence: Sequence): void {
	let left = sequence.tasks.map((_, i) => i);
	let level = children;
	for (;;) {
		const found = level
			.map((child) => ({ child, at: weakInitial(sequence, left, child.task, child.effect) }))
			.find(({ at }) => at !== null);
		if (found === undefined) break;
		const { child, at } = found;
		// A leaf stands for everything that can follow it.
		if (child.children.length === 0) return;
		if (typeof at === 'number') left = left.toSpliced(at, 1);
		if (left.length === 0) return;
		level = child.children;
	}
	for (const i of left) {
		const next: Wakeup = { task: sequence.tasks[i]!, effect: sequence.effects[i]!, children: [] };
		level.push(next);
		level = next.children;
	}
}
