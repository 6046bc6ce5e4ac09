/*
 * harness/check/freed-object-used.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const freedObjectUsed: Oracle = {
	says: 'a task touched or freed an object that was free',
	mutant: 'chain-node-is-freed-while-linked',
};
