/*
 * harness/check/stale-rmap-entry.ts - a pte_chain holds addresses of ptes; one that does not map the
 * page makes reclaim unmap somebody else's page or read a freed page table.
 */
import { mem_map } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { entryMaps, rmapEntries } from './reverse.ts';
import { isLive } from './page-tables.ts';

export const staleRmapEntry: Oracle = {
	says: 'the pte_chain or direct pointer of a page holds the address of a pte that does not map it',
	mutant: 'remove-rmap-forgets-chained-page',
	atEnd: (scene) => {
		const findings: Complaint[] = [];
		for (const page of mem_map) {
			if (!isLive(scene, page)) continue;
			for (const entry of rmapEntries(scene, page)) {
				if (entryMaps(scene, entry, page)) continue;
				const site = entry === -1 ? 'freed pte_chain node' : 'pte maps something else';
				findings.push({
					site,
					detail: `reverse mapping of ${scene.nameOf(page)}: ${site}`,
				});
			}
		}
		return findings;
	},
};
