/*
 * harness/check/data-race.ts - judged by the engine while it runs; there is nothing to look at afterwards.
 */
import type { Oracle } from './oracle.ts';

export const dataRace: Oracle = {
	says: 'two tasks touch one plain word, one of them writing, with no lock in common',
	mutant: 'rss-is-counted-without-lock',
};
