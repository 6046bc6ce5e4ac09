/*
 * harness/check/unreachable-by-rmap.ts - reclaim has a page and must find every pte that maps it.
 */
import { page_mapping, page_pte } from '../mm/mm_types.ts';
import type { Census, Complaint, Oracle, Scene, Slot } from './oracle.ts';
import { isReachable, unionKind } from './reverse.ts';
import { describeSlot, isLive, isReserved } from './page-tables.ts';

/** Whether the slot maps a frame that takes part in reverse mapping but does not lead back to it. */
export const isStranded = (scene: Scene, census: Census, slot: Slot): boolean =>
	slot.page !== 0 &&
	isLive(scene, slot.page) &&
	!isReserved(scene, slot.page) &&
	!isReachable(scene, census, slot);

export const unreachableByRmap: Oracle = {
	says: "a pte maps a page whose pte_chain lacks it, or whose file's vmas do not lead to it",
	mutant: 'add-rmap-forgets-chained-page',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (!isStranded(scene, census, slot)) continue;
			const kind = unionKind(scene.read(page_pte, slot.page));
			const isCut = scene.read(page_mapping, slot.page) === 0;
			let site = 'not in the pte_chain';
			if (kind === 'zero') site = 'page not known to be mapped';
			else if (kind === 'count') site = isCut ? 'page->mapping is NULL' : 'no vma leads to the pte';
			findings.push({
				site,
				detail: `${describeSlot(scene, slot)}, maps ${scene.nameOf(slot.page)}: ${site}`,
			});
		}
		return findings;
	},
};
