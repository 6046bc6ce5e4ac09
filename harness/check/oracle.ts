/*
 * harness/check/oracle.ts - the contract of those who judge states that they did not make.
 *
 * Oracles read memory through a scene; they call no kernel function and count ptes themselves.
 */
import type { AnyField } from '../engine/struct.ts';
import type { address_space, mm_struct } from '../mm/mm_types.ts';

/** One page-sized piece of one user-visible call, with what came of it. */
export interface PlacedAccess {
	/** -1 what ran before the race, 0.. the racing cpus, `cpus` what ran after. */
	readonly program: number;
	/** Position in its program, from 0. */
	readonly order: number;
	readonly what: 'touch-read' | 'touch-write' | 'read' | 'write' | 'direct-write' | 'truncate';
	/** Process of a touch, else null. */
	readonly process: string | null;
	/** Map and page of a touch; file of the others. */
	readonly map: string | null;
	readonly mapping: address_space;
	/** File page (for a touch: the page within the map); for a truncate the new size in pages, rounded up. */
	readonly page: number;
	/** What a write stores; unique in the workload. */
	readonly value: number;
	/** Outcome cell (see mm_types outcomes). */
	readonly outcome: number;
}

export interface Scene {
	readonly memory: Int32Array;
	read(field: AnyField, object: number): number;
	/** Files of the workload, in order of declaration; `mapping` addresses the address_space. */
	readonly files: readonly { readonly name: string; readonly mapping: address_space; readonly pages: number }[];
	/** Processes that existed before the race. A child forked during the race is found in the mm pool. */
	readonly processes: readonly { readonly name: string; readonly mm: mm_struct }[];
	readonly accesses: readonly PlacedAccess[];
	/** Every frame's contents that file page `index` of a file had on disk before anything ran. */
	initialContents(mapping: address_space, index: number): number;
}

export interface Finding {
	readonly oracle: string;
	/** Stable words for grouping: a structure, a field, a kind; never an address or a number that varies. */
	readonly site: string;
	/** One sentence that names page, vma and process. */
	readonly detail: string;
}

export interface Oracle {
	/** An English phrase, used verbatim in reports and claims. */
	readonly name: string;
	/** One sentence: what it holds against the state. */
	readonly says: string;
	/** Name of the mutant (harness/check/mutants.ts) that it must catch. */
	readonly mutant: string;
	/** Judges a state in which all programs have finished. Oracles without it are judged by the engine. */
	readonly atEnd?: (scene: Scene) => readonly Finding[];
}
