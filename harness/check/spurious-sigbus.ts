/*
 * harness/check/spurious-sigbus.ts - inside the end of the file no access may raise SIGBUS.
 */
import type { Complaint, Oracle } from './oracle.ts';
import { describeSlot, intendsInsideEof, nextAccess, SHOWS_SIGBUS } from './page-tables.ts';

export const spuriousSigbus: Oracle = {
	says: 'a page that the user chose lies inside the file, and the next access raises SIGBUS',
	mutant: 'unmap-forgets-a-place-beyond-eof',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (!intendsInsideEof(scene, slot) || nextAccess(scene, slot) !== SHOWS_SIGBUS) continue;
			findings.push({
				site: slot.pte === 0 ? 'pte none' : 'file pte of another page',
				detail: `${describeSlot(scene, slot)}, raises SIGBUS next`,
			});
		}
		return findings;
	},
};
