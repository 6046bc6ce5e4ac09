/*
 * harness/commands/sequence-schema.ts - the JSON schema of what a cell says of a sequence of calls; the types are in
 * harness/result/sequence.ts.
 */
import { amount, list, number, object, orNull, type Schema, text } from './schema.ts';

const lost = object({ own: amount, truncation: amount, insideEof: amount });

/** Of a cell whose workload is a sequence of calls. */
export const sequences: Readonly<Record<string, Schema>> = {
	sequence: object({
		calls: amount,
		asRecorded: amount,
		diedAt: orNull(amount),
		oraclesAsked: amount,
		cost: object({
			machine: text,
			user: number,
			system: number,
			disk: number,
			faults: amount,
			lockedUnmapped: lost,
		}),
		answers: object({
			reference: text,
			compared: amount,
			differ: amount,
			causes: list(
				object({
					id: text,
					class: text,
					what: text,
					source: text,
					functions: list(text),
					isOf: orNull(text),
					answers: amount,
				}),
			),
			unexplained: amount,
			examples: list(
				object({
					cause: orNull(text),
					sequence: amount,
					calls: list(text),
					recorded: text,
					said: text,
				}),
			),
		}),
		witnesses: list(object({ oracle: text, site: text, calls: list(text) })),
	}),
};
