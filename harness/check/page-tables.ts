/*
 * harness/check/page-tables.ts - walks page tables, vma lists and reverse maps for the oracles.
 *
 * Nothing here trusts a counter or a list that the oracles judge: ptes are found through the page
 * directories of the live mms.
 */
import { poolObjects } from '../engine/layout.ts';
import { at, type Bit, type Field, type ListField } from '../engine/struct.ts';
import {
	FILE_PAGES_MAX,
	fileMappings,
	fileReadError,
	i_size,
	intendedIndex,
	intendedMapping,
	intendedOf,
	INTENDS_ANONYMOUS,
	INTENDS_UNCERTAIN,
	layout,
	mem_map,
	mm_mmap,
	mm_pgd,
	mmIntended,
	mmPool,
	page_index,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	page_to_pfn,
	page_tree,
	pfn_valid,
	PG_reserved,
	pte_file,
	pte_none,
	pte_offset,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_pgoff,
	pte_word,
	PGDIR_SHIFT,
	INTENDED_PAGES,
	PTRS_PER_PGD,
	PTRS_PER_PTE,
	swapper_space,
	VM_LOCKED,
	VM_MAYSHARE,
	VM_SHARED,
	vm_end,
	vm_file,
	vm_flags,
	vm_pgoff,
	vm_start,
	type address_space,
	type mm_struct,
	type page,
	type pte_t,
	type vm_area_struct,
} from '../mm/mm_types.ts';
import type { Census, PlacedAccess, Scene, Slot } from './oracle.ts';

/** Every word of an array field. */
export const words = <O extends number, V extends number>(
	array: Field<O, V>,
	count: number,
): readonly Field<O, V>[] => Array.from({ length: count }, (_, i) => at(array, i));
/** Every place on a list, behind its count. */
export const itemsOf = <O extends number, V extends number>(
	list: ListField<O, V>,
): readonly Field<O, V>[] =>
	Array.from({ length: list.capacity }, (_, i) => at(list.head, i + 1) as Field<O, V>);

const pgd = words(mm_pgd, PTRS_PER_PGD);
const intended = words(mmIntended, INTENDED_PAGES);
/** Radix tree slots by index. */
export const treeSlots: readonly Field<address_space, page>[] = words(page_tree, FILE_PAGES_MAX);
const vmaItems = itemsOf(mm_mmap);

const mmObjects = poolObjects(layout.pools.get(mmPool.name)!);
const mappings = [swapper_space, ...fileMappings];
const slotsPerMm = PTRS_PER_PGD * PTRS_PER_PTE;
const tableShift = PGDIR_SHIFT - PAGE_SHIFT;
/** Where nobody notes what the user chose, nothing is said of pages without a pte. */
const isIntendedNoted = INTENDED_PAGES >= slotsPerMm;
/** Reused: the vma of each page of the mm that is being walked. */
const vmaOfPage = new Int32Array(slotsPerMm);

/** Whether the object at this address is allocated. */
export const isLive = ({ memory }: Pick<Scene, 'memory'>, object: number): boolean =>
	memory[object] === 1;
/** Whether a flag of a page is set. */
export const hasFlag = (scene: Scene, flag: Bit<page>, page: page): boolean =>
	(scene.read(flag.field, page) & (1 << flag.bit)) !== 0;
export const isReserved = (scene: Scene, page: page): boolean => hasFlag(scene, PG_reserved, page);

/** The vmas of an mm, in the order of its list. */
export function vmasOf(scene: Scene, mm: mm_struct): vm_area_struct[] {
	const count = Math.min(scene.read(mm_mmap.head, mm), vmaItems.length);
	const vmas: vm_area_struct[] = [];
	for (let i = 0; i < count; i++) vmas.push(scene.read(vmaItems[i]!, mm));
	return vmas;
}

