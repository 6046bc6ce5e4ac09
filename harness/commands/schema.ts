/*
 * harness/commands/schema.ts - the words that JSON schemas are written in.
 */

/** A part of a schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const yes: Schema = { type: 'boolean' };
export const amount: Schema = { type: 'integer', minimum: 0 };
export const number: Schema = { type: 'number' };
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const of = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
export const oneOf = (...values: string[]): Schema => ({ enum: values });
export const byName = (values: Schema): Schema => ({
	type: 'object',
	additionalProperties: values,
});

/** An object with these fields and no others; those of `optional` may be missing. */
export const object = (
	required: Readonly<Record<string, Schema>>,
	optional: Record<string, Schema> = {},
): Schema => ({
	type: 'object',
	properties: { ...required, ...optional },
	required: Object.keys(required),
	additionalProperties: false,
});
