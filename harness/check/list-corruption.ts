/*
 * harness/check/list-corruption.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const listCorruption: Oracle = {
	says: 'a task took something off a list that was not on it',
	mutant: 'vma-leaves-its-file-twice',
};
