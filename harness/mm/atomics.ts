/*
 * mm/atomics.ts - what happens in one step: what hardware does, and what is noted of workloads.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import { weakSteps } from '../engine/weak-steps.ts';
import { mmlist_next } from './mmlist.ts';
import { userCallBegins, userCallEnds, userForkEnds } from './overlapping-calls.ts';
import { prio_tree_next } from './prio_tree.ts';
import {
	_PAGE_ACCESSED,
	_PAGE_DIRTY,
	_PAGE_PRESENT,
	ACCESS_FAULT,
	ACCESS_FREED,
	mm_pgd,
	page_contents,
	pfn_to_page,
	pfn_valid,
	pgd_index,
	pte_offset,
	pte_pfn,
	pte_write,
	TASK_SIZE,
	userMapAddress,
} from './mm_types.ts';

/**
 * One load or store of user memory: args are mm, address, write (0, 1, or USER_TOUCH), value. The i386 walks the page
 * table, sets ACCESSED and DIRTY and moves the data in one step as far as anybody else can tell, since a
 * TLB shootdown waits for the instruction.
 */
const userAccess: AtomicStep = (memory, args) => {
	const [mm, address, write, value] = args as [number, number, number, number];
	if (address < 0 || address >= TASK_SIZE) return ACCESS_FAULT;
	const table = memory.read(mm + mm_pgd.offset + pgd_index(address));
	if (table === 0) return ACCESS_FAULT;
	const ptep = pte_offset(table, address);
	const pte = memory.read(ptep);
	if (!(pte & _PAGE_PRESENT) || (write && !pte_write(pte))) return ACCESS_FAULT;
	const marked = pte | _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0);
	if (marked !== pte) memory.write(ptep, marked);
	if (!pfn_valid(pte_pfn(pte))) return 0;
	const page = pfn_to_page(pte_pfn(pte));
	const isLive = memory.read(page) === 1;
	const contents = page + page_contents.offset;
	if (write === 1) memory.write(contents, value);
	const got = write ? 0 : memory.read(contents);
	return isLive ? got : ACCESS_FREED;
};

/**
 * A program waits until another has been told where a map is, and is told so too: by a pipe, say. Arguments:
 * the userMap.
 */
const userMapTold: AtomicStep = Object.assign(
	((memory, [map]) => memory.read(map! + userMapAddress.offset)) as AtomicStep,
	{
		isReady: ((memory, [map]) => memory.read(map! + userMapAddress.offset) !== 0) as NonNullable<
			AtomicStep['isReady']
		>,
	},
);

export const atomics: Readonly<Record<string, AtomicStep>> = {
	userAccess,
	userMapTold,
	userCallBegins,
	userCallEnds,
	userForkEnds,
	mmlist_next,
	prio_tree_next,
	...weakSteps,
};
