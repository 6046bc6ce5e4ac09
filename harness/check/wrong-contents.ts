/*
 * harness/check/wrong-contents.ts - what a program reads of a file was stored there, by whoever may store there, and
 * nobody has cut it off since. What the next read would find counts, too.
 */
import {
	diskBlock,
	FILE_PAGES_MAX,
	outcomeValue,
	page_contents,
	PG_uptodate,
	type address_space,
} from '../mm/mm_types.ts';
import { fileMayShow } from './contents.ts';
import type { Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { storesByPin, succeeded } from './outcome.ts';
import { cachedPage, fileName, hasFlag, sizeInPages, words } from './page-tables.ts';
import { targetsOf } from './targets.ts';

const disk = words(diskBlock, FILE_PAGES_MAX);

export const wrongContents: Oracle = {
	says: 'a file shows, or has shown to a read, what no order of stores and truncations leaves there',
	mutant: 'uptodate-before-contents',
	atEnd: (scene) => {
		if (scene.workload === undefined || storesByPin(scene)) return [];
		const findings: Complaint[] = [];
		for (const access of scene.accesses) {
			if (access.what !== 'touch-read' && access.what !== 'read') continue;
			if (!succeeded(scene, access)) continue;
			const value = scene.read(outcomeValue, access.outcome);
			const targets = targetsOf(scene, access);
			if (targets.length === 0) continue;
			if (targets.some((target) => fileMayShow(scene, target, value, access))) continue;
			const site = access.map === null ? 'read()' : 'load';
			findings.push({ site, detail: `${nameOf(scene, access)} returned ${value}` });
		}
		return [...findings, ...wrongAtEnd(scene)];
	},
};

const isWrittenDirectly = (scene: Scene, mapping: address_space, page: number): boolean =>
	scene.accesses.some(
		(each) => each.what === 'direct-write' && each.mapping === mapping && each.page === page,
	);

/** What read() of each page would return now, at the end, if nobody ran any more. */
function wrongAtEnd(scene: Scene): Complaint[] {
	const findings: Complaint[] = [];
	for (const { mapping } of scene.files) {
		const pages = Math.min(sizeInPages(scene, mapping), FILE_PAGES_MAX);
		for (let page = 0; page < pages; page++) {
			// A page that somebody maps keeps what it had, as the manual says of O_DIRECT.
			if (isWrittenDirectly(scene, mapping, page)) continue;
			const cached = cachedPage(scene, mapping, page);
			const isRead = cached !== 0 && hasFlag(scene, PG_uptodate, cached);
			const value = isRead ? scene.read(page_contents, cached) : scene.read(disk[page]!, mapping);
			if (fileMayShow(scene, { mapping, page }, value, null)) continue;
			const detail = `${fileName(scene, mapping)}[${page}] shows ${value}`;
			findings.push({ site: isRead ? 'page in the cache' : 'block on disk', detail });
		}
	}
	return findings;
}

const nameOf = (scene: Scene, { map, mapping, page, process }: PlacedAccess): string =>
	map === null
		? `read() of ${fileName(scene, mapping)}[${page}]`
		: `a load from ${map}[${page}] of ${process}`;
