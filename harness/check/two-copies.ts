/*
 * harness/check/two-copies.ts - a store through one mapping is read through every other and by read().
 */
import { intendedIndex, intendedMapping } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { cachedPage, describeSlot, filePageOf, intendsFile, isSharedFile } from './page-tables.ts';

export const twoCopies: Oracle = {
	says: 'two shared mappings of one file page, or a mapping and the page cache, hold different frames',
	mutant: 'fault-maps-a-copy',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		const firstFrame = new Map<number, number>();
		for (const slot of census.slots) {
			const { page, vma, intended } = slot;
			if (page === 0 || !intendsFile(slot) || !isSharedFile(scene, vma)) continue;
			// Another page of a file in this place is a lost placement, not a copy.
			const shown = filePageOf(scene, page);
			if (shown !== 0 && shown !== intended) continue;
			const cached = cachedPage(scene, intendedMapping(intended), intendedIndex(intended));
			const other = cached || firstFrame.get(intended);
			if (other === undefined) firstFrame.set(intended, page);
			if (other === undefined || other === page) continue;
			findings.push({
				site: cached === 0 ? 'two mappings' : 'mapping and page cache',
				detail:
					`${describeSlot(scene, slot)}, maps ${scene.nameOf(page)}, ` +
					`while ${cached === 0 ? 'another mapping' : 'the page cache'} has ${scene.nameOf(other)}`,
			});
		}
		return findings;
	},
};
