/*
 * harness/measure/hardware.ts - what kernel functions make the hardware do: pages cleared, copied, read and written.
 *
 * The simulated kernel keeps one value for the bytes of a page, so that clearing a page is a store like any other.
 * Which of its functions clear or copy one, or go to the disk, is said here by their names, which all variants share.
 */
import type { StraightFunction, StraightTable } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** Allocates a frame to clear it, or to copy another one into it. */
const fills: Readonly<Record<string, 'pageZeroings' | 'pageCopies'>> = {
	do_anonymous_page: 'pageZeroings',
	do_no_page_early_cow: 'pageCopies',
	do_wp_page: 'pageCopies',
};
const moves: Readonly<Record<string, 'diskReads' | 'diskWrites'>> = {
	swap_readpage: 'diskReads',
	swap_writepage: 'diskWrites',
	writepage: 'diskWrites',
	generic_file_direct_IO: 'diskWrites',
};
const flushes: ReadonlySet<string> = new Set(['tlb_flush_mmu']);

/** The same table, whose functions note what they make the hardware do; and what they are called. */
export function withHardware(
	table: StraightTable,
	machine: State,
	isHole: (mapping: number, page: number) => boolean,
): StraightTable {
	const { counts } = machine;
	const frames = machine.pools.get('page')!;
	const wrapped: StraightTable = { ...table };
	const around = (
		name: string,
		note: (run: () => ReturnType<StraightFunction>, args: number[]) => ReturnType<StraightFunction>,
	): void => {
		const inner = table[name];
		if (inner === undefined) return;
		wrapped[name] = function (this: StraightTable, ...args: number[]) {
			return note(() => inner.apply(this, args), args);
		};
	};
	for (const [name, event] of Object.entries(fills)) {
		around(name, (run) => {
			const before = frames.taken;
			const result = run();
			counts[event] += frames.taken - before;
			return result;
		});
	}
	for (const [name, event] of Object.entries(moves)) {
		around(name, (run) => {
			counts[event]++;
			return run();
		});
	}
	for (const name of flushes) {
		around(name, (run) => {
			counts.tlbFlushes++;
			return run();
		});
	}
	around('readpage', (run, [mapping, page]) => {
		counts[isHole(mapping!, page!) ? 'pageZeroings' : 'diskReads']++;
		return run();
	});
	around('try_to_unmap', (run) => {
		const result = run();
		if (result === 0) counts.tlbFlushes++;
		return result;
	});
	return wrapped;
}
