/*
 * harness/check/nr-mapped-wrong.ts - page_states.nr_mapped counts the pages for which page_mapped()
 * is true. Whether page_mapped() itself is right is the question of 'mapcount wrong'.
 */
import { mem_map, mm_zone, nr_mapped, page_pte } from '../mm/mm_types.ts';
import type { Oracle } from './oracle.ts';
import { isLive, isReserved } from './page-tables.ts';

export const nrMappedWrong: Oracle = {
	says: 'the counter nr_mapped differs from the number of pages that are page_mapped()',
	mutant: 'remove-rmap-forgets-nr-mapped',
	atEnd: (scene) => {
		let found = 0;
		for (const page of mem_map) {
			if (isLive(scene, page) && !isReserved(scene, page) && scene.read(page_pte, page) !== 0)
				found++;
		}
		const stated = scene.read(nr_mapped, mm_zone);
		if (stated === found) return [];
		return [
			{
				site: stated > found ? 'too high' : 'too low',
				detail: `nr_mapped is ${stated}, while ${found} ${found === 1 ? 'page is' : 'pages are'} mapped`,
			},
		];
	},
};
