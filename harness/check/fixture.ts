/*
 * harness/check/fixture.ts - small memories, made by hand, for the tests of oracles.
 *
 * The scene below is sound: process A maps all eight pages of f shared at page 8, pages 0 and 5 are in
 * the page cache and mapped, one page of anonymous memory at page 24 is mapped by a direct pte.
 */
import { poolObjects } from '../engine/layout.ts';
import { at, type Bit, type Field } from '../engine/struct.ts';
import {
	active_list,
	_PAGE_DIRTY,
	_PAGE_RW,
	describePage,
	diskBlock,
	fileMappings,
	i_mmap_shared,
	i_size,
	intendedOf,
	layout,
	mapping_nrpages,
	mem_map,
	mk_pte,
	mm_map_count,
	mm_mmap,
	mm_pgd,
	mm_rss,
	mm_total_vm,
	mm_zone,
	mmIntended,
	mmPool,
	nr_mapped,
	page_contents,
	page_count_field,
	page_index,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	page_tree,
	PG_anon,
	PG_direct,
	PG_reserved,
	pgd_index,
	pte_offset,
	pte_table_mm,
	pte_word,
	pteTablePool,
	VM_SHARED,
	VM_WRITE,
	vm_end,
	vm_file,
	vm_flags,
	vm_mm,
	vm_pgoff,
	vm_start,
	vmaPool,
	ZERO_PAGE,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type vm_area_struct,
} from '../mm/mm_types.ts';
import type { PlacedAccess, Scene } from './oracle.ts';

const objects = (pool: string): number[] => poolObjects(layout.pools.get(pool)!);

export const f: address_space = fileMappings[0]!;
export const mm: mm_struct = objects(mmPool.name)[0]!;
export const vma: vm_area_struct = objects(vmaPool.name)[0]!;
export const anonymousVma: vm_area_struct = objects(vmaPool.name)[1]!;
const tables = objects(pteTablePool.name);
export const page0: page = mem_map[1]!;
export const page5: page = mem_map[2]!;
export const anonymousPage: page = mem_map[3]!;
export const freePage: page = mem_map[4]!;

export class Fixture {
	readonly memory: Int32Array = new Int32Array(layout.words);
	accesses: readonly PlacedAccess[] = [];

	get scene(): Scene {
		return {
			memory: this.memory,
			read: (field, object) => this.memory[object + field.offset]!,
			nameOf: describePage,
			files: [{ name: 'f', mapping: f, pages: 8 }],
			processes: [{ name: 'A', mm }],
			accesses: this.accesses,
			initialContents: (_, index) => 101 + index,
			maps: new Map([['A m', 8 << PAGE_SHIFT]]),
		};
	}

	set<O extends number>(field: Field<O>, object: O, value: number): void {
		this.memory[object + field.offset] = value;
	}

	add<O extends number>(field: Field<O>, object: O, delta: number): void {
		this.memory[object + field.offset]! += delta;
	}

	flag(bit: Bit<page>, page: page): void {
		this.memory[page + bit.field.offset]! |= 1 << bit.bit;
	}

	clear(bit: Bit<page>, page: page): void {
		this.memory[page + bit.field.offset]! &= ~(1 << bit.bit);
	}

	/** The pte of a page of the address space. */
	pte(page: number): pte_addr {
		const address = page << PAGE_SHIFT;
		const table = this.memory[mm + at(mm_pgd, pgd_index(address)).offset]!;
		return pte_offset(table, address);
	}

	intend(page: number, value: number): void {
		this.set(at(mmIntended, page), mm, value);
	}

	/** Gives the file a new end, with nothing on disk behind it. */
	shrink(pages: number): void {
		this.set(i_size, f, pages << PAGE_SHIFT);
		for (let i = pages; i < 8; i++) this.set(at(diskBlock, i), f, 0);
	}

	/** Takes a page out of the page cache, as truncation does. */
	uncache(page: page, index: number): void {
		this.set(at(page_tree, index), f, 0);
		this.add(mapping_nrpages, f, -1);
		this.set(page_mapping, page, 0);
		this.add(page_count_field, page, -1);
	}
}

/** A sound memory. */
export function soundMemory(): Fixture {
	const made = new Fixture();
	const live = (object: number): void => {
		made.memory[object] = 1;
	};
	for (const object of [mm, vma, anonymousVma, tables[0]!, tables[1]!, page0, page5]) live(object);
	live(anonymousPage);
	live(ZERO_PAGE);
	made.flag(PG_reserved, ZERO_PAGE);
	made.set(i_size, f, 8 << PAGE_SHIFT);
	for (let i = 0; i < 8; i++) made.set(at(diskBlock, i), f, 101 + i);
	made.set(mm_mmap.head, mm, 2);
	made.set(at(mm_mmap.head, 1), mm, vma);
	made.set(at(mm_mmap.head, 2), mm, anonymousVma);
	made.set(mm_map_count, mm, 2);
	made.set(mm_total_vm, mm, 10);
	made.set(mm_rss, mm, 3);
	made.set(nr_mapped, mm_zone, 3);
	for (const [each, first, pages, file] of [
		[vma, 8, 8, f],
		[anonymousVma, 24, 2, 0],
	] as const) {
		made.set(vm_mm, each, mm);
		made.set(vm_start, each, first << PAGE_SHIFT);
		made.set(vm_end, each, (first + pages) << PAGE_SHIFT);
		made.set(vm_flags, each, file === 0 ? VM_WRITE : VM_WRITE | VM_SHARED);
		made.set(vm_file, each, file);
		made.set(vm_pgoff, each, 0);
	}
	made.set(i_mmap_shared.head, f, 1);
	made.set(at(i_mmap_shared.head, 1), f, vma);
	for (let i = 0; i < 8; i++) made.intend(8 + i, intendedOf(f, i));
	made.intend(24, -1);
	made.intend(25, -1);
	for (const [i, table] of [
		[1, tables[0]!],
		[3, tables[1]!],
	] as const) {
		made.set(at(mm_pgd, i), mm, table);
		made.set(pte_table_mm, table, mm);
	}
	for (const [page, index] of [
		[page0, 0],
		[page5, 5],
	] as const) {
		made.set(at(page_tree, index), f, page);
		made.add(mapping_nrpages, f, 1);
		made.set(page_mapping, page, f);
		made.set(page_index, page, index);
		made.set(page_contents, page, 101 + index);
		made.set(page_count_field, page, 2);
		made.set(page_pte, page, 1);
		made.set(pte_word, made.pte(8 + index), mk_pte(page, _PAGE_RW));
	}
	made.set(active_list.head, mm_zone, 3);
	for (const [i, page] of [page0, page5, anonymousPage].entries()) {
		made.set(at(active_list.head, i + 1), mm_zone, page);
	}
	made.flag(PG_anon, anonymousPage);
	made.flag(PG_direct, anonymousPage);
	made.set(page_count_field, anonymousPage, 1);
	made.set(page_pte, anonymousPage, made.pte(24));
	made.set(pte_word, made.pte(24), mk_pte(anonymousPage, _PAGE_RW | _PAGE_DIRTY));
	return made;
}
