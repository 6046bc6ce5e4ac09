/*
 * harness/check/kernel-bug.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const kernelBug: Oracle = {
	says: 'a task reached a BUG() or BUG_ON() of the kernel',
	mutant: 'remove-rmap-runs-twice',
};
