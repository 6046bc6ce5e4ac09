/*
 * mm/atomics.ts - what happens in one step: what hardware does, and what is noted of workloads.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import { weakSteps } from '../engine/weak-steps.ts';
import { mmlist_next } from './mmlist.ts';
import { userCallBegins, userCallEnds, userForkEnds } from './overlapping-calls.ts';
import { firstOnList, spliceLists, userMapAddress } from './mm_types.ts';
import { prio_tree_next } from './prio_tree.ts';
import { tlbSteps } from './tlb-steps.ts';

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
	userMapTold,
	userCallBegins,
	userCallEnds,
	userForkEnds,
	mmlist_next,
	prio_tree_next,
	firstOnList,
	spliceLists,
	...tlbSteps,
	...weakSteps,
};
