/*
 * harness/check/sleeping-under-spinlock.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const sleepingUnderSpinlock: Oracle = {
	says: 'a task that holds a spinlock may sleep',
	mutant: 'add-rmap-sleeps',
};
