/*
 * harness/cell/given-up.ts - random executions that a limit of steps has ended.
 *
 * Strategies hand them over as livelocks, since most are. But a long race may just not have been over yet,
 * so nothing is said of one unless no schedule leads out from where it stands.
 */
import { canEnd } from '../explore/follow.ts';
import type { TerminalState, Problem } from '../explore/problem.ts';
import { TaskState } from '../explore/task-state.ts';
import { defaultLimits } from './limits.ts';

/** Whether a random execution was given up. Must be asked while the machine is in the state of the ending. */
export function isGivenUp(problem: Problem, { kind, locals }: TerminalState): boolean {
	if (kind !== 'livelock') return false;
	const state = new TaskState(problem);
	for (const [task, local] of locals.entries()) state.move(task, local);
	return canEnd(state, defaultLimits.sampled.circleStatesMax);
}
