/*
 * harness/mm/include/page-flags.ts - flags of a page and the macros around them (linux/page-flags.h).
 */
import {
	clear_bit,
	load,
	set_bit,
	type Task,
	test_and_clear_bit,
	test_and_set_bit,
	test_bit,
	trylock,
} from '../../engine/operation.ts';
import { type Bit, field, type Field, type Lock } from '../../engine/struct.ts';
import { swapper_space } from '../layout.ts';
import { page_mapping } from './mm.ts';
import { type page, pageStruct } from './structs.ts';

export const page_flags: Field<page> = field(pageStruct, 'flags');

/** A bit of page->flags. From 21 on they are free for patches. */
export const pageFlag = (bit: number, name: string): Bit<page> => ({
	field: page_flags,
	bit,
	name,
});
export const PG_locked: Bit<page> = pageFlag(0, 'PG_locked');
export const PG_error: Bit<page> = pageFlag(1, 'PG_error');
export const PG_referenced: Bit<page> = pageFlag(2, 'PG_referenced');
export const PG_uptodate: Bit<page> = pageFlag(3, 'PG_uptodate');
export const PG_dirty: Bit<page> = pageFlag(4, 'PG_dirty');
export const PG_lru: Bit<page> = pageFlag(5, 'PG_lru');
export const PG_active: Bit<page> = pageFlag(6, 'PG_active');
export const PG_reserved: Bit<page> = pageFlag(11, 'PG_reserved');
export const PG_private: Bit<page> = pageFlag(12, 'PG_private');
export const PG_writeback: Bit<page> = pageFlag(13, 'PG_writeback');
export const PG_chainlock: Bit<page> = pageFlag(15, 'PG_chainlock');
export const PG_direct: Bit<page> = pageFlag(16, 'PG_direct');
export const PG_mappedtodisk: Bit<page> = pageFlag(17, 'PG_mappedtodisk');
export const PG_reclaim: Bit<page> = pageFlag(18, 'PG_reclaim');
/** -mm only: "uses pte_chains" (Dave: should be renamed to PageChain). */
export const PG_anon: Bit<page> = pageFlag(20, 'PG_anon');

/** The page lock. */
export const PL: Lock<page> = { field: page_flags, bit: 0, kind: 'bit-sleep', name: 'PL' };
export const PageLocked = (page: page): Task<boolean> => test_bit(PG_locked, page);
export const TestSetPageLockedFails = function* (page: page): Task<boolean> {
	return !(yield* trylock(PL, page));
};
/** Bare set_bit: takes nothing, waits for nobody. */
export const SetPageLocked = (page: page): Task => set_bit(PG_locked, page);
/** Bare clear_bit: wakes nobody. */
export const ClearPageLocked = (page: page): Task => clear_bit(PG_locked, page);
export const PageError = (page: page): Task<boolean> => test_bit(PG_error, page);
export const ClearPageError = (page: page): Task => clear_bit(PG_error, page);
export const SetPageError = (page: page): Task => set_bit(PG_error, page);
export const PageReferenced = (page: page): Task<boolean> => test_bit(PG_referenced, page);
export const SetPageReferenced = (page: page): Task => set_bit(PG_referenced, page);
export const ClearPageReferenced = (page: page): Task => clear_bit(PG_referenced, page);
export const TestClearPageReferenced = (page: page): Task<boolean> =>
	test_and_clear_bit(PG_referenced, page);
export const PageUptodate = (page: page): Task<boolean> => test_bit(PG_uptodate, page);
export const SetPageUptodate = (page: page): Task => set_bit(PG_uptodate, page);
export const ClearPageUptodate = (page: page): Task => clear_bit(PG_uptodate, page);
export const PageDirty = (page: page): Task<boolean> => test_bit(PG_dirty, page);
export const SetPageDirty = (page: page): Task => set_bit(PG_dirty, page);
export const ClearPageDirty = (page: page): Task => clear_bit(PG_dirty, page);
export const TestSetPageDirty = (page: page): Task<boolean> => test_and_set_bit(PG_dirty, page);
export const TestClearPageDirty = (page: page): Task<boolean> => test_and_clear_bit(PG_dirty, page);
export const PageLRU = (page: page): Task<boolean> => test_bit(PG_lru, page);
export const SetPageLRU = (page: page): Task => set_bit(PG_lru, page);
export const TestSetPageLRU = (page: page): Task<boolean> => test_and_set_bit(PG_lru, page);
export const ClearPageLRU = (page: page): Task => clear_bit(PG_lru, page);
export const TestClearPageLRU = (page: page): Task<boolean> => test_and_clear_bit(PG_lru, page);
export const PageActive = (page: page): Task<boolean> => test_bit(PG_active, page);
export const SetPageActive = (page: page): Task => set_bit(PG_active, page);
export const TestSetPageActive = (page: page): Task<boolean> => test_and_set_bit(PG_active, page);
export const ClearPageActive = (page: page): Task => clear_bit(PG_active, page);
export const TestClearPageActive = (page: page): Task<boolean> =>
	test_and_clear_bit(PG_active, page);
export const PageReserved = (page: page): Task<boolean> => test_bit(PG_reserved, page);
export const PagePrivate = (page: page): Task<boolean> => test_bit(PG_private, page);
export const SetPagePrivate = (page: page): Task => set_bit(PG_private, page);
export const ClearPagePrivate = (page: page): Task => clear_bit(PG_private, page);
export const PageWriteback = (page: page): Task<boolean> => test_bit(PG_writeback, page);
export const SetPageWriteback = (page: page): Task => set_bit(PG_writeback, page);
export const ClearPageWriteback = (page: page): Task => clear_bit(PG_writeback, page);
export const PageDirect = (page: page): Task<boolean> => test_bit(PG_direct, page);
export const SetPageDirect = (page: page): Task => set_bit(PG_direct, page);
export const ClearPageDirect = (page: page): Task => clear_bit(PG_direct, page);
export const ClearPageMappedToDisk = (page: page): Task => clear_bit(PG_mappedtodisk, page);
export const SetPageReclaim = (page: page): Task => set_bit(PG_reclaim, page);
export const ClearPageReclaim = (page: page): Task => clear_bit(PG_reclaim, page);
export const PageAnon = (page: page): Task<boolean> => test_bit(PG_anon, page);
export const SetPageAnon = (page: page): Task => set_bit(PG_anon, page);
export const ClearPageAnon = (page: page): Task => clear_bit(PG_anon, page);

/** PageSwapCache() is no flag but a read of page->mapping. */
export function* PageSwapCache(page: page): Task<boolean> {
	return (yield* load(page_mapping, page)) === swapper_space;
}
