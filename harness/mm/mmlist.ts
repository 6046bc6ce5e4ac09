/*
 * mm/mmlist.ts - init_mm.mmlist, the list of all mms, as one step: mms are not linked here, they are
 * what is alive in their pool.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import { poolObjects } from '../engine/layout.ts';
import { layout, mmPool } from './mm_types.ts';

const mms = poolObjects(layout.pools.get(mmPool.name)!);

/** The living mm behind `args[0]`, the first one for 0; 0 at the end. */
export const mmlist_next: AtomicStep = (memory, args) =>
	mms.find((mm) => mm > args[0]! && memory.read(mm) === 1) ?? 0;
