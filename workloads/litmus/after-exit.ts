/*
 * workloads/litmus/after-exit.ts - who has exited makes no more calls.
 *
 * `exit` in a cpu ends that task alone; what else runs in the process goes on. A process that exits before
 * the race, or after it, has ended as a whole.
 */
import type { Call, Program, Workload } from '../../harness/workload.ts';
import { Mistake } from './error.ts';

/** @throws Mistake at the first call that nobody is left to make */
export function refuseCallsAfterExit({ processes, cpus, after }: Workload): void {
	const ended = new Map<string, Call>();
	for (const each of processes) refuseInProcess(each, ended);
	for (const { process, calls } of cpus) {
		const before = process === null ? undefined : ended.get(process);
		if (before !== undefined && calls.length > 0) throw hasEnded(process!, before, calls[0]!);
		refuseInOne(calls);
	}
	for (const each of after) refuseInProcess(each, ended);
}

/** A process may go on in another block, as one task. */
function refuseInProcess({ process, calls }: Program, ended: Map<string, Call>): void {
	if (process === null) return;
	const before = ended.get(process);
	if (before !== undefined && calls.length > 0) throw hasEnded(process, before, calls[0]!);
	refuseInOne(calls);
	const last = calls.at(-1);
	if (last?.call === 'exit') ended.set(process, last);
}

function refuseInOne(calls: readonly Call[]): void {
	const exit = calls.findIndex((each) => each.call === 'exit');
	const next = exit < 0 ? undefined : calls[exit + 1];
	if (next === undefined) return;
	throw new Mistake(
		next.place,
		`'${next.call}' comes after 'exit', which ends the program: put it before the 'exit'`,
	);
}

function hasEnded(process: string, { place }: Call, next: Call): Mistake {
	return new Mistake(
		next.place,
		`process '${process}' has ended by the 'exit' on line ${place.line}: ` +
			`put '${next.call}' before it, or into another process`,
	);
}
