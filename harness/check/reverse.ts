/*
 * harness/check/reverse.ts - from a page to its ptes, as reclaim goes.
 */
import {
	fileMappings,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	layout,
	NRPTE,
	page_index,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	pfn_valid,
	pte_chain_next,
	pte_chain_ptes,
	pte_page,
	pte_pfn,
	pte_present,
	pte_table_mm,
	pte_to_table,
	pte_word,
	pteChainStruct,
	pteWordStruct,
	vm_end,
	vm_mm,
	vm_pgoff,
	vm_start,
	type page,
	type pte_addr,
} from '../mm/mm_types.ts';
import type { Scene, Slot } from './oracle.ts';
import { isLive, itemsOf, words } from './page-tables.ts';

const chainSlots = words(pte_chain_ptes, NRPTE);
const fileLists = [i_mmap, i_mmap_shared].map((list) => ({ list, items: itemsOf(list) }));
const nonlinearItems = itemsOf(i_mmap_nonlinear);

/** A chain longer than this goes round in circles. */
const chainNodesMax = 64;

/** What the union page->pte holds, told by its value alone. */
export type UnionKind = 'zero' | 'count' | 'pte address' | 'pte_chain';

export function unionKind(value: number): UnionKind {
	if (value === 0) return 'zero';
	const struct = layout.structAt[value];
	if (struct === pteWordStruct.id) return 'pte address';
	return struct === pteChainStruct.id ? 'pte_chain' : 'count';
}

/** Pte addresses that a page's chain or direct pointer holds; a freed node ends the walk with -1. */
export function rmapEntries(scene: Scene, page: page): pte_addr[] {
	const value = scene.read(page_pte, page);
	const kind = unionKind(value);
	if (kind === 'pte address') return [value];
	const entries: pte_addr[] = [];
	if (kind !== 'pte_chain') return entries;
	let node = value;
	for (let nodes = 0; node !== 0 && nodes < chainNodesMax; nodes++) {
		if (layout.structAt[node] !== pteChainStruct.id || !isLive(scene, node)) {
			entries.push(-1);
			return entries;
		}
		for (const slot of chainSlots) {
			const entry = scene.read(slot, node);
			if (entry !== 0) entries.push(entry);
		}
		node = scene.read(pte_chain_next, node);
	}
	return entries;
}

/** Whether a pte address lies in a live table of a live mm and maps the page. */
export function entryMaps(scene: Scene, entry: pte_addr, page: page): boolean {
	if (entry <= 0 || layout.structAt[entry] !== pteWordStruct.id) return false;
	const table = pte_to_table(entry);
	if (!isLive(scene, table) || !isLive(scene, scene.read(pte_table_mm, table))) return false;
	const pte = scene.read(pte_word, entry);
	return pte_present(pte) && pfn_valid(pte_pfn(pte)) && pte_page(pte) === page;
}

/** Whether reclaim, which has only the page, finds this slot. */
export function isReachable(scene: Scene, slot: Slot): boolean {
	const { page } = slot;
	const value = scene.read(page_pte, page);
	const kind = unionKind(value);
	if (kind === 'zero') return false;
	if (kind !== 'count') return rmapEntries(scene, page).includes(slot.ptep);
	const mapping = scene.read(page_mapping, page);
	if (!fileMappings.includes(mapping)) return false;
	const index = scene.read(page_index, page);
	for (const { list, items } of fileLists) {
		const count = Math.min(scene.read(list.head, mapping), items.length);
		for (let i = 0; i < count; i++) {
			const vma = scene.read(items[i]!, mapping);
			if (scene.read(vm_mm, vma) !== slot.mm) continue;
			const start = scene.read(vm_start, vma);
			const address = start + ((index - scene.read(vm_pgoff, vma)) << PAGE_SHIFT);
			if (address === slot.address && address >= start && address < scene.read(vm_end, vma)) {
				return true;
			}
		}
	}
	const count = Math.min(scene.read(i_mmap_nonlinear.head, mapping), nonlinearItems.length);
	for (let i = 0; i < count; i++) {
		if (scene.read(nonlinearItems[i]!, mapping) === slot.vma) return true;
	}
	return false;
}
