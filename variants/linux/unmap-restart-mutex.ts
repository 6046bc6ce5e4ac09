/*
 * variants/linux/unmap-restart-mutex.ts - mm: one at a time may unmap a range of a file
 *
 * Linux 2.6.38 (2aa15890): what is left in vma->vm_truncate_count means something only to who left it
 * there, so unmap_mapping_range() takes mapping->unmap_mutex, around the lock that it drops.
 *
 * On top of unmap-restart. Both were reverted in 3.0, when the lock of i_mmap became a mutex.
 * The claims are a reading: what the mutex is for.
 */
import { list_next, load, lock, unlock, xadd } from '../../harness/engine/operation.ts';
import type { Lock } from '../../harness/engine/struct.ts';
import {
	i_mmap_nonlinear,
	SS,
	truncate_count,
	vm_end,
	vm_start,
	mappingLock,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import unmapRestart from './unmap-restart.ts';
import type { Patched as Below } from './unmap-restart.ts';

/** mapping->unmap_mutex. */
const UM: Lock<address_space> = mappingLock('unmap_mutex', 'semaphore', 'UM');

/** The kernel with the unmapping of unmap-restart. */
type Patched = PatchedBy<typeof import('./unmap-restart-mutex.ts'), Below>;

/**
 * Unmaps the pages from `first` to `last` of a file, and private copies of them if `even_cows` says so. `last` is
 * `first`, or nothing lies behind it.
 * @kernel mm/memory.c:unmap_mapping_range
 * @locked none
 * @fidelity followed
 */
export function* unmap_mapping_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
	even_cows: number,
): Task {
	yield* lock(UM, mapping);
	yield* lock(SS, mapping);
	const count = yield* xadd(truncate_count, mapping, 1);
	yield* this.unmap_mapping_range_list(mapping, 0, first, last, even_cows, count);
	yield* this.unmap_mapping_range_list(mapping, 1, first, last, even_cows, count);
	const details = last === first ? -first - 1 : first + 1;
	let vma = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (vma !== 0) {
		const start = yield* load(vm_start, vma);
		yield* this.zap_page_range(vma, start, (yield* load(vm_end, vma)) - start, details);
		vma = yield* list_next(i_mmap_nonlinear, mapping, vma);
	}
	yield* unlock(SS, mapping);
	yield* unlock(UM, mapping);
}

const variant: Variant = defineVariant({
	name: 'unmap-restart-mutex',
	subject: 'mm: one at a time may unmap a range of a file',
	from: 'Miklos Szeredi, 2011, Linux 2.6.38 (commit 2aa15890)',
	date: '2011-01-20',
	version: '2.6.23',
	base: unmapRestart,
	replaces: {},
	adds: { unmap_mapping_range },
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
		livelock: 'never',
		deadlock: 'never',
	},
});

export default variant;
