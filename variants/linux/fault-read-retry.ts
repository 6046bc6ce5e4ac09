/*
 * variants/linux/fault-read-retry.ts - mm: a fault reads again whatever the read came to
 *
 * fault-page-lock as Linux 2.6.23 shipped it: filemap_fault() started the read of a page that was not
 * uptodate and went back to look for the page, whether or not the device could read it. Repaired in May
 * 2008: it waits for the read, and an error is SIGBUS.
 *
 * On top of fault-page-lock, which waits. That its author expected no loop is a reading.
 */
import { become, load } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	i_size,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageUptodate,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import faultPageLock from './fault-page-lock.ts';

/**
 * filemap_nopage() from its label retry_all on. What comes back is locked, of this file, and not
 * beyond its end.
 * @part-of mm/filemap.c:filemap_fault
 * @locked mmap_sem for read
 * @fidelity customised: no readahead
 */
function* filemap_nopage_at(this: Kernel, mapping: address_space, pgoff: number): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff >= size) return NOPAGE_SIGBUS;
	const page = yield* this.filemap_find_or_read(mapping, pgoff);
	if (page <= 0) return page === -ENOMEM ? NOPAGE_OOM : NOPAGE_SIGBUS;
	if (!(yield* PageUptodate(page))) {
		// readpage() has only begun by the time it returns 0
		yield* this.filemap_make_uptodate(mapping, page);
		if (!(yield* PageUptodate(page))) {
			yield* this.page_cache_release(page);
			return yield* become('filemap_nopage_at', mapping, pgoff);
		}
	}
	yield* this.lock_page(page);
	// Did it get truncated?
	if ((yield* load(page_mapping, page)) !== mapping) {
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		return yield* become('filemap_nopage_at', mapping, pgoff);
	}
	// Must recheck i_size under page lock
	const now = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff >= now) {
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		return NOPAGE_SIGBUS;
	}
	yield* this.mark_page_accessed(page);
	return page;
}

const variant: Variant = defineVariant({
	name: 'fault-read-retry',
	subject: 'mm: a fault reads again whatever the read came to',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit d00806b1), as it was until May 2008',
	date: '2007-07-19',
	version: '2.6.23',
	base: faultPageLock,
	replaces: { filemap_nopage_at },
	claims: { livelock: 'never' },
});

export default variant;
