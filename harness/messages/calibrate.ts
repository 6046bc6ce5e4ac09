/*
 * harness/messages/calibrate.ts - what `rmaplab calibrate` says.
 */
import { counted } from '../text/count.ts';

/** What the searches are called. */
export const calibrationEngine = {
	optimal: 'optimal DPOR',
	sleep: 'sleep sets',
	full: 'full graph',
	persistent: 'persistent sets',
	enumeration: (bound: number): string => `at most ${bound} preemptions`,
	bounded: (bound: number): string => `bounded search, ${bound}`,
} as const;

export function calibrationHead(): string[] {
	return ['program', 'engine', 'counted', 'expected'];
}

/** The pair that stateless model checkers print, or what else was counted. */
export function calibrationCount(row: {
	readonly counts: string;
	readonly executions: number;
	readonly blocked: number;
}): string {
	if (row.counts !== 'executions') return `${row.counts} ${row.executions}`;
	return `traces ${row.executions} (also ${row.blocked} blocked)`;
}

export function calibrationVerdict(verdict: 'equal' | 'differs' | 'stopped'): string {
	return verdict === 'differs' ? 'DIFFERS' : verdict;
}

export function calibrationOnlyOne(each: {
	readonly engine: string;
	readonly end: string;
}): string {
	return `only ${each.engine}: ${each.end}`;
}

export function calibrationTally(
	equal: number,
	wrong: number,
	stopped: number,
	seconds: string,
): string {
	const rest = stopped === 0 ? '' : `; ${counted(stopped, 'row')} stopped by a limit`;
	return `${equal} of ${equal + wrong} counts equal${rest}; ${seconds} s`;
}
