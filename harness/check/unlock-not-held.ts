/*
 * harness/check/unlock-not-held.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const unlockNotHeld: Oracle = {
	says: 'a task released a lock that it did not hold',
	mutant: 'truncate-unlocks-the-tree-twice',
};
