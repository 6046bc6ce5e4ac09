/*
 * harness/mm/include/page-lists.ts - the lists of a mapping that its pages are on: clean_pages, dirty_pages, locked_pages
 * and io_pages.
 *
 * A page carries the name of its list (page_list), and its list is not linked. So what list operations of the kernel do
 * at once is one step here, which looks at all pages of the file; who takes it holds the mapping's page_lock, as
 * there. The one difference is the order: pages come by their index, and in 2.5.66 by when they were put on the list.
 */
import type { AtomicStep } from '../../engine/atomic.ts';
import { atomic, type Task } from '../../engine/operation.ts';
import { page_tree } from './fs.ts';
import { page_list } from './mm.ts';
import { FILE_PAGES_MAX } from './sizes.ts';
import type { address_space, page } from './structs.ts';

/** Args are mapping and list: the first page of the file that is on it, or 0. */
export const firstOnList: AtomicStep = (memory, [mapping, list]) => {
	const slots = mapping! + page_tree.offset;
	for (let index = 0; index < FILE_PAGES_MAX; index++) {
		const page = memory.read(slots + index);
		if (page !== 0 && memory.read(page + page_list.offset) === list) return page;
	}
	return 0;
};

/** Args are mapping and two lists: the second gets all pages of the first, which is empty then. */
export const spliceLists: AtomicStep = (memory, [mapping, from, to]) => {
	const slots = mapping! + page_tree.offset;
	for (let index = 0; index < FILE_PAGES_MAX; index++) {
		const page = memory.read(slots + index);
		if (page === 0 || memory.read(page + page_list.offset) !== from) continue;
		memory.write(page + page_list.offset, to!);
	}
	return 0;
};

/**
 * The page of a mapping that is next on one of its lists, PAGES_DIRTY..PAGES_IO; 0 where that is empty.
 * @kernel include/linux/list.h:list_entry
 * @locked mapping->page_lock
 * @fidelity customised: one step, and the page of the lowest index
 * @example const page = yield* list_entry(mapping, PAGES_IO);
 */
export function* list_entry(mapping: address_space, list: number): Task<page> {
	return (yield* atomic('firstOnList', mapping, list)) as page;
}

/**
 * Moves all pages of one list of a mapping to another one.
 * @kernel include/linux/list.h:list_splice_init
 * @locked mapping->page_lock for write
 * @fidelity customised: one step; where the other list has pages, old and new ones come by their index
 * @example yield* list_splice_init(mapping, PAGES_DIRTY, PAGES_IO);
 */
export function* list_splice_init(mapping: address_space, from: number, to: number): Task {
	yield* atomic('spliceLists', mapping, from, to);
}
