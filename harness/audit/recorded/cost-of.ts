/*
 * harness/audit/recorded/cost-of.ts - what the calls of a workload cost on a variant by the cost model, and how many pages
 * of VM_LOCKED vmas go.
 */
import { timeOf } from '../../measure/cost.ts';
import { type MachineName, machines } from '../../measure/machines.ts';
import type { RecordedCost } from '../../result.ts';
import type { SequenceRun } from './sequence-run.ts';

/** Sums over all sequences, each on a machine that has just booted. */
export function costOf(
	{ events, lockedUnmapped }: Pick<SequenceRun, 'events' | 'lockedUnmapped'>,
	machine: MachineName,
): RecordedCost {
	const { userSeconds, systemSeconds, diskSeconds } = timeOf(events, machines[machine]);
	return {
		machine,
		user: userSeconds,
		system: systemSeconds,
		disk: diskSeconds,
		faults: events.faults,
		lockedUnmapped,
	};
}
