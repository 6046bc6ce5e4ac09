/*
 * harness/check/rss-wrong.ts - mm->rss counts the present ptes that are not of reserved pages.
 */
import { mm_rss } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { isReserved, processName } from './page-tables.ts';

export const rssWrong: Oracle = {
	says: 'mm->rss differs from the number of present ptes',
	mutant: 'mapping-is-not-in-rss',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const mm of census.mms) {
			let found = 0;
			for (const slot of census.slots) {
				if (slot.mm === mm && slot.page !== 0 && !isReserved(scene, slot.page)) found++;
			}
			const rss = scene.read(mm_rss, mm);
			if (rss === found) continue;
			findings.push({
				site: rss > found ? 'too high' : 'too low',
				detail: `rss of process ${processName(scene, mm)} is ${rss}, with ${found} pages present`,
			});
		}
		return findings;
	},
};
