/*
 * harness/mm/layout.ts - what lies where in memory: one fixed layout for every workload.
 */
import { extended, type Layout, LayoutBuilder } from '../engine/layout.ts';
import type { Pool } from '../engine/operation.ts';
import { geometry, type PoolCount } from './include/geometry.ts';
import { PTRS_PER_PTE } from './include/sizes.ts';
import {
	type address_space,
	addressSpaceStruct,
	type mm_struct,
	mmStruct,
	type mmu_gather,
	mmuGatherStruct,
	type outcome,
	outcomeStruct,
	type page,
	pageStruct,
	type pagevec,
	pagevecStruct,
	type pte_chain,
	type pte_table,
	pteChainStruct,
	pteTableFirst,
	pteTableStruct,
	pteWordStruct,
	type swap_info,
	swapInfoStruct,
	type userCalls,
	type userMap,
	userCallsStruct,
	userMapStruct,
	type vm_area_struct,
	vmaStruct,
	type zone,
	zoneStruct,
} from './include/structs.ts';

export const pagePool: Pool<page> = { name: 'page' };
export const pteTablePool: Pool<pte_table> = { name: 'pte_table' };
export const pteChainPool: Pool<pte_chain> = { name: 'pte_chain' };
export const vmaPool: Pool<vm_area_struct> = { name: 'vma' };
export const mmPool: Pool<mm_struct> = { name: 'mm' };
export const pagevecPool: Pool<pagevec> = { name: 'pagevec' };
export const mmuGatherPool: Pool<mmu_gather> = { name: 'mmu_gather' };

/** At most this many cpus race; slice 0 of every pool is the boot cpu's. */
export const CPUS_MAX = 6;
const slices = ({ boot, each }: PoolCount): number[] => [
	boot,
	...Array.from({ length: CPUS_MAX }, () => each),
];

// Addresses depend on the order from here to build().
const builder = new LayoutBuilder();
/** The swap cache: a static address_space, as in mm/swap_state.c. */
export const swapper_space: address_space = builder.object(addressSpaceStruct, 'swapper_space');
/** The files a workload may declare, in order of declaration. */
export const fileMappings: readonly address_space[] = Array.from(
	{ length: geometry.files },
	(_, i) => builder.object(addressSpaceStruct, `file#${i}`),
);
/** The one zone, with the counters. */
export const mm_zone: zone = builder.object(zoneStruct, 'zone');
export const swap: swap_info = builder.object(swapInfoStruct, 'swap');
const memMapBefore = builder.pool(pagePool, pageStruct, slices(geometry.pages));
/** The first frame, and how many there are. */
export const memMap: page = memMapBefore[0]!;
export const memMapPages: number = memMapBefore.length;
/** First frame: PageReserved, mapped read-only wherever anonymous memory was only read. */
export const ZERO_PAGE: page = memMap;
const tables = builder.pool(pteTablePool, pteTableStruct, slices(geometry.pteTables));
/** Where the page tables begin. */
export const tablesBase: number = tables[0]!;
builder.words({
	struct: pteWordStruct,
	pool: pteTablePool.name,
	offset: pteTableFirst,
	count: PTRS_PER_PTE,
});
builder.pool(pteChainPool, pteChainStruct, slices(geometry.pteChains));
builder.pool(vmaPool, vmaStruct, slices(geometry.vmas));
builder.pool(mmPool, mmStruct, slices(geometry.mms));
builder.pool(pagevecPool, pagevecStruct, slices(geometry.pagevecs));
builder.pool(mmuGatherPool, mmuGatherStruct, slices(geometry.gathers));
/** One per page of each access, in the order of the workload's text; most workloads need no more. */
const fewOutcomes: readonly outcome[] = Array.from({ length: geometry.outcomes }, (_, i) =>
	builder.object(outcomeStruct, `outcome#${i}`),
);

export const layout: Layout = builder.build();

/** What a workload has in memory beside the kernel. */
export interface WorkloadLayout {
	readonly layout: Layout;
	/** At least as many as it has accesses. */
	readonly outcomes: readonly outcome[];
	/** One for each of the names. */
	readonly userMaps: readonly userMap[];
	/** One for each of the names. */
	readonly userCalls: readonly userCalls[];
}

/** What a workload needs more than others do. */
export interface WorkloadNeeds {
	readonly accesses: number;
	/** Names of what is needed, for views. */
	readonly userMaps?: readonly string[];
	readonly userCalls?: readonly string[];
}

/** The layout with what a workload needs behind it; all that need little share the one above. */
export function layoutFor(needs: WorkloadNeeds): WorkloadLayout {
	const { accesses, userMaps = [], userCalls = [] } = needs;
	const more = Math.max(0, accesses - fewOutcomes.length);
	const names = Array.from({ length: more }, (_, i) => `outcome#${fewOutcomes.length + i}`);
	let whole = layout;
	const place = (type: typeof outcomeStruct, objectNames: readonly string[]): readonly number[] => {
		if (objectNames.length === 0) return [];
		const { layout: larger, objects } = extended(whole, type, objectNames);
		whole = larger;
		return objects;
	};
	const outcomes = [...fewOutcomes, ...place(outcomeStruct, names)];
	const maps = place(userMapStruct, userMaps);
	const calls = place(userCallsStruct, userCalls);
	return { layout: whole, outcomes, userMaps: maps, userCalls: calls };
}

export const describePage = (page: page): string => layout.names.get(page) ?? `page@${page}`;
