/*
 * variants/linux/mlock-unevictable-trylock.ts - mm: try_to_unmap_cluster() locks the page before mlocking it
 *
 * Linux 3.15, 57e68e9cd65b, the answer to CVE-2014-3122: of the pages of a VM_LOCKED nonlinear vma only the
 * one that reclaim wants is locked. The others are tried, and passed over where that fails.
 *
 * Open: nothing. Reclaim comes by again.
 */
import { trylock } from '../../harness/engine/operation.ts';
import { PL, type page, type Task } from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import mlockUnevictable from './mlock-unevictable.ts';
import type { Patched as Below } from './mlock-unevictable.ts';

type Patched = PatchedBy<typeof import('./mlock-unevictable-trylock.ts'), Below>;

/**
 * Sets the flag of a page of the cluster, which its caller has locked only if it is `check_page`.
 * @part-of mm/rmap.c:try_to_unmap_cluster
 * @locked i_shared_sem, mmap_sem, page_table_lock
 * @fidelity recalled
 */
export function* mlock_swept_page(this: Patched, page: page, check_page: page): Task {
	if (page === check_page) {
		yield* this.mlock_vma_page(page);
	} else if (yield* trylock(PL, page)) {
		yield* this.mlock_vma_page(page);
		yield* this.unlock_page(page);
	}
}

const variant: Variant = defineVariant({
	name: 'mlock-unevictable-trylock',
	subject: 'mm: try_to_unmap_cluster() locks the page before mlocking it',
	from: 'Vlastimil Babka, Linux 3.15 (commit 57e68e9cd65b)',
	date: '2014-04-07',
	version: '2.6.7',
	base: mlockUnevictable,
	replaces: {},
	adds: { mlock_swept_page },
	claims: {
		'kernel BUG': 'never',
		deadlock: 'never',
	},
});

export default variant;
