/*
 * harness/check/precedes.ts - the order of two accesses, as far as it is the same in every schedule.
 */
import type { PlacedAccess, Scene } from './oracle.ts';

/** Whether `first` ends before `second` begins, in every schedule. */
export function precedes(scene: Scene, first: PlacedAccess, second: PlacedAccess): boolean {
	if (first.program === second.program) {
		const isOneTask =
			first.program !== -1 || (first.process !== null && first.process === second.process);
		return isOneTask && first.order < second.order;
	}
	return first.program === -1 || second.program === scene.workload?.cpus.length;
}
