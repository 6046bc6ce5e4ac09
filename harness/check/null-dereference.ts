/*
 * harness/check/null-dereference.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const nullDereference: Oracle = {
	says: 'a task followed a NULL pointer',
	mutant: 'convert-forgets-truncation',
};
