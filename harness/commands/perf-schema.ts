/*
 * harness/commands/perf-schema.ts - the schema of what loads cost, as a comparison holds it.
 */
import { perfFormat } from '../result.ts';
import { amount, byName, list, number, object, type Schema, text } from './schema.ts';

const memory = object({
	structPages: amount,
	pteChains: amount,
	vmas: amount,
	pageTables: amount,
	total: amount,
});

const row = object(
	{
		variant: text,
		load: text,
		parameters: byName(number),
		machine: text,
		user: number,
		system: number,
		disk: number,
		elapsed: number,
		events: byName(number),
		memory,
		lockedUnmapped: object({ own: amount, truncation: amount, insideEof: amount }),
		findings: list(object({ oracle: text, text }, { site: text, place: text })),
		sensitivity: byName(number),
		wallClock: object({}, { seconds: number }),
	},
	{ oraclesAsked: amount },
);

export const perfSchema: Schema = object({
	format: { const: perfFormat },
	base: text,
	version: text,
	command: text,
	rows: list(row),
});
