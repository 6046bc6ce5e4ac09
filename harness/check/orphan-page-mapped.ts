/*
 * harness/check/orphan-page-mapped.ts - orphan pages: mapped, but cut off from their file. Andrew Morton called them
 * Dickens pages on 8 March 2004, after Hugh Dickins.
 *
 * A private copy and a converted orphan look alike (both PageAnon, mapping NULL). Through a shared
 * mapping there are no private copies, so there every frame outside the file's tree is an orphan.
 * Through a private mapping a frame counts only when nothing says that a write has made it.
 */
import {
	page_mapping,
	page_pte,
	PG_anon,
	PG_dirty,
	page_to_pfn,
	pte_dirty,
	pte_write,
	vm_file,
	type page,
} from '../mm/mm_types.ts';
import type { Census, Complaint, Oracle, Scene, Slot } from './oracle.ts';
import { unionKind } from './reverse.ts';
import {
	describeSlot,
	filePageOf,
	hasFlag,
	isLive,
	isReserved,
	isSharedFile,
} from './page-tables.ts';

/** Frames that a shared map of a file shows; a census is of one moment. */
const sharedFrames = new WeakMap<Census, ReadonlySet<page>>();

function isShownByShared(scene: Scene, census: Census, page: page): boolean {
	let shared = sharedFrames.get(census);
	if (shared === undefined) {
		const slots = census.slots.filter((each) => each.page !== 0 && isSharedFile(scene, each.vma));
		sharedFrames.set(census, (shared = new Set(slots.map((each) => each.page))));
	}
	return shared.has(page);
}

/** Whether the slot maps a live frame that was a page of a file and is none any more. */
export function mapsOrphan(scene: Scene, census: Census, slot: Slot): boolean {
	const { page, vma } = slot;
	if (page === 0 || vma === 0 || scene.read(vm_file, vma) === 0) return false;
	if (!isLive(scene, page) || isReserved(scene, page) || filePageOf(scene, page) !== 0)
		return false;
	if (isSharedFile(scene, vma)) return true;
	if (census.ptes[page_to_pfn(page)]! > 1 && isShownByShared(scene, census, page)) return true;
	if (hasFlag(scene, PG_anon, page) || hasFlag(scene, PG_dirty, page)) return false;
	return scene.read(page_mapping, page) === 0 && !pte_dirty(slot.pte) && !pte_write(slot.pte);
}

export const orphanPageMapped: Oracle = {
	says: 'a pte maps a page that was in the page cache of a file and no longer is (an orphan page)',
	mutant: 'truncate-forgets-to-unmap',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (!mapsOrphan(scene, census, slot)) continue;
			const isChained =
				hasFlag(scene, PG_anon, slot.page) ||
				unionKind(scene.read(page_pte, slot.page)) !== 'count';
			findings.push({
				site: isChained ? 'page found by pte_chain' : 'page found by nobody',
				detail: `${describeSlot(scene, slot)}, maps ${scene.nameOf(slot.page)}, which is in no file`,
			});
		}
		return findings;
	},
};
