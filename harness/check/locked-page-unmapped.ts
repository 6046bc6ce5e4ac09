/*
 * harness/check/locked-page-unmapped.ts - mlock() promises that the page stays.
 */
import type { Complaint, Oracle } from './oracle.ts';
import { isToStay } from './locked-ranges.ts';
import { describeSlot, intendsAnonymous, stayedInsideEof } from './page-tables.ts';

export const lockedPageUnmapped: Oracle = {
	says: 'a page that a program has locked is not present although it was inside the file all the time',
	mutant: 'unmap-ignores-vm-locked',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (slot.page !== 0 || !isToStay(scene, slot)) continue;
			if (!intendsAnonymous(slot) && !stayedInsideEof(scene, slot)) continue;
			findings.push({
				site: intendsAnonymous(slot)
					? 'anonymous memory'
					: slot.pte === 0
						? 'pte none'
						: 'file pte',
				detail: `${describeSlot(scene, slot)}, is locked and not present`,
			});
		}
		return findings;
	},
};
