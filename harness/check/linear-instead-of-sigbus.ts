/*
 * harness/check/linear-instead-of-sigbus.ts - truncation clears a nonlinear pte to none, and the next
 * fault is a linear one: where SIGBUS was due, some other page of the file appears.
 */
import type { Complaint, Oracle } from './oracle.ts';
import {
	describeFilePage,
	describeSlot,
	intendsFile,
	intendsInsideEof,
	nextAccess,
} from './page-tables.ts';

export const linearInsteadOfSigbus: Oracle = {
	says: 'a page that the user chose lies beyond the end of the file, and the next access shows another page',
	mutant: 'truncate-unmaps-every-page',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (slot.page !== 0 || !intendsFile(slot) || intendsInsideEof(scene, slot)) continue;
			const shown = nextAccess(scene, slot);
			if (shown <= 0) continue;
			findings.push({
				site: slot.pte === 0 ? 'pte none' : 'file pte of another page',
				detail: `${describeSlot(scene, slot)}, shows ${describeFilePage(scene, shown)} next`,
			});
		}
		return findings;
	},
};