/** Every page of every live address space that has a pte, or that a vma covers where choices are noted. */
export function mappingsOf(scene: Scene): Census {
	const mms: mm_struct[] = [];
	const slots: Slot[] = [];
	const ptes = new Int32Array(mem_map.length + 1);
	for (const mm of mmObjects) {
		if (!isLive(scene, mm)) continue;
		mms.push(mm);
		vmaOfPage.fill(0);
		for (const vma of vmasOf(scene, mm)) {
			const end = Math.min(scene.read(vm_end, vma) >> PAGE_SHIFT, slotsPerMm);
			for (let i = scene.read(vm_start, vma) >> PAGE_SHIFT; i < end; i++) vmaOfPage[i] = vma;
		}
		for (let i = 0; i < slotsPerMm; i++) {
			const table = scene.read(pgd[i >> tableShift]!, mm);
			const address = i << PAGE_SHIFT;
			const ptep = table === 0 ? 0 : pte_offset(table, address);
			const pte = ptep === 0 ? 0 : scene.read(pte_word, ptep);
			const vma = vmaOfPage[i]!;
			if (pte_none(pte) && (vma === 0 || !isIntendedNoted)) continue;
			let page: page = 0;
			if (pte_present(pte) && pfn_valid(pte_pfn(pte))) {
				page = pte_page(pte);
				ptes[page_to_pfn(page)]!++;
			}
			const chosen = isIntendedNoted ? scene.read(intended[i]!, mm) : INTENDS_UNCERTAIN;
			slots.push({ mm, vma, address, ptep, pte, page, intended: chosen });
		}
	}
	return { mms, slots, ptes, references: cacheReferences(scene) };
}

/** Pages of a file of so many bytes, the last one counted even if only begun. */
export const pagesOfBytes = (bytes: number): number => (bytes + PAGE_SIZE - 1) >> PAGE_SHIFT;

/** Size of a file in pages. */
export const sizeInPages = (scene: Scene, mapping: address_space): number =>
	pagesOfBytes(scene.read(i_size, mapping));

/** The frame that caches this page of a file or of the swap cache; 0 when none does. */
export const cachedPage = (scene: Scene, mapping: address_space, index: number): page =>
	index >= 0 && index < FILE_PAGES_MAX ? scene.read(treeSlots[index]!, mapping) : 0;

/** `intended`, as intendedOf writes it, of the file page that the frame caches; 0 when of none. */
export function filePageOf(scene: Scene, page: page): number {
	const index = scene.read(page_index, page);
	const mapping = scene.read(page_mapping, page);
	if (fileMappings.includes(mapping) && cachedPage(scene, mapping, index) === page) {
		return intendedOf(mapping, index);
	}
	return 0;
}

/** References to each page, by pfn, that trees hold: the swap cache's and the files'. */
function cacheReferences(scene: Scene): Int32Array {
	const references = new Int32Array(mem_map.length + 1);
	for (const mapping of mappings) {
		for (const slot of treeSlots) {
			const page = scene.read(slot, mapping);
			if (page !== 0) references[page_to_pfn(page)]!++;
		}
	}
	return references;
}

/** Whether the vma maps a file and writes go to the file. */
export const isSharedFile = (scene: Scene, vma: vm_area_struct): boolean =>
	vma !== 0 &&
	scene.read(vm_file, vma) !== 0 &&
	(scene.read(vm_flags, vma) & (VM_SHARED | VM_MAYSHARE)) !== 0;
export const isLockedVma = (scene: Scene, vma: vm_area_struct): boolean =>
	vma !== 0 && (scene.read(vm_flags, vma) & VM_LOCKED) !== 0;

/** Whether the user chose a page of a file for this slot (and not anonymous memory or nothing). */
export const intendsFile = (slot: Slot): boolean => slot.intended > 0;
/** Whether the user chose anonymous memory for this slot. */
export const intendsAnonymous = (slot: Slot): boolean => slot.intended === INTENDS_ANONYMOUS;
/** Whether the chosen page of the file lies inside the end of the file. */
export const intendsInsideEof = (scene: Scene, slot: Slot): boolean =>
	slot.intended > 0 &&
	intendedIndex(slot.intended) < sizeInPages(scene, intendedMapping(slot.intended));

// What the next access shows; a file page is given as intendedOf gives it, which is positive.
export const SHOWS_NOTHING = 0;
export const SHOWS_ANONYMOUS = -1;
export const SHOWS_SIGBUS = -2;
/** A frame that is no page of a file: a private copy, or what was once a page of a file. */
export const SHOWS_OTHER_FRAME = -3;
export const SHOWS_SWAP = -4;

