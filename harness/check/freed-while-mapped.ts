/*
 * harness/check/freed-while-mapped.ts - a user who can still reach a frame that has been freed reads
 * and writes whatever it is given to next.
 */
import type { Complaint, Oracle } from './oracle.ts';
import { describeSlot, isLive, isReserved } from './page-tables.ts';

export const freedWhileMapped: Oracle = {
	says: 'a pte maps a frame that has been freed',
	mutant: 'converted-page-is-freed-at-once',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (slot.page === 0 || isLive(scene, slot.page) || isReserved(scene, slot.page)) continue;
			findings.push({
				site: 'pte',
				detail: `${describeSlot(scene, slot)}, maps ${scene.nameOf(slot.page)}, which is free`,
			});
		}
		return findings;
	},
};
