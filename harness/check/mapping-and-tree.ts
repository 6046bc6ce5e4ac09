/*
 * harness/check/mapping-and-tree.ts - page->mapping and page->index name the one radix tree slot that
 * holds the page, and every page in a tree names its slot.
 */
import {
	fileMappings,
	mapping_nrpages,
	mem_map,
	page_index,
	page_mapping,
	swapper_space,
} from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { cachedPage, fileName, isLive, treeSlots } from './page-tables.ts';

const mappings = [swapper_space, ...fileMappings];

export const mappingAndTree: Oracle = {
	says: 'a page names a radix tree slot that does not hold it, or the other way round',
	mutant: 'cache-removal-forgets-nrpages',
	atEnd: (scene) => {
		const findings: Complaint[] = [];
		for (const mapping of mappings) {
			let pages = 0;
			for (const [index, slot] of treeSlots.entries()) {
				const page = scene.read(slot, mapping);
				if (page === 0) continue;
				pages++;
				const isNamed =
					scene.read(page_mapping, page) === mapping && scene.read(page_index, page) === index;
				if (isNamed && isLive(scene, page)) continue;
				findings.push({
					site: isNamed ? 'freed page in the tree' : 'page in the tree does not name it',
					detail: `${fileName(scene, mapping)}[${index}] holds ${scene.nameOf(page)}, which is another`,
				});
			}
			if (scene.read(mapping_nrpages, mapping) !== pages) {
				findings.push({
					site: 'nrpages',
					detail: `nrpages of ${fileName(scene, mapping)} differs from the number of pages in its tree`,
				});
			}
		}
		for (const page of mem_map) {
			if (!isLive(scene, page)) continue;
			const mapping = scene.read(page_mapping, page);
			if (!mappings.includes(mapping)) continue;
			if (cachedPage(scene, mapping, scene.read(page_index, page)) === page) continue;
			findings.push({
				site: 'page names a tree that does not hold it',
				detail: `${scene.nameOf(page)} claims to be in ${fileName(scene, mapping)} and is not`,
			});
		}
		return findings;
	},
};
