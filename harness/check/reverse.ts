/*
 * harness/check/reverse.ts - from a page to its ptes, as reclaim goes.
 */
import { poolObjects } from '../engine/layout.ts';
import type { Field } from '../engine/struct.ts';
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
	pteChainPool,
	pteChainStruct,
	pteWordStruct,
	vm_end,
	vm_mm,
	vm_pgoff,
	vm_start,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type vm_area_struct,
} from '../mm/mm_types.ts';
import type { Census, Scene, Slot } from './oracle.ts';
import { isLive, itemsOf, words } from './page-tables.ts';

const chainSlots = words(pte_chain_ptes, NRPTE);
const fileLists = [i_mmap, i_mmap_shared].map((list) => ({ list, items: itemsOf(list) }));
const nonlinearItems = itemsOf(i_mmap_nonlinear);

/** A chain longer than this goes round in circles. */
const chainNodesMax = poolObjects(layout.pools.get(pteChainPool.name)!).length;

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

/** The vmas that a file leads to: by address space, and those that are nonlinear. */
interface FileVmas {
	readonly linear: ReadonlyMap<mm_struct, readonly vm_area_struct[]>;
	readonly nonlinear: ReadonlySet<vm_area_struct>;
}

/** A census is of one moment, and so are these. */
const vmasByFile = new WeakMap<Census, Map<address_space, FileVmas>>();

function fileVmas(scene: Scene, census: Census, mapping: address_space): FileVmas {
	let known = vmasByFile.get(census);
	if (known === undefined) vmasByFile.set(census, (known = new Map<address_space, FileVmas>()));
	let vmas = known.get(mapping);
	if (vmas !== undefined) return vmas;
	const linear = new Map<mm_struct, vm_area_struct[]>();
	for (const { list, items } of fileLists) {
		for (const vma of itemsOn(scene, mapping, list, items)) {
			const mm = scene.read(vm_mm, vma);
			const others = linear.get(mm);
			if (others === undefined) linear.set(mm, [vma]);
			else others.push(vma);
		}
	}
	vmas = { linear, nonlinear: new Set(itemsOn(scene, mapping, i_mmap_nonlinear, nonlinearItems)) };
	known.set(mapping, vmas);
	return vmas;
}

function itemsOn(
	scene: Scene,
	mapping: address_space,
	list: typeof i_mmap,
	items: readonly Field<address_space, vm_area_struct>[],
): vm_area_struct[] {
	const count = Math.min(scene.read(list.head, mapping), items.length);
	return items.slice(0, count).map((item) => scene.read(item, mapping));
}

/** Whether reclaim, which has only the page, finds this slot. */
export function isReachable(scene: Scene, census: Census, slot: Slot): boolean {
	const { page } = slot;
	const value = scene.read(page_pte, page);
	const kind = unionKind(value);
	if (kind === 'zero') return false;
	if (kind !== 'count') return rmapEntries(scene, page).includes(slot.ptep);
	const mapping = scene.read(page_mapping, page);
	if (!fileMappings.includes(mapping)) return false;
	const index = scene.read(page_index, page);
	const { linear, nonlinear } = fileVmas(scene, census, mapping);
	for (const vma of linear.get(slot.mm) ?? []) {
		const start = scene.read(vm_start, vma);
		const address = start + ((index - scene.read(vm_pgoff, vma)) << PAGE_SHIFT);
		if (address === slot.address && address >= start && address < scene.read(vm_end, vma)) {
			return true;
		}
	}
	return nonlinear.has(slot.vma);
}
