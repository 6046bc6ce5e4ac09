/*
 * harness/messages/calibrate.ts - what `rmaplab calibrate` says.
 */
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

/** What became of all rows. A row that a limit stopped is none that was found equal. */
export function calibrationTally({
	equal,
	differ,
	stopped,
}: {
	readonly equal: number;
	readonly differ: number;
	readonly stopped: number;
}): string {
	if (differ + stopped === 0) return `${equal} of ${equal} counts equal`;
	return [
		`${equal} counts equal`,
		...(differ === 0 ? [] : [`${differ} ${differ === 1 ? 'differs' : 'differ'}`]),
		...(stopped === 0 ? [] : [`${stopped} stopped by a limit`]),
	].join(', ');
}
