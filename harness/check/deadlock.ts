/*
 * harness/check/deadlock.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const deadlock: Oracle = {
	says: 'tasks wait for each other, or one for itself, and none can go on',
	mutant: 'truncate-locks-the-page-twice',
};
