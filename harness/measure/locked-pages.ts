/*
 * harness/measure/locked-pages.ts - pages that go from VM_LOCKED vmas while a load runs, by who takes them.
 *
 * own          a process unmaps, maps over, remaps or exits: what it asked for
 * truncation   the page is beyond the end of its file, or in a hole that somebody makes
 * insideEof    anything else: reclaim or invalidation took a page that mlock() had promised to keep
 */
import type { Built } from './straight/built.ts';
import type { State } from './straight/state.ts';

export interface LockedUnmapped {
	readonly own: number;
	readonly truncation: number;
	readonly insideEof: number;
}

/** A call of a process that takes pages from itself: its mm, and the addresses from which it takes them. */
export interface OwnCall {
	readonly mm: number;
	readonly from: number;
	readonly to: number;
}

export interface LockedPages {
	readonly count: () => LockedUnmapped;
	/** How many pages are there that such a call can take. */
	readonly present: (own: OwnCall) => number;
	/** Such a call is over, before which so many were there. */
	readonly taken: (own: OwnCall, before: number) => void;
	/** A call by which a process takes pages from itself, in a range of addresses; returns what it returns. */
	byOwner(process: number, from: number, to: number, run: () => number): number;
}

/** What the memory says of VM_LOCKED vmas. */
interface Reader {
	/** Whether an address space has any. */
	readonly isLocking: (mm: number) => boolean;
	/** Whether an address is in one. */
	readonly isLockedAt: (mm: number, address: number) => boolean;
	/** Present ptes of them in a range of addresses. */
	readonly presentIn: (mm: number, from: number, to: number) => number;
}

function readerOf({ types }: Built, machine: State): Reader {
	const { memory } = machine;
	const { vm_start, vm_end, vm_flags, mm_mmap, mm_locked_vm, mm_pgd, VM_LOCKED } = types;
	const isLocking = (mm: number): boolean => memory[mm + mm_locked_vm.offset]! > 0;
	const isLocked = (vma: number): boolean => (memory[vma + vm_flags.offset]! & VM_LOCKED) !== 0;

	function* vmasOf(mm: number): Generator<number> {
		const base = mm + mm_mmap.head.offset;
		let vma = machine.nextOf(mm_mmap, base, 0);
		for (; vma !== 0; vma = machine.nextOf(mm_mmap, base, vma)) yield vma;
	}

	const presentIn = (mm: number, from: number, to: number): number => {
		if (memory[mm] !== 1 || !isLocking(mm)) return 0;
		let present = 0;
		for (const vma of vmasOf(mm)) {
			if (!isLocked(vma)) continue;
			const end = Math.min(to, memory[vma + vm_end.offset]!);
			let address = Math.max(from, memory[vma + vm_start.offset]!);
			for (; address < end; address += types.PAGE_SIZE) {
				const table = memory[mm + mm_pgd.offset + types.pgd_index(address)]!;
				if (table === 0) continue;
				if (types.pte_present(memory[types.pte_offset(table, address)]!)) present++;
			}
		}
		return present;
	};

	const isLockedAt = (mm: number, address: number): boolean => {
		for (const vma of vmasOf(mm)) {
			if (memory[vma + vm_end.offset]! <= address) continue;
			return memory[vma + vm_start.offset]! <= address && isLocked(vma);
		}
		return false;
	};
	return { isLocking, isLockedAt, presentIn };
}

/** Counts from here on. `ownOf` says which such call is under way, where several can be. */
export function lockedPages(
	built: Built,
	machine: State,
	ownOf?: () => OwnCall | null,
	/** Whether a page of a file is in a hole that is being made. */
	isInHole: (mapping: number, index: number) => boolean = () => false,
): LockedPages {
	const { types } = built;
	const { memory } = machine;
	const { isLocking, isLockedAt, presentIn } = readerOf(built, machine);
	const count = { own: 0, truncation: 0, insideEof: 0 };
	let under: OwnCall | null = null;
	const current = ownOf ?? (() => under);
	const present = ({ mm, from, to }: OwnCall): number => presentIn(mm, from, to);
	const taken = (own: OwnCall, before: number): void => {
		count.own += Math.max(0, before - present(own));
	};

	machine.onPteCleared = (ptep, old) => {
		if (!types.pte_present(old)) return;
		const table = types.pte_to_table(ptep);
		const mm = memory[table + types.pte_table_mm.offset]!;
		if (!isLocking(mm)) return;
		const address =
			memory[table + types.pte_table_address.offset]! + (types.pte_slot(ptep) << types.PAGE_SHIFT);
		const own = current();
		if (mm === own?.mm && address >= own.from && address < own.to) return;
		if (!isLockedAt(mm, address)) return;
		const page = types.pte_page(old);
		const mapping = memory[page + types.page_mapping.offset]!;
		const index = memory[page + types.page_index.offset]!;
		const isBeyond =
			mapping === 0 ||
			index << types.PAGE_SHIFT >= memory[mapping + types.i_size.offset]! ||
			isInHole(mapping, index);
		count[isBeyond ? 'truncation' : 'insideEof']++;
	};
	return {
		count: () => ({ ...count }),
		present,
		taken,
		byOwner: (process, from, to, run) => {
			const own = { mm: process, from, to };
			const before = present(own);
			under = own;
			try {
				return run();
			} finally {
				under = null;
				taken(own, before);
			}
		},
	};
}
