/*
 * harness/check/mapcount-wrong.ts - the union page->pte, read as what it holds, says how many ptes
 * map the page.
 */
import { mem_map, page_pte, page_to_pfn, PG_anon } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { rmapEntries, unionKind } from './reverse.ts';
import { hasFlag, isLive, isReserved } from './page-tables.ts';

export const mapcountWrong: Oracle = {
	says: 'page->pte.mapcount, or the length of the pte_chain, differs from the number of ptes',
	mutant: 'add-rmap-counts-twice',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			const value = scene.read(page_pte, page);
			const kind = unionKind(value);
			// A count where a chain should be is type confusion and says nothing about the count.
			if (kind === 'count' && hasFlag(scene, PG_anon, page)) continue;
			const stated = kind === 'count' ? value : rmapEntries(scene, page).length;
			const found = census.ptes[page_to_pfn(page)]!;
			if (stated === found) continue;
			const isChained = kind === 'count' ? false : kind !== 'zero' || hasFlag(scene, PG_anon, page);
			findings.push({
				site: `${isChained ? 'pte_chain' : 'mapcount'} ${stated > found ? 'too high' : 'too low'}`,
				detail: `${scene.nameOf(page)} is said to be mapped ${stated} times and is mapped ${found} times`,
			});
		}
		return findings;
	},
};
