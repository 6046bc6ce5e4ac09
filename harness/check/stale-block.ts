/*
 * harness/check/stale-block.ts - behind the end of a file the disk has nothing, or what was cut off comes back when
 * the file grows again.
 */
import { diskBlock, FILE_PAGES_MAX } from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { sizeInPages, words } from './page-tables.ts';

const disk = words(diskBlock, FILE_PAGES_MAX);

export const staleBlock: Oracle = {
	says: 'a block behind the end of a file has contents, which show when the file grows again',
	mutant: 'truncate-keeps-the-blocks',
	atEnd: (scene) => {
		const complaints: Complaint[] = [];
		for (const { name, mapping } of scene.files) {
			for (let page = sizeInPages(scene, mapping); page < FILE_PAGES_MAX; page++) {
				const value = scene.read(disk[page]!, mapping);
				if (value === 0) continue;
				const detail = `${name}[${page}] lies behind the end, and its block holds ${value}`;
				complaints.push({ site: 'block of a file', detail });
			}
		}
		return complaints;
	},
};
