/*
 * harness/check/unreclaimable-page.ts - a page that no vma locks and that reclaim can still never
 * unmap, because it finds no way to one of the ptes, or because the page has buffers but no mapping:
 * shrink_list() neither gives such a page swap nor calls try_to_unmap() for it. A page in use that is on no LRU list
 * is not even looked at.
 */
import {
	active_list,
	inactive_list,
	mem_map,
	mm_zone,
	page_mapping,
	page_to_pfn,
	PG_private,
	type page,
} from '../mm/mm_types.ts';
import type { Census, Complaint, Oracle, Scene } from './oracle.ts';
import { isStranded } from './unreachable-by-rmap.ts';
import {
	cacheReferences,
	hasFlag,
	isLive,
	isLockedVma,
	isReserved,
	itemsOf,
} from './page-tables.ts';

const lruLists = [active_list, inactive_list].map((list) => ({ list, items: itemsOf(list) }));

function pagesOnLru(scene: Scene): Set<number> {
	const pages = new Set<number>();
	for (const { list, items } of lruLists) {
		const count = Math.min(scene.read(list.head, mm_zone), items.length);
		for (let i = 0; i < count; i++) pages.add(scene.read(items[i]!, mm_zone));
	}
	return pages;
}

const isUsed = ({ ptes }: Census, page: page): boolean => ptes[page_to_pfn(page)] !== 0;

const isLocked = (scene: Scene, { slots }: Census, page: page): boolean =>
	slots.some((slot) => slot.page === page && isLockedVma(scene, slot.vma));

export const unreclaimablePage: Oracle = {
	says: 'a page in use that no vma locks cannot be unmapped, or is not even met, by any reclaimer',
	mutant: 'vma-on-no-list-of-its-file',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		const listed = pagesOnLru(scene);
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			const isMapped = isUsed(census, page);
			// What is locked stays, on which list ever: Linux has one of its own for it since 2.6.28.
			if (isMapped && isLocked(scene, census, page)) continue;
			if (!listed.has(page) && (isMapped || cacheReferences(scene, page) > 0)) {
				const detail = `${scene.nameOf(page)} is on neither of the lists that reclaim looks through`;
				findings.push({ site: 'on no LRU list', detail });
			}
			if (!isMapped) continue;
			const slots = census.slots.filter((slot) => slot.page === page);
			const isLost = slots.some((slot) => !isLockedVma(scene, slot.vma) && isStranded(scene, slot));
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
