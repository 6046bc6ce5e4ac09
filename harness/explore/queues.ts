/*
 * harness/explore/queues.ts - gives queues to the locks for which an execution has shown that they need some.
 */
import type { Problem } from './problem.ts';

/**
 * To be called before executions begin; those of before are the same with queues, with fewer ways to go on.
 * Returns whether more locks have queues now.
 */
export function adoptQueues({ machine, automata }: Pick<Problem, 'machine' | 'automata'>): boolean {
	const { queues } = machine.locks;
	if (!queues.hasFound) return false;
	queues.adopt();
	automata.leaveToMachine(queues.adopted);
	return true;
}
