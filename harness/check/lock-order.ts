/*
 * harness/check/lock-order.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const lockOrder: Oracle = {
	says: "two locks are taken in both orders, or against the kernel's own list",
	mutant: 'truncate-takes-locks-in-reverse',
};
