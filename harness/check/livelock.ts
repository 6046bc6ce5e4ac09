/*
 * harness/check/livelock.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const livelock: Oracle = {
	says: 'a task goes round without end and nobody can let it out',
	mutant: 'truncate-waits-for-nobody',
};
