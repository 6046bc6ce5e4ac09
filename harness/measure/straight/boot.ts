/*
 * harness/measure/straight/boot.ts - a machine of the straight build as it is when the kernel has booted.
 */
import { Pools } from '../../engine/pools.ts';
import type { Built } from './built.ts';
import type { CacheSize, Flavour, State } from './state.ts';

/** The memory before anything ran: what is in no pool lives, and there is the zero page. */
function imageAtBoot({ types }: Built): Int32Array {
	const { layout, ZERO_PAGE, page_count_field, page_flags, PG_reserved, swap, swap_map } = types;
	const image = new Int32Array(layout.words + Pools.extraWords(layout));
	const pooled = [...layout.pools.values()].flatMap((pool) =>
		pool.slices.map(({ first, count }) => ({ first, end: first + count * pool.strideWords })),
	);
	const isPooled = (address: number): boolean =>
		pooled.some(({ first, end }) => address >= first && address < end);
	for (const address of layout.names.keys()) if (!isPooled(address)) image[address] = 1;
	image[ZERO_PAGE] = 1;
	image[ZERO_PAGE + page_count_field.offset] = 1;
	image[ZERO_PAGE + page_flags.offset] = 1 << PG_reserved.bit;
	image[swap + swap_map.offset] = 1;
	return image;
}

/** A machine on which nothing has run yet; operations act on it from here on. */
export function bootStraight(built: Built, flavour: Flavour, cache?: CacheSize): State {
	const { layout } = built.types;
	const machine = new built.state.State(
		layout,
		built.atomics.atomics,
		imageAtBoot(built),
		flavour,
		cache,
	);
	built.operations.runOn(machine);
	return machine;
}

/** An mm without maps. */
export function newProcess(built: Built): number {
	const { mm_map_count, mm_rb, mm_users, mmPool } = built.types;
	const { alloc, store } = built.operations;
	const mm = alloc(mmPool, 'GFP_KERNEL');
	store(mm_rb, mm, mm);
	store(mm_map_count, mm, 0);
	store(mm_users, mm, 1);
	return mm;
}
