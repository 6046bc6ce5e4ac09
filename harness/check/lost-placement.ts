/*
 * harness/check/lost-placement.ts - a slot set by remap_file_pages shows the chosen page until the
 * user changes it.
 */
import type { Complaint, Oracle } from './oracle.ts';
import { describeFilePage, describeSlot, intendsInsideEof, nextAccess } from './page-tables.ts';

export const lostPlacement: Oracle = {
	says: 'a page that the user chose lies inside the file, and the next access shows another page',
	mutant: 'unmap-forgets-the-place',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (!intendsInsideEof(scene, slot)) continue;
			const shown = nextAccess(scene, slot);
			if (shown <= 0 || shown === slot.intended) continue;
			findings.push({
				site: slot.page === 0 ? (slot.pte === 0 ? 'pte none' : 'file pte') : 'present pte',
				detail: `${describeSlot(scene, slot)}, shows ${describeFilePage(scene, shown)} next`,
			});
		}
		return findings;
	},
};
