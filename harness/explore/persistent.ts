/*
 * harness/explore/persistent.ts - persistent sets: which tasks must be expanded in a state.
 *
 * A set of tasks is persistent in a state if no step that the other tasks can reach on their own conflicts
 * with the next step of a member. Expanding one persistent set in each state still reaches every terminal
 * state (Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, LNCS 1032, 1996).
 *
 * A set is built by closure from one enabled task. A member that can run adds the tasks with conflicting
 * classes ahead. A member that waits for a lock adds the holders of the lock. Any other member that waits
 * adds all enabled tasks.
 */
import { Footprints } from './footprint.ts';
import type { Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

/** Scratch of persistent(): the conflicting tasks of each enabled task. */
const conflictingWith = new Int32Array(32);

/** The smallest such set of enabled tasks. The task that ran last is tried first. */
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
