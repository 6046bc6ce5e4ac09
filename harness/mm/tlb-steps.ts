/*
 * mm/tlb-steps.ts - the TLBs of processors, as words of the simulated memory, and the steps that fill, use and flush
 * them. Only a litmus file with `tlb` has them; else a processor walks the page table at each access.
 *
 * An entry is a pte as the walk left it. It stays until it is flushed, until its processor runs another mm, or until
 * an access that it does not allow faults. No other entry is ever dropped and nothing is walked ahead of an access:
 * the same file without `tlb` has the processors that keep nothing.
 *
 * The words, from the machine's first extra word on:
 *
 *    cpus
 *    for each cpu: the mm of its entries, number of entries, an entry for each page of user space
 */
import type { AtomicMemory, AtomicStep } from '../engine/atomic.ts';
import {
	_PAGE_ACCESSED,
	_PAGE_DIRTY,
	_PAGE_PRESENT,
	ACCESS_FAULT,
	ACCESS_FREED,
	gather_mm,
	mm_pgd,
	page_contents,
	PAGE_SHIFT,
	pfn_to_page,
	pfn_valid,
	pgd_index,
	pte_dirty,
	pte_offset,
	pte_pfn,
	pte_slot,
	pte_table_address,
	pte_table_mm,
	pte_to_table,
	pte_write,
	TASK_SIZE,
	type mm_struct,
	type pte_addr,
	type pte_t,
} from './mm_types.ts';

const own = { mm: 0, count: 1, entries: 2 } as const;
const pagesOfUser = TASK_SIZE >>> PAGE_SHIFT;
const ownWords = own.entries + pagesOfUser;

/** Number of words that a machine needs beyond its layout for the TLBs of so many cpus. */
export const tlbWords = (cpus: number): number => 1 + cpus * ownWords;

/** Writes the number of cpus into the image, before a race begins. `extra`: the machine's first extra word. */
export function declareTlbs(image: Int32Array, extra: number, cpus: number): void {
	image[extra] = cpus;
}

const baseOf = ({ extra }: AtomicMemory, cpu: number): number => extra + 1 + cpu * ownWords;

const isOfUser = (address: number): boolean => address >= 0 && address < TASK_SIZE;

/** What the processor finds in the page table and marks there: ACCESSED, and DIRTY for a store; 0 where it faults. */
function walk(memory: AtomicMemory, mm: mm_struct, address: number, write: number): pte_t {
	const table = memory.read(mm + mm_pgd.offset + pgd_index(address));
	if (table === 0) return 0;
	const ptep = pte_offset(table, address);
	const pte = memory.read(ptep);
	if (!(pte & _PAGE_PRESENT) || (write && !pte_write(pte))) return 0;
	const marked = pte | _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0);
	if (marked !== pte) memory.write(ptep, marked);
	return marked;
}

/** Moves the data of an access to the frame that a pte leads to. */
function move(memory: AtomicMemory, pte: pte_t, write: number, value: number): number {
	if (!pfn_valid(pte_pfn(pte))) return 0;
	const page = pfn_to_page(pte_pfn(pte));
	const isLive = memory.read(page) === 1;
	const contents = page + page_contents.offset;
	if (write === 1) memory.write(contents, value);
	const got = write ? 0 : memory.read(contents);
	return isLive ? got : ACCESS_FREED;
}

/**
 * One load or store of user memory: args are mm, address, write (0, 1, or USER_TOUCH), value. The i386 walks the page
 * table, sets ACCESSED and DIRTY and moves the data in one step as far as anybody else can tell, since a
 * TLB shootdown waits for the instruction.
 */
const userAccess: AtomicStep = (memory, args) => {
	const [mm, address, write, value] = args as [number, number, number, number];
	const pte = isOfUser(address) ? walk(memory, mm, address, write) : 0;
	return pte === 0 ? ACCESS_FAULT : move(memory, pte, write, value);
};

function keep(memory: AtomicMemory, base: number, page: number, pte: pte_t): void {
	const entry = base + own.entries + page;
	const before = memory.read(entry);
	if (before === pte) return;
	memory.write(entry, pte);
	const more = Number(pte !== 0) - Number(before !== 0);
	if (more !== 0) memory.write(base + own.count, memory.read(base + own.count) + more);
}

function dropAll(memory: AtomicMemory, base: number): void {
	if (memory.read(base + own.count) === 0) return;
	for (let page = 0; page < pagesOfUser; page++) keep(memory, base, page, 0);
}

/**
 * The same on a cpu with a TLB. An entry without DIRTY does not do for a store: the processor walks again to set the
 * bit. One that does not allow the access faults and goes, whatever the page table says by now.
 */
const tlb_access: AtomicStep = (memory, args, cpu) => {
	const [mm, address, write, value] = args as [number, number, number, number];
	if (!isOfUser(address)) return ACCESS_FAULT;
	const base = baseOf(memory, cpu);
	const page = address >>> PAGE_SHIFT;
	if (memory.read(base + own.mm) !== mm) {
		dropAll(memory, base);
		memory.write(base + own.mm, mm);
	}
	let pte = memory.read(base + own.entries + page);
	const isAllowed = pte === 0 || !write || pte_write(pte);
	if (pte === 0 || (write && !pte_dirty(pte))) {
		pte = isAllowed ? walk(memory, mm, address, write) : 0;
		keep(memory, base, page, pte);
	}
	return pte === 0 ? ACCESS_FAULT : move(memory, pte, write, value);
};

function flush(memory: AtomicMemory, mm: mm_struct, first: number, pages: number): void {
	const cpus = memory.constant(memory.extra);
	for (let cpu = 0; cpu < cpus; cpu++) {
		const base = baseOf(memory, cpu);
		if (memory.read(base + own.mm) !== mm || memory.read(base + own.count) === 0) continue;
		for (let i = 0; i < pages; i++) {
			const page = first + i;
			if (page >= 0 && page < pagesOfUser) keep(memory, base, page, 0);
		}
	}
}

/** Args: mm, address, bytes. Whoever asks goes on once all cpus have answered, and it is one step for all of them. */
const tlb_flush: AtomicStep = (memory, [mm, address, bytes]) => {
	flush(memory, mm!, address! >>> PAGE_SHIFT, bytes! >>> PAGE_SHIFT);
	return 0;
};

/** Args: a pte_addr, whose page is flushed. */
const tlb_flush_pte: AtomicStep = (memory, [pte]) => {
	const ptep: pte_addr = pte!;
	const table = pte_to_table(ptep);
	const first = memory.read(table + pte_table_address.offset) >>> PAGE_SHIFT;
	flush(memory, memory.read(table + pte_table_mm.offset), first + pte_slot(ptep), 1);
	return 0;
};

/** Args: an mmu_gather, whose mm is flushed. */
const tlb_flush_gather: AtomicStep = (memory, [gather]) => {
	flush(memory, memory.read(gather! + gather_mm.offset), 0, pagesOfUser);
	return 0;
};

/** Steps to be registered with a machine. */
export const tlbSteps: Readonly<Record<string, AtomicStep>> = {
	userAccess,
	tlb_access,
	tlb_flush,
	tlb_flush_pte,
	tlb_flush_gather,
};