/** What the next read of a slot would show, read errors left aside. */
export function nextAccess(scene: Scene, slot: Slot): number {
	const { vma, pte, page } = slot;
	if (vma === 0) return SHOWS_NOTHING;
	if (page !== 0) return filePageOf(scene, page) || SHOWS_OTHER_FRAME;
	const mapping = scene.read(vm_file, vma);
	if (pte_file(pte)) return fileOrSigbus(scene, mapping, pte_to_pgoff(pte));
	if (!pte_none(pte)) return SHOWS_SWAP;
	if (mapping === 0) return SHOWS_ANONYMOUS;
	return fileOrSigbus(scene, mapping, linearIndex(scene, vma, slot.address));
}

/** The file page that an address shows by the arithmetic of its vma. */
export const linearIndex = (scene: Scene, vma: vm_area_struct, address: number): number =>
	scene.read(vm_pgoff, vma) + ((address - scene.read(vm_start, vma)) >> PAGE_SHIFT);

const fileOrSigbus = (scene: Scene, mapping: address_space, index: number): number =>
	index < sizeInPages(scene, mapping) ? intendedOf(mapping, index) : SHOWS_SIGBUS;

/**
 * Whether the page was inside the file, and could be read, all the time, whatever was truncated. What was cut before
 * the race is no excuse for a page that the process had when the race began.
 */
export function stayedInsideEof(scene: Scene, slot: Slot): boolean {
	if (!intendsInsideEof(scene, slot)) return false;
	const mapping = intendedMapping(slot.intended);
	const index = intendedIndex(slot.intended);
	const file = scene.files.find((each) => each.mapping === mapping);
	if (file === undefined || scene.read(fileReadError, mapping) !== 0) return false;
	const hadIt = showedAtStart(scene, slot);
	if (!hadIt && index >= file.pages) return false;
	return !scene.accesses.some(
		(each) => !(hadIt && each.program === -1) && cuts(each, mapping, index),
	);
}

/** Whether the process had the page that it has chosen for this slot when the race began. */
function showedAtStart(scene: Scene, slot: Slot): boolean {
	const start = sceneAtStart(scene, slot);
	if (start === null) return false;
	const pte = pteAt(start, slot.mm, slot.address);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return false;
	return filePageOf(start, pte_page(pte)) === slot.intended;
}

/** The scene when the race began, if the user had chosen the same for this slot by then; else null. */
export function sceneAtStart(scene: Scene, { mm, address, intended: chosen }: Slot): Scene | null {
	if (scene.start === undefined) return null;
	const start: Scene = { ...scene, ...scene.start };
	const isSame = isLive(start, mm) && start.read(intended[address >> PAGE_SHIFT]!, mm) === chosen;
	return isSame ? start : null;
}

/** The pte of an address, 0 where there is no page table. */
function pteAt(scene: Scene, mm: mm_struct, address: number): pte_t {
	const table = scene.read(pgd[address >> PGDIR_SHIFT]!, mm);
	return table === 0 ? 0 : scene.read(pte_word, pte_offset(table, address));
}

/** The vma that covers an address, 0 where none does. */
export const vmaAt = (scene: Scene, mm: mm_struct, address: number): vm_area_struct =>
	vmasOf(scene, mm).find(
		(vma) => address >= scene.read(vm_start, vma) && address < scene.read(vm_end, vma),
	) ?? 0;

/** Whether the call, if it succeeds, takes this page out of the file. */
export const cuts = (access: PlacedAccess, mapping: address_space, index: number): boolean =>
	access.mapping === mapping &&
	access.page <= index &&
	(access.what === 'truncate' || (access.what === 'punch' && index < access.page + access.pages));

/** Name of the process that an mm belongs to. */
export const processName = (scene: Scene, mm: mm_struct): string =>
	scene.processes.find((each) => each.mm === mm)?.name ?? 'a forked child';
export const fileName = (scene: Scene, mapping: address_space): string =>
	scene.files.find((each) => each.mapping === mapping)?.name ?? 'swap';

/** The page of its address space, by number. */
export const pageOfSlot = ({ address }: Slot): number => address >> PAGE_SHIFT;

/** A slot in words: 'page 9 of process A, meant for f[5]'. */
export function describeSlot(scene: Scene, slot: Slot): string {
	const where = `page ${pageOfSlot(slot)} of process ${processName(scene, slot.mm)}`;
	if (!intendsFile(slot)) return where;
	return `${where}, meant for ${describeFilePage(scene, slot.intended)}`;
}

/** `intended` in words: 'f[5]'. */
export const describeFilePage = (scene: Scene, filePage: number): string =>
	`${fileName(scene, intendedMapping(filePage))}[${intendedIndex(filePage)}]`;
