/*
 * harness/check/address-spaces.ts - what is mapped where in each process, for views.
 */
import type { NameOf } from '../engine/layout.ts';
import {
	PAGE_SHIFT,
	pte_slot,
	pte_table_address,
	pte_table_mm,
	pte_to_table,
	pteTablePool,
	layout,
	vm_end,
	vm_file,
	vm_flags,
	vm_pgoff,
	vm_start,
	type mm_struct,
	type pte_addr,
} from '../mm/mm_types.ts';
import { poolObjects } from '../engine/layout.ts';
import type { Scene } from './oracle.ts';
import { vmasOf } from './page-tables.ts';
import { wordValue } from './word-values.ts';

/** A range that a process has mapped, in pages. */
export interface MappedRange {
	/** As the litmus test calls it; null where it has no name. */
	readonly name: string | null;
	readonly first: number;
	readonly pages: number;
	/** Null of anonymous memory. */
	readonly file: string | null;
	readonly pgoff: number;
	/** As replay shows vm_flags. */
	readonly flags: string;
}

/** The vmas of an mm, in order of address. */
export function mappedRanges(scene: Scene, mm: mm_struct, nameOf: NameOf): MappedRange[] {
	const process = scene.processes.find((each) => each.mm === mm)?.name ?? '';
	const named = [...(scene.maps ?? [])].filter(([key]) => key.startsWith(`${process} `));
	return vmasOf(scene, mm)
		.map((vma): MappedRange => {
			const [start, end] = [scene.read(vm_start, vma), scene.read(vm_end, vma)];
			const key = named.find(([, address]) => start <= address && address < end)?.[0];
			const file = scene.read(vm_file, vma);
			return {
				name: key?.slice(process.length + 1) ?? null,
				first: start >> PAGE_SHIFT,
				pages: (end - start) >> PAGE_SHIFT,
				file: file === 0 ? null : nameOf(file),
				pgoff: scene.read(vm_pgoff, vma),
				flags: wordValue('vm_flags', scene.read(vm_flags, vma), nameOf),
			};
		})
		.toSorted((a, b) => a.first - b.first);
}

const tables: ReadonlySet<number> = new Set(poolObjects(layout.pools.get(pteTablePool.name)!));

/** Whose pte lies at this word, by what its table says of itself; null of what is no pte, or nobody's now. */
export function slotOfPte(
	memory: Int32Array,
	ptep: pte_addr,
): { readonly mm: mm_struct; readonly page: number } | null {
	const table = pte_to_table(ptep);
	if (!tables.has(table) || pte_slot(ptep) < 0) return null;
	const mm = memory[table + pte_table_mm.offset]!;
	if (mm === 0) return null;
	const first = memory[table + pte_table_address.offset]! >> PAGE_SHIFT;
	return { mm, page: first + pte_slot(ptep) };
}
