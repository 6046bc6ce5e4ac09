/*
 * harness/check/rss-wrong.ts - mm->rss counts the present ptes that are not of reserved pages.
 */
import { mm_rss, type mm_struct } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { isReserved, processName } from './page-tables.ts';

export const rssWrong: Oracle = {
	says: 'mm->rss differs from the number of present ptes',
	mutant: 'mapping-is-not-in-rss',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		const present = new Map<mm_struct, number>();
		for (const { mm, page } of census.slots) {
			if (page !== 0 && !isReserved(scene, page)) present.set(mm, (present.get(mm) ?? 0) + 1);
		}
		for (const mm of census.mms) {
			const found = present.get(mm) ?? 0;
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
