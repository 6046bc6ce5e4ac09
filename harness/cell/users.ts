/*
 * harness/cell/users.ts - how many tasks use the address space of a process (mm_users of the kernel).
 */
import type { Program, Workload } from '../workload.ts';

/**
 * Processes of which several tasks use the mm and one may exit, with their number: each cpu that exits, and
 * one for all else that runs in the process and never ends it, or ends it after the race.
 */
export function usersOf({ cpus, after }: Workload): Map<string, number> {
	const exits = ({ calls }: Program): boolean => calls.some((each) => each.call === 'exit');
	const users = new Map<string, number>();
	for (const { process } of cpus) {
		if (process === null || users.has(process)) continue;
		const tasks = cpus.filter((each) => each.process === process);
		const exiting = tasks.filter(exits).length;
		const hasOthers = exiting < tasks.length || after.some((each) => each.process === process);
		const count = exiting + (hasOthers ? 1 : 0);
		if (exiting > 0 && count > 1) users.set(process, count);
	}
	return users;
}
