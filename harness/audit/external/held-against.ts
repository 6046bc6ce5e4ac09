/*
 * harness/audit/external/held-against.ts - JSON held against a schema: the first thing that is wrong, with its place.
 */
import { externalSaid } from '../../messages/index.ts';
import { nearest } from '../../text/nearest.ts';
import type { Place, Placed } from './placed-json.ts';
import type { RowObject, RowSchema } from './schema.ts';

export interface Wrong {
	readonly place: Place;
	readonly why: string;
}

/** Null where nothing is wrong. `name` is what the value is called in sentences. */
export function wrongWith(schema: RowSchema, placed: Placed, name: string): Wrong | null {
	const { value, place } = placed;
	switch (schema.type) {
		case 'string':
			if (typeof value !== 'string') return { place, why: externalSaid.noText(name) };
			return new RegExp(schema.pattern, 'u').test(value)
				? null
				: { place, why: externalSaid.noMatch(name, schema.pattern) };
		case 'integer':
			return Number.isInteger(value) &&
				(value as number) >= schema.minimum &&
				(value as number) <= schema.maximum
				? null
				: { place, why: externalSaid.noNumber(name, schema.minimum, schema.maximum) };
		case 'array':
			if (!Array.isArray(value)) return { place, why: externalSaid.noList(name) };
			if (value.length > schema.maxItems || value.length === 0) {
				return { place, why: externalSaid.tooMany(name, schema.maxItems) };
			}
			return firstOf([...placed.inside.values()], (each) =>
				wrongWith(schema.items, each, externalSaid.itemOf(name)),
			);
		default:
			return wrongWithObject(schema, placed, name);
	}
}

function wrongWithObject(schema: RowObject, placed: Placed, name: string): Wrong | null {
	const { value, place, inside } = placed;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { place, why: externalSaid.noObject(name) };
	}
	const known = Object.keys(schema.properties);
	for (const [field, { place: where }] of inside) {
		if (known.includes(String(field))) continue;
		return {
			place: where,
			why: externalSaid.unknown(String(field), nearest(String(field), known)),
		};
	}
	const missing = schema.required.find((field) => !inside.has(field));
	if (missing !== undefined) return { place, why: externalSaid.missing(name, missing) };
	if (schema.oneOf !== undefined) {
		const choices = schema.oneOf.map(({ required: [field] }) => field);
		const there = choices.filter((field) => inside.has(field));
		if (there.length !== 1) return { place, why: externalSaid.notOne(choices, there) };
	}
	return firstOf([...inside], ([field, each]) =>
		wrongWith(schema.properties[String(field)]!, each, String(field)),
	);
}

function firstOf<T>(items: readonly T[], wrong: (item: T) => Wrong | null): Wrong | null {
	for (const item of items) {
		const found = wrong(item);
		if (found !== null) return found;
	}
	return null;
}
