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
