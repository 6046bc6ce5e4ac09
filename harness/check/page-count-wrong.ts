/*
 * harness/check/page-count-wrong.ts - a page's count is the sum of those who hold it. At rest these
 * are the page cache or swap cache, the buffers and every pte: what a pagevec holds that nobody has freed, nobody drops.
 */
import { mem_map, page_count_field, page_to_pfn, PG_private, type page } from '../mm/mm_types.ts';
import type { Census, Complaint, Oracle, Scene } from './oracle.ts';
import { hasFlag, isLive, isReserved } from './page-tables.ts';

/** How many references to the page can be found. */
export const referencesFound = (scene: Scene, census: Census, page: page): number =>
	census.references[page_to_pfn(page)]! +
	census.ptes[page_to_pfn(page)]! +
	(hasFlag(scene, PG_private, page) ? 1 : 0);

export const pageCountWrong: Oracle = {
	says: 'page->count differs from the references that exist: caches, buffers, ptes',
	mutant: 'add-rmap-takes-a-reference',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			const count = scene.read(page_count_field, page);
			const found = referencesFound(scene, census, page);
			// A count that nothing explains at all is a leak and reported as such.
			if (count === found || found === 0) continue;
			findings.push({
				site: count > found ? 'too high' : 'too low',
				detail: `${scene.nameOf(page)} counts ${count} references and has ${found}`,
			});
		}
		return findings;
	},
};
