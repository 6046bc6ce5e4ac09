/*
 * harness/messages/findings.ts - details of findings that no single oracle words.
 */

export function dataRaceDetail(programs: readonly string[], word: string): string {
	return `${programs.join(' and ')} reach ${word} without a common lock`;
}

export function livelockDetail(): string {
	return 'the rest goes round in a circle that nothing leaves';
}

export function deadlockDetail(programs: readonly string[]): string {
	return `${programs.join(' and ')} wait for ever`;
}

/** An oracle that a litmus file asks for and that does not speak unless it is told to. */
export function needsAudit(place: string, oracle: string): string {
	return (
		`${place}: error: "${oracle}" is looked for with --audit-races only: add that, or take the ` +
		`line out`
	);
}

/** The same of a file that is only read. */
export function willNeedAudit(place: string, oracle: string): string {
	return `${place}: note: "${oracle}" is asked for; compare looks for it with --audit-races only`;
}
