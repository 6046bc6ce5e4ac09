/*
 * harness/check/unreclaimable-page.ts - a page that no vma locks and that reclaim can still never
 * unmap, because it finds no way to one of the ptes, or because the page has buffers but no mapping:
 * shrink_list() neither gives such a page swap nor calls try_to_unmap() for it.
 */
import { mem_map, page_mapping, page_to_pfn, PG_private } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { isStranded } from './unreachable-by-rmap.ts';
import { hasFlag, isLive, isLockedVma, isReserved } from './page-tables.ts';

export const unreclaimablePage: Oracle = {
	says: 'a mapped page that no vma locks cannot be unmapped by any reclaimer',
	mutant: 'vma-on-no-list-of-its-file',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const page of mem_map) {
			if (census.ptes[page_to_pfn(page)] === 0) continue;
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			let isLocked = false;
			let isLost = false;
			for (const slot of census.slots) {
				if (slot.page !== page) continue;
				if (isLockedVma(scene, slot.vma)) isLocked = true;
				else if (isStranded(scene, slot)) isLost = true;
			}
			if (isLocked) continue;
			const isBuffered = scene.read(page_mapping, page) === 0 && hasFlag(scene, PG_private, page);
			if (!isLost && !isBuffered) continue;
			findings.push({
				site: isLost ? 'pte out of reach' : 'buffers and no mapping',
				detail: `${scene.nameOf(page)} is mapped, not locked, and cannot be unmapped by reclaim`,
			});
		}
		return findings;
	},
};
