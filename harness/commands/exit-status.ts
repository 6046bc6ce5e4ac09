/*
 * harness/commands/exit-status.ts - the exit statuses that the help of each command ends with.
 */

/** What a command adds to the statuses that all have; `one` is when it returns 1, if it ever does. */
export function exitStatus(zero: string, one?: string): string {
	const rows: (readonly [number, string])[] = [
		[0, zero],
		...(one === undefined ? [] : [[1, one] as const]),
		[2, 'wrong usage or bad input, which the last line names with its place'],
		[3, 'internal fault, or a verdict that was withdrawn: please report it'],
		[130, 'interrupted'],
	];
	const lines = rows.map(([status, when]) => `  ${String(status).padEnd(4)} ${when}`);
	return ['', 'Exit status:', ...lines].join('\n');
}
