/*
 * harness/check/oracle.ts - the contract of oracles, which judge states that they did not make.
 *
 * Oracles read memory through a scene; they call no kernel function and count ptes themselves.
 */
import type { NameOf } from '../engine/layout.ts';
import type { AnyField } from '../engine/struct.ts';
import type {
	address_space,
	mm_struct,
	outcome,
	page,
	pte_addr,
	pte_t,
	vm_area_struct,
} from '../mm/mm_types.ts';
import type { Workload } from '../workload.ts';
import type { FindingName, OracleName } from './oracle-name.ts';

/** One page-sized piece of one user-visible call, with its outcome. */
export interface PlacedAccess {
	/** -1: before the race; 0 and up: a racing cpu; the number of cpus: after the race. */
	readonly program: number;
	/** Position in its program, from 0. */
	readonly order: number;
	readonly what:
		| 'touch-read'
		| 'touch-write'
		| 'read'
		| 'write'
		| 'direct-read'
		| 'direct-write'
		| 'truncate'
		| 'punch'
		/** Of a pinned page: nobody knows of which file, so mapping is 0. */
		| 'pin-read'
		| 'pin-write';
	/** Process of a touch, else null. */
	readonly process: string | null;
	/** Map and page of a touch; file of the others. */
	readonly map: string | null;
	readonly mapping: address_space;
	/** File page (for a touch: the page within the map); for a truncate the new size in pages, rounded up. */
	readonly page: number;
	/** 1, but for a punch: its length in pages, from `page` on. */
	readonly pages: number;
	/** What a write stores; unique in the workload. */
	readonly value: number;
	/** Outcome cell, see bookkeeping.ts. */
	readonly outcome: number;
}

/** A call with all that came of it; by callKey() of workload.ts. */
export interface PlacedCall {
	/** One for each page of a touch; none of calls that access nothing. */
	readonly accesses: readonly PlacedAccess[];
	/** Where what it returned is noted, see bookkeeping.ts; 0 where it returns nothing. */
	readonly returned: outcome;
	/** What it returned before the race; null if that was later, or never. */
	readonly before: number | null;
}

export interface Scene {
	readonly memory: Int32Array;
	read(field: AnyField, object: number): number;
	/** The memory when the race began; absent where there was none. */
	readonly start?: Pick<Scene, 'memory' | 'read'>;
	/** What findings call a page. */
	readonly nameOf: NameOf;
	/** Files of the workload, in order of declaration; `mapping` addresses the address_space. */
	readonly files: readonly {
		readonly name: string;
		readonly mapping: address_space;
		readonly pages: number;
	}[];
	/**
	 * Processes that existed before the race, and children of the race that somebody names. Another child is
	 * found in the mm pool.
	 */
	readonly processes: readonly { readonly name: string; readonly mm: mm_struct }[];
	readonly accesses: readonly PlacedAccess[];
	readonly calls?: ReadonlyMap<string, PlacedCall>;
	/** The contents of file page `index` on disk before anything ran. */
	initialContents(mapping: address_space, index: number): number;
	/** What ran. Without it the file page of a touch is unknown, and touches are not judged. */
	readonly workload?: Workload;
	/** Addresses of the maps that were made before the race, by 'process map'. */
	readonly maps?: ReadonlyMap<string, number>;
	/** Words that hold the addresses of other maps that a program names, by 'process map'. */
	readonly userMaps?: ReadonlyMap<string, number>;
}

/** One page of one address space: with a pte that is not none, or covered by a vma (see mappingsOf). */
export interface Slot {
	readonly mm: mm_struct;
	/** 0 where no vma covers it. */
	readonly vma: vm_area_struct;
	readonly address: number;
	/** 0 where there is no page table. */
	readonly ptep: pte_addr;
	readonly pte: pte_t;
	/** The frame that a present pte maps, else 0. */
	readonly page: page;
	/** See intendedOf in mm_types. */
	readonly intended: number;
}

/** The result of one walk over all live address spaces; the oracles of one judgement share it. */
export interface Census {
	readonly mms: readonly mm_struct[];
	readonly slots: readonly Slot[];
	/** Present ptes of each frame, by pfn. */
	readonly ptes: Int32Array;
	/** References to each frame, by pfn, that the page cache and the swap cache hold. */
	readonly references: Int32Array;
}

/** What one oracle holds against a state. */
export interface Complaint {
	/** Stable words for grouping: a structure, a field, a kind; never an address or a number that varies. */
	readonly site: string;
	/** One sentence that names page, vma and process. */
	readonly detail: string;
}

/** A complaint with the oracle that makes it. */
export interface Finding extends Complaint {
	readonly oracle: FindingName;
}

/** The key of a finding. The same violation in another schedule has the same key. */
export const keyOf = (finding: { readonly oracle: string; readonly site: string }): string =>
	`${finding.oracle}: ${finding.site}`;

export interface Oracle {
	/** One sentence: the violation that it reports. */
	readonly says: string;
	/** Name of the mutant (harness/check/mutants.ts) that it must catch. */
	readonly mutant: string;
	/** Judges a state in which all programs have finished. Oracles without it are judged by the engine. */
	readonly atEnd?: (scene: Scene, census: Census) => readonly Complaint[];
}

/** An oracle with its English phrase, used verbatim in reports and claims. */
export interface NamedOracle extends Oracle {
	readonly name: OracleName;
}
