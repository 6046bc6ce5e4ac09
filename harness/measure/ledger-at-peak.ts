/*
 * harness/measure/ledger-at-peak.ts - what the kernel's bookkeeping took of a machine's memory at its largest.
 */
import { type Ledger, ledgerOf } from './ledger.ts';
import type { State } from './straight/state.ts';

/** Objects of each kind at their peaks, which may be apart. */
export function ledgerAtPeak(machine: State, lineBytes: number): Ledger {
	const peak = (pool: string): number => machine.pools.get(pool)!.peak;
	const counts = {
		frames: machine.pools.get('page')!.count,
		pteChains: peak('pte_chain'),
		vmas: peak('vma'),
		pteTables: peak('pte_table'),
		mms: peak('mm'),
	};
	return ledgerOf(counts, lineBytes);
}
