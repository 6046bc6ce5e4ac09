/*
 * harness/measure/hardware.ts - what kernel functions make the hardware do: pages cleared, copied, read and written.
 *
 * The simulated kernel keeps one value for the bytes of a page, so that clearing a page is a store like any other.
 * Which of its functions clear or copy one, or go to the disk, is said here by their names, which all variants share.
 */
import type { Around } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** Allocates a frame to clear it, or to copy another one into it. */
export const fills: Readonly<Record<string, 'pageZeroings' | 'pageCopies'>> = {
	do_anonymous_page: 'pageZeroings',
	do_no_page_early_cow: 'pageCopies',
	do_wp_page: 'pageCopies',
};
/** Goes to the disk; each call is a page. */
export const moves: Readonly<Record<string, 'diskReads' | 'diskWrites'>> = {
	swap_readpage: 'diskReads',
	swap_writepage: 'diskWrites',
	writepage: 'diskWrites',
	generic_file_direct_IO: 'diskWrites',
};
export const flushes: ReadonlySet<string> = new Set(['tlb_flush_mmu']);

/** What stands around functions to note what they make the hardware do, by what they are called. */
export function hardware(
	machine: State,
	isHole: (mapping: number, page: number) => boolean,
): Around[] {
	const { counts } = machine;
	const frames = machine.pools.get('page')!;
	const filling = Object.entries(fills).map(([name, event]): Around => ({
		name,
		around:
			(inner) =>
			(...args) => {
				const before = frames.taken;
				const result = inner(...args);
				counts[event] += frames.taken - before;
				return result;
			},
	}));
	const moving = Object.entries(moves).map(([name, event]): Around => ({
		name,
		around:
			(inner) =>
			(...args) => {
				counts[event]++;
				return inner(...args);
			},
	}));
	const flushing = [...flushes].map((name): Around => ({
		name,
		around:
			(inner) =>
			(...args) => {
				counts.tlbFlushes++;
				return inner(...args);
			},
	}));
	const reading: Around = {
		name: 'readpage',
		around:
			(inner) =>
			(...args) => {
				counts[isHole(args[0]!, args[1]!) ? 'pageZeroings' : 'diskReads']++;
				return inner(...args);
			},
	};
	const unmapping: Around = {
		name: 'try_to_unmap',
		around:
			(inner) =>
			(...args) => {
				const result = inner(...args);
				if (result === 0) counts.tlbFlushes++;
				return result;
			},
	};
	return [...filling, ...moving, ...flushing, reading, unmapping];
}
