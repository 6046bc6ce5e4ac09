/*
 * harness/check/page-leaked.ts - a frame that is allocated although nobody refers to it.
 */
import { mem_map } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { referencesFound } from './page-count-wrong.ts';
import { isLive, isReserved } from './page-tables.ts';

export const pageLeaked: Oracle = {
	says: 'a frame is allocated, and no cache, buffer or pte refers to it',
	mutant: 'unmap-keeps-the-reference',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			if (referencesFound(scene, census, page) !== 0) continue;
			findings.push({
				site: 'struct page',
				detail: `${scene.nameOf(page)} is allocated and nothing refers to it`,
			});
		}
		return findings;
	},
};
