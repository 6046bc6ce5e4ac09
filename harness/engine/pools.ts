/*
 * harness/engine/pools.ts - objects that are handed out and taken back, from a slice of each cpu's own.
 *
 * Behind the words of the layout stands, for each pool and slice, after how many allocations one fails.
 */
import { assert } from './assert.ts';
import { death, deathNaming, type Death } from './death.ts';
import type { Layout, NameOf } from './layout.ts';
import { wordLocation } from './location.ts';
import type { Step } from './step.ts';
import type { Words } from './words.ts';

/** Slices that a pool has at most, and words behind the layout that count its allocations down. */
export const slicesMax = 16;

export class Pools {
	readonly #words: Words;
	readonly #layout: Layout;
	readonly #slices: readonly number[];
	readonly #names: readonly string[];

	/** One entry of `slices` per task: the pool slice that it allocates from. */
	constructor(words: Words, layout: Layout, slices: readonly number[]) {
		assert(
			[...layout.pools.values()].every((pool) => pool.slices.length <= slicesMax),
			'A pool has more slices than words that count allocations down.',
		);
		this.#words = words;
		this.#layout = layout;
		this.#slices = slices;
		this.#names = [...layout.pools.keys()];
	}

	/** Words that they take behind those of the layout. */
	static extraWords({ pools }: Layout): number {
		return pools.size * slicesMax;
	}

	/** Where a task's allocations and frees of a pool meet: one location per pool slice. */
	location(pool: string, slice: number): number {
		return wordLocation(this.#countdownOf(pool, slice));
	}

	/** The slice that an object of a pool belongs to. */
	sliceOf(pool: string, object: number): number {
		const { slices, strideWords } = this.#layout.pools.get(pool)!;
		return slices.findIndex(
			({ first, count }) => object >= first && object < first + count * strideWords,
		);
	}

	/** The object that a task's next allocation from a pool is handed, unless it fails; 0 for none. */
	freeObject(task: number, poolName: string): number {
		const { slices, strideWords } = this.#layout.pools.get(poolName)!;
		const { first, count } = slices[this.#slices[task]!]!;
		for (let i = 0; i < count; i++) {
			const object = first + i * strideWords;
			if (this.#words.memory[object] === 0) return object;
		}
		return 0;
	}

	/** Name of a word behind the layout, or null. */
	nameOf(address: number): string | null {
		const counted = address - this.#layout.words;
		if (counted < 0 || counted >= Pools.extraWords(this.#layout)) return null;
		return `failing ${this.#names[Math.floor(counted / slicesMax)]!}#${counted % slicesMax}`;
	}

	/** The next allocation but `nth` - 1 of the task from that pool fails; none for 0. */
	inject(task: number, pool: string, nth: number): void {
		this.#words.write(this.countdown(task, pool), nth);
	}

	/** An object with all fields zero, 0 where the failure was injected, or a death. */
	alloc(task: number, poolName: string): number | Death {
		const pool = this.#layout.pools.get(poolName)!;
		const countdown = this.countdown(task, poolName);
		const left = this.#words.memory[countdown]!;
		if (left === 1) {
			this.#words.write(countdown, 0);
			return 0;
		}
		const object = this.freeObject(task, poolName);
		if (object === 0) return death('full', `slice ${this.#slices[task]} of pool ${poolName}`);
		if (left > 1) this.#words.write(countdown, left - 1);
		this.#clear(object, pool.strideWords);
		this.#words.write(object, 1);
		return object;
	}

	/** Takes an object back; says why it cannot, or null. */
	free(step: Step, nameOf: NameOf): Death | null {
		const pool = this.#layout.pools.get(step.operation.name)!;
		const { object } = step;
		const { memory } = this.#words;
		if (this.#layout.structAt[object] !== pool.struct.id || memory[object] !== 1) {
			const which = object === 0 ? 'null' : 'freed';
			return deathNaming(which, nameOf, (called) => `free of ${called(object)} as ${pool.name}`);
		}
		if (pool.struct.life === 'object') this.#clear(object, pool.strideWords);
		this.#words.write(object, 0);
		return null;
	}

	/** The word that counts a task's allocations down to the one that fails. */
	countdown(task: number, pool: string): number {
		return this.#countdownOf(pool, this.#slices[task]!);
	}

	#countdownOf(pool: string, slice: number): number {
		return this.#layout.words + this.#names.indexOf(pool) * slicesMax + slice;
	}

	#clear(object: number, strideWords: number): void {
		for (let word = 1; word < strideWords; word++) this.#words.write(object + word, 0);
	}
}
