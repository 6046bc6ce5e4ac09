/*
 * harness/measure/straight/allocator.ts - objects of one pool that are handed out and taken back.
 */
import { death } from '../../engine/death.ts';
import type { Gfp } from '../../engine/operation.ts';
import { Died } from './died.ts';
import { freedTwice, type Known } from './dying.ts';
import type { LowestFree } from './lowest-free.ts';

/** A pool, and which of its objects are free. */
export interface StraightPool {
	readonly name: string;
	readonly first: number;
	readonly stride: number;
	readonly count: number;
	readonly free: LowestFree;
	/** Word that counts allocations down to the one that fails. */
	readonly countdown: number;
	readonly structId: number;
	readonly isObject: boolean;
	/** Most that were in use at once. */
	peak: number;
	/** How many were ever handed out. */
	taken: number;
}

/** The machine of a pool. */
interface PoolMachine extends Known {
	readonly memory: Int32Array;
	readonly runsOut: string | null;
	readonly beforeSleepingAlloc: (() => void) | null;
	readonly walks: { readonly vmaStructId: number; version: number } | null;
}

export interface Allocator {
	/** An object with all fields zero, 0 where there is none or the failure was injected. */
	readonly alloc: (gfp: Gfp) => number;
	readonly free: (object: number) => void;
}

export function allocatorOf(state: PoolMachine, from: StraightPool): Allocator {
	const { memory: M, structAt } = state;
	const { name, first, stride, count, countdown, structId, isObject, free } = from;
	// A loop, as most objects are smaller than what fill() takes to begin.
	const clear = (object: number): void => {
		for (let i = object + 1; i < object + stride; i++) M[i] = 0;
	};
	return {
		alloc: (gfp) => {
			if (gfp === 'GFP_KERNEL') state.beforeSleepingAlloc?.();
			const left = M[countdown]!;
			if (left === 1) {
				M[countdown] = 0;
				return 0;
			}
			const index = free.take();
			if (index < 0) {
				if (state.runsOut === name) return 0;
				throw new Died(death('full', `slice 0 of pool ${name}`));
			}
			if (left > 1) M[countdown] = left - 1;
			from.taken++;
			const used = count - free.size;
			if (used > from.peak) from.peak = used;
			const object = first + index * stride;
			clear(object);
			M[object] = 1;
			return object;
		},
		free: (object) => {
			if (structAt[object] !== structId || M[object] !== 1) throw freedTwice(state, name, object);
			if (isObject) clear(object);
			M[object] = 0;
			if (structId === state.walks?.vmaStructId) state.walks.version++;
			const index = (object - first) / stride;
			if (index < count) free.add(index);
		},
	};
}
