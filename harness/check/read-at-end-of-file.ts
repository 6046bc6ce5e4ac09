/*
 * harness/check/read-at-end-of-file.ts - read() returns nothing behind the end of the file, and something before it.
 *
 * While the size changes, all sizes are allowed that the file can have had while the read was under way.
 */
import {
	intendedOf,
	OUTCOME_ERRNO,
	OUTCOME_VALUE,
	outcomeResult,
	outcomeValue,
} from '../mm/mm_types.ts';
import type { Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { isStore, succeeded } from './outcome.ts';
import { describeFilePage } from './page-tables.ts';
import { precedes } from './precedes.ts';

/** The sizes in pages that the file can have had when the access looked. */
function sizesAt(scene: Scene, pages: number, access: PlacedAccess): number[] {
	const { mapping } = access;
	const others = scene.accesses.filter(
		(each) => each.map === null && each.mapping === mapping && !precedes(scene, access, each),
	);
	const done = others.filter(
		(each) => each.what === 'truncate' && succeeded(scene, each) && precedes(scene, each, access),
	);
	const last = done.find((each) =>
		done.every((other) => other === each || precedes(scene, other, each)),
	);
	const since = others.filter((each) => last === undefined || !precedes(scene, each, last));
	const truncated = since.filter(({ what }) => what === 'truncate').map(({ page }) => page);
	const extended = since.filter(isStore).map(({ page }) => page + 1);
	const least = [...(last === undefined ? [pages] : []), ...truncated];
	// A write lets the file grow to its end and never shrink.
	return [...least, ...extended.filter((end) => end > Math.min(...least))];
}

export const readAtEndOfFile: Oracle = {
	says: 'read() returned data from behind the end of the file, or nothing from before it',
	mutant: 'read-looks-one-page-too-far',
	atEnd: (scene) => {
		const complaints: Complaint[] = [];
		for (const access of scene.accesses) {
			if (access.what !== 'read') continue;
			const file = scene.files.find(({ mapping }) => mapping === access.mapping);
			if (file === undefined) continue;
			const result = scene.read(outcomeResult, access.outcome);
			const isData = result === OUTCOME_VALUE;
			const isEnd = result === OUTCOME_ERRNO && scene.read(outcomeValue, access.outcome) === 0;
			if (!isData && !isEnd) continue;
			const sizes = sizesAt(scene, file.pages, access);
			if (sizes.some((size) => access.page < size === isData)) continue;
			const page = describeFilePage(scene, intendedOf(access.mapping, access.page));
			complaints.push({
				site: isData ? 'behind the end' : 'before the end',
				detail: `read() of ${page} returned ${isData ? 'data' : 'nothing'}`,
			});
		}
		return complaints;
	},
};
