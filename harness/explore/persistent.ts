/*
 * harness/explore/persistent.ts - persistent sets: which tasks must be expanded in a state.
 */
import { Footprints } from './footprint.ts';
import type { Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

/** Scratch of persistent(): the conflicting tasks of each enabled task. */
const conflictingWith = new Int32Array(32);

/** The smallest set of enabled tasks such that nothing outside can conflict with what they do next. */
export function persistent(
	problem: Problem,
	footprints: Footprints,
	state: TaskState,
	enabled: number,
	last: number,
): number {
	const { locals } = state;
	const tasks = locals.length;
	for (let i = 0; i < tasks; i++) {
		const task = (last + i) % tasks;
		if (!((enabled >> task) & 1)) continue;
		const conflicting = footprints.conflicting(task, locals);
		if (conflicting === 0) return 1 << task;
		conflictingWith[task] = conflicting;
	}
	let best = enabled;
	let bestCount = bits(enabled);
	for (let seed = 0; seed < tasks && bestCount > 2; seed++) {
		if (!((enabled >> seed) & 1)) continue;
		let set = 1 << seed;
		let pending = set;
		while (pending !== 0) {
			const task = 31 - Math.clz32(pending & -pending);
			pending &= ~(1 << task);
			const step = problem.automata.steps[locals[task]!];
			if (step === null || step === undefined) continue;
			let more: number;
			if ((enabled >> task) & 1) more = conflictingWith[task]!;
			else if (step.kind === 'lock') {
				more = footprints.holders(task, step) || enabled;
			} else more = enabled;
			more &= ~set;
			set |= more;
			pending |= more;
		}
		const chosen = set & enabled;
		if (bits(chosen) < bestCount) {
			best = chosen;
			bestCount = bits(chosen);
		}
	}
	return best;
}

function bits(mask: number): number {
	let count = 0;
	for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
	return count;
}
