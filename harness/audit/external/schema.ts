/*
 * harness/audit/external/schema.ts - what a row of workloads/external/ is, as a JSON schema: what `rmaplab list
 * external-schema` prints is what rows are held against.
 */

/** The parts of JSON Schema that rows need. */
export type RowSchema =
	| { readonly type: 'string'; readonly pattern: string; readonly description?: string }
	| { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
	| { readonly type: 'array'; readonly items: RowSchema; readonly maxItems: number }
	| RowObject;

export interface RowObject {
	readonly type: 'object';
	readonly properties: Readonly<Record<string, RowSchema>>;
	readonly required: readonly string[];
	readonly additionalProperties: false;
	/** Exactly one of these fields is there. */
	readonly oneOf?: readonly { readonly required: readonly [string] }[];
}

// Whatever is printed has no control characters.
const text = (characters: number): RowSchema => ({
	type: 'string',
	pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]{1,${characters}}$`,
});

const source: RowObject = {
	type: 'object',
	properties: {
		suite: text(40),
		path: text(200),
		url: { type: 'string', pattern: String.raw`^https://[\w./%+~-]{1,300}$` },
	},
	required: ['suite', 'path'],
	additionalProperties: false,
};

export const rowSchema: RowObject & { readonly $schema: string; readonly title: string } = {
	$schema: 'https://json-schema.org/draft/2020-12/schema',
	title: 'External test',
	type: 'object',
	properties: {
		name: { type: 'string', pattern: String.raw`^[a-z][\w.-]{0,47}$` },
		row: { type: 'integer', minimum: 1, maximum: 999 },
		source,
		era: { type: 'string', pattern: String.raw`^\d{4}$` },
		subject: text(80),
		expects: text(600),
		scale: text(600),
		steps: { type: 'array', items: text(120), maxItems: 10_000 },
		litmus: { type: 'string', pattern: String.raw`^[\w-][\w.-]{0,90}\.litmus$` },
		skip: text(300),
	},
	required: ['name', 'row', 'source', 'era', 'subject', 'expects'],
	additionalProperties: false,
	oneOf: [{ required: ['steps'] }, { required: ['litmus'] }, { required: ['skip'] }],
};
