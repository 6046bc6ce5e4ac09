/*
 * workloads/litmus/error.ts - one mistake, told as gcc tells it.
 */
import type { Place } from '../../harness/workload.ts';

export interface LitmusError {
	readonly path: string;
	readonly place: Place;
	/** What is wrong, with a suggestion where there is one. */
	readonly message: string;
	/** The source line, to be shown above a caret. */
	readonly line: string;
}

/** Thrown inside the reader and caught at its door. */
export class Mistake extends Error {
	readonly place: Place;

	constructor(place: Place, message: string) {
		super(message);
		this.place = place;
	}
}

/** `file:line:col: error: message`, then the source line and a caret. */
export function formatLitmusError({ path, place, message, line }: LitmusError): string {
	const shown = line.replaceAll('\t', ' ').slice(0, 100);
	const head = `${path}:${place.line}:${place.column}: error: ${message}`;
	if (shown.trim() === '' || place.column > shown.length + 1) return head;
	return `${head}\n    ${shown}\n    ${' '.repeat(place.column - 1)}^`;
}
