/*
 * harness/measure/straight/allocator.ts - objects of one pool that are handed out and taken back.
 */
import { compileFunction } from 'node:vm';
import { death } from '../../engine/death.ts';
import type { Gfp } from '../../engine/operation.ts';
import type { StructType } from '../../engine/struct.ts';
import { Died } from './died.ts';
import { freedTwice, type Known } from './dying.ts';
import type { Kinds } from './kinds.ts';
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
	readonly struct: StructType;
	/** Most that were in use at once. */
	peak: number;
	/** How many were ever handed out. */
	taken: number;
}

/** The machine of a pool. */
interface PoolMachine extends Known {
	readonly memory: Int32Array;
	readonly kinds: Kinds;
	readonly runsOut: string | null;
	readonly beforeSleepingAlloc: (() => void) | null;
	readonly walks: { readonly vmaStructId: number; version: number } | null;
}

export interface Allocator {
	/** An object with all fields zero, 0 where there is none or the failure was injected. */
	readonly alloc: (gfp: Gfp) => number;
	readonly free: (object: number) => void;
}

/** Objects of more words are filled by a call, which takes long to begin. */
const wordsInText = 64;

/** Makes all words of `object` zero but the first: two words at a time where there are many. */
function textOfClear(stride: number): string {
	if (stride > wordsInText) return `$M.fill(0, object + 1, object + ${stride});`;
	const pairs = stride < 8 ? 0 : (stride - 2) >>> 1;
	// The pairs begin at the first or the second word, whichever has an even address, and end so.
	const single = Array.from({ length: stride - 1 }, (_, i) => i + 1).filter(
		(word) => word === 1 || word > 2 * pairs,
	);
	return [
		'const pair = object + 2 >>> 1;',
		...Array.from({ length: pairs }, (_, i) => `$D[pair + ${i}] = 0;`),
		...single.map((word) => `$M[object + ${word}] = 0;`),
	].join(' ');
}

/**
 * The allocator of one pool, whose numbers are written in its text. With a text of its own each is compiled for itself:
 * where all pools shared one, a counted fault took 129 ns instead of 86.
 */
export function allocatorOf(state: PoolMachine, pool: StraightPool): Allocator {
	const { memory, kinds } = state;
	const { name, first, stride, count, countdown, struct } = pool;
	const isObject = struct.life === 'object';
	// Nobody can write to an object that is free, unless words in it are addressed by themselves.
	const isZero = isObject && !state.layout.addressed.some((words) => words.pool === name);
	const doubles = new Float64Array(memory.buffer, 0, memory.length >>> 1);
	const text = `
const $M = memory, $K = kindBytes, $D = doubles;
const clear = (object) => { ${textOfClear(stride)} };
return {
	alloc: (gfp) => {
		if (gfp === 'GFP_KERNEL') state.beforeSleepingAlloc?.();
		const left = $M[${countdown}];
		if (left === 1) {
			$M[${countdown}] = 0;
			return 0;
		}
		const index = free.take();
		if (index < 0) {
			if (state.runsOut === ${JSON.stringify(name)}) return 0;
			throw full();
		}
		if (left > 1) $M[${countdown}] = left - 1;
		pool.taken++;
		const used = ${count} - free.size;
		if (used > pool.peak) pool.peak = used;
		const object = ${first} + index * ${stride};
		${isZero ? '' : 'clear(object);'}
		$M[object] = 1;
		${kinds.textOfNote(struct, 'object', true)}
		return object;
	},
	free: (object) => {
		if (!(${kinds.textOfQuestion(struct, 'object')}) || $M[object] !== 1) throw freedTwice(object);
		${isObject ? 'clear(object);' : ''}
		$M[object] = 0;
		${kinds.textOfNote(struct, 'object', false)}
		if (state.walks?.vmaStructId === ${struct.id}) state.walks.version++;
		const index = (object - ${first}) / ${stride};
		if (index < ${count}) free.add(index);
	},
};`;
	const names = {
		state,
		pool,
		memory,
		kindBytes: kinds.bytes,
		doubles,
		free: pool.free,
		full: () => new Died(death('full', `slice 0 of pool ${name}`)),
		freedTwice: (object: number) => freedTwice(state, name, object),
	};
	const make = compileFunction(text, Object.keys(names));
	return (make as (...values: readonly unknown[]) => Allocator)(...Object.values(names));
}
