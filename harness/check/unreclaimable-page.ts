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
} from '../mm/mm_types.ts';
import type { Census, Complaint, Oracle, Scene, Slot } from './oracle.ts';
import { isStranded } from './unreachable-by-rmap.ts';
import { hasFlag, isLive, isLockedVma, isReserved, itemsOf } from './page-tables.ts';

const lruLists = [active_list, inactive_list].map((list) => ({ list, items: itemsOf(list) }));

function pagesOnLru(scene: Scene): Set<number> {
	const pages = new Set<number>();
	for (const { list, items } of lruLists) {
		const count = Math.min(scene.read(list.head, mm_zone), items.length);
		for (let i = 0; i < count; i++) pages.add(scene.read(items[i]!, mm_zone));
	}
	return pages;
}

/** By pfn: 1 where a slot of the frame says so. */
function framesWhere({ ptes, slots }: Census, isSo: (slot: Slot) => boolean): Uint8Array {
	const frames = new Uint8Array(ptes.length);
	for (const slot of slots) if (slot.page !== 0 && isSo(slot)) frames[page_to_pfn(slot.page)] = 1;
	return frames;
}

export const unreclaimablePage: Oracle = {
	says: 'a page in use that no vma locks cannot be unmapped, or is not even met, by any reclaimer',
	mutant: 'vma-on-no-list-of-its-file',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		const listed = pagesOnLru(scene);
		// What is locked stays, on which list ever: Linux has one of its own for it since 2.6.28.
		const locked = framesWhere(census, ({ vma }) => isLockedVma(scene, vma));
		const lost = framesWhere(
			census,
			(slot) => locked[page_to_pfn(slot.page)] === 0 && isStranded(scene, census, slot),
		);
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			const pfn = page_to_pfn(page);
			const isMapped = census.ptes[pfn] !== 0;
			if (isMapped && locked[pfn] === 1) continue;
			if (!listed.has(page) && (isMapped || census.references[pfn]! > 0)) {
				const detail = `${scene.nameOf(page)} is on neither of the lists that reclaim looks through`;
				findings.push({ site: 'on no LRU list', detail });
			}
			if (!isMapped) continue;
			const isLost = lost[pfn] === 1;
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
