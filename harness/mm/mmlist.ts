/*
 * mm/mmlist.ts - init_mm.mmlist, the list of all mms, as one step: mms are not linked here, they are
 * what is alive in their pool and has users.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import { poolObjects } from '../engine/layout.ts';
import { layout, mm_users, mmPool } from './mm_types.ts';

const mms = poolObjects(layout.pools.get(mmPool.name)!);

/**
 * The mm behind `args[0]` that still has users, the first one for 0, with one more user; 0 at the end. The caller
 * owes an mmput(). The kernel walks under mmlist_lock, which mmput() takes to let the last user go.
 */
export const mmlist_next: AtomicStep = (memory, args) => {
	for (const mm of mms) {
		if (mm <= args[0]! || memory.read(mm) !== 1) continue;
		const users = memory.read(mm + mm_users.offset);
		if (users === 0) continue;
		memory.write(mm + mm_users.offset, users + 1);
		return mm;
	}
	return 0;
};
