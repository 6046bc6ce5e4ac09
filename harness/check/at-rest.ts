/*
 * harness/check/at-rest.ts - what oracles hold against a memory of which nothing else is known: no call is under way,
 * and nobody has noted what programs have chosen, stored or locked. So it is at the end of a load.
 */
import { oracles } from './index.ts';
import { spareMms } from './kernel-object-leaked.ts';
import type { OracleName } from './oracle-name.ts';
import type { Complaint, Scene } from './oracle.ts';
import { mappingsOf } from './page-tables.ts';

/** In the order in which they are told. */
export const judgedAtRest: readonly OracleName[] = [
	'orphan page mapped',
	'freed while mapped',
	'page not reachable by rmap',
	'unreclaimable page',
	'stale rmap entry',
	'type confusion of page->pte',
	'page->mapping and tree disagree',
	'mapcount wrong',
	'page_count wrong',
	'page leaked',
	'kernel object leaked',
	'swap count wrong',
	'rss wrong',
	'nr_mapped wrong',
	'vm accounting wrong',
	'stale block beyond EOF',
];

/** All complaints, one for each object; `processes`: how many are alive. */
export function judgeAtRest(
	scene: Scene,
	processes: number,
): (readonly [OracleName, readonly Complaint[]])[] {
	const census = mappingsOf(scene);
	return [
		...judgedAtRest.map((name) => [name, oracles[name].atEnd!(scene, census)] as const),
		['kernel object leaked', spareMms(census, processes)],
	];
}
