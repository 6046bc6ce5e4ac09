/*
 * harness/check/lock-left-held.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const lockLeftHeld: Oracle = {
	says: 'a system call returned with a lock held',
	mutant: 'truncate-keeps-i-shared-sem',
};
