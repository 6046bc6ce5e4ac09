/*
 * harness/messages/recorded.ts - what npm run recorded says.
 */

export function recordedHead(): string {
	return 'Answers of real kernels, and of the variants. Ended: the simulated memory was too small for the rest.';
}

export function recordedLine(
	recording: string,
	variant: string,
	sum: {
		readonly sequences: number;
		readonly alike: number;
		readonly answers: number;
		readonly differ: number;
		readonly ended: number;
	},
): string {
	const { sequences, alike, answers, differ, ended } = sum;
	return (
		`${recording}  ${variant}: ${alike} of ${sequences} sequences alike, ` +
		`${differ} of ${answers} answers differ, ${ended} ended`
	);
}

export function recordedDiffers(
	sequence: number,
	index: number,
	call: string,
	recorded: string,
	simulated: string,
): string {
	return `  ${sequence}:${index} ${call}: ${recorded} there, ${simulated} here`;
}
