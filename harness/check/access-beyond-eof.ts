/*
 * harness/check/access-beyond-eof.ts - after a truncation every access beyond the end is SIGBUS.
 */
import type { Complaint, Oracle } from './oracle.ts';
import {
	describeSlot,
	filePageOf,
	intendsFile,
	intendsInsideEof,
	nextAccess,
	SHOWS_SWAP,
} from './page-tables.ts';

export const accessBeyondEof: Oracle = {
	says: 'a page that the user chose lies beyond the end of the file, and the next access shows a frame',
	mutant: 'truncate-only-sets-the-size',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const slot of census.slots) {
			if (!intendsFile(slot) || intendsInsideEof(scene, slot)) continue;
			const isSwapped = nextAccess(scene, slot) === SHOWS_SWAP;
			if (slot.vma === 0 || (slot.page === 0 && !isSwapped)) continue;
			const isFile = !isSwapped && filePageOf(scene, slot.page) !== 0;
			const shown = isSwapped ? 'a page in swap' : scene.nameOf(slot.page);
			findings.push({
				site: isSwapped ? 'swap pte' : isFile ? 'page of a file' : 'page of no file',
				detail: `${describeSlot(scene, slot)}, which lies beyond the end, shows ${shown}`,
			});
		}
		return findings;
	},
};
