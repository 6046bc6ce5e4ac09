/*
 * The schema of results.json says what the results are: it takes the golden file, the large fixture and what the built
 * command line writes, and refuses each of them with any field gone, renamed or of another kind.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { largeComparison } from '../../reports/fixture/large.ts';
import { packageRoot } from '../catalogue/source.ts';
import { commandLineIn } from './fixture.ts';
import { resultSchema } from './result-schema.ts';
import type { Schema } from './schema.ts';

const { folder, rmaplab } = commandLineIn('schema');

/** The keywords that the schema uses; another one is a fault of the test. */
const keywords = new Set(
	'$schema title $defs type properties required additionalProperties items anyOf oneOf enum const minimum $ref'.split(
		' ',
	),
);

/** What is wrong with a value, by the place of each fault. */
function faults(value: unknown, schema: Schema, place: string = ''): string[] {
	const unknown = Object.keys(schema).find((each) => !keywords.has(each));
	if (unknown !== undefined) throw new Error(`the test knows no ${unknown}`);
	const { $ref, anyOf, oneOf, enum: values, type } = schema;
	if (typeof $ref === 'string') {
		const definitions = resultSchema['$defs'] as Readonly<Record<string, Schema>>;
		return faults(value, definitions[$ref.replace('#/$defs/', '')]!, place);
	}
	const choices = (anyOf ?? oneOf) as readonly Schema[] | undefined;
	if (choices !== undefined) {
		const fitting = choices.filter((each) => faults(value, each, place).length === 0).length;
		return fitting === 1 || (fitting > 1 && oneOf === undefined)
			? []
			: [`${place}: ${fitting} fit`];
	}
	if (Array.isArray(values)) return values.includes(value) ? [] : [`${place}: not listed`];
	if ('const' in schema) return value === schema['const'] ? [] : [`${place}: not so`];
	const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
	const isInteger = type === 'integer' && Number.isInteger(value);
	if (!isInteger && is !== type) return [`${place}: ${is} instead of ${String(type)}`];
	const { minimum } = schema;
	if (typeof minimum === 'number' && Number(value) < minimum) return [`${place}: too small`];
	if (Array.isArray(value)) {
		return value.flatMap((each, i) => faults(each, schema['items'] as Schema, `${place}[${i}]`));
	}
	return is === 'object' ? faultsOfObject(value as Schema, schema, place) : [];
}

function faultsOfObject(value: Schema, schema: Schema, place: string): string[] {
	const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
	const required = (schema['required'] ?? []) as readonly string[];
	const others = schema['additionalProperties'];
	return [
		...required.filter((each) => !(each in value)).map((each) => `${place}.${each}: missing`),
		...Object.entries(value).flatMap(([name, each]) => {
			const own = properties[name] ?? (others === false ? null : (others as Schema));
			return own === null ? [`${place}.${name}: unknown`] : faults(each, own, `${place}.${name}`);
		}),
	];
}

const golden = (): Record<string, unknown> =>
	JSON.parse(readFileSync(join(packageRoot(), 'reports/golden/results.json'), 'utf8')) as Record<
		string,
		unknown
	>;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('the golden results and a large comparison fit', () => {
	expect(faults(golden(), resultSchema)).toEqual([]);
	expect(faults(plain(largeComparison()), resultSchema)).toEqual([]);
});

test('what compare writes fits, with files of one\u2019s own, a budget and searches that are cut short', () => {
	rmaplab('init', 'mine');
	const asked = ['-v', './mine.ts', 'no-bug', '-w', './mine.litmus', 'trunc-remapped'];
	const calls = ['["p0 mmap 2 2 - 0 rw p",{"ok":0}]', '["p0 punch t1 0 1",{"ok":0}]'];
	writeFileSync(join(folder, 'calls.jsonl'), ['{"sequence":0}', ...calls, ''].join('\n'));
	const sequences = ['-w', './calls.jsonl', '-v', 'linux-6-18'];
	for (const more of [[], ['--budget', '1ms'], ['--states', '20', '--operations'], sequences]) {
		const out = `out-${more.length}`;
		expect(rmaplab('compare', ...asked, ...more, '-o', out).status).toBeLessThanOrEqual(1);
		const written = JSON.parse(readFileSync(join(folder, out, 'results.json'), 'utf8')) as unknown;
		expect([more, faults(written, resultSchema)]).toEqual([more, []]);
		expect(JSON.stringify(written).includes('"asRecorded"')).toBe(more === sequences);
	}
}, 60_000);

/** Each object of a value with its place. */
function objectsIn(
	value: unknown,
	place: string,
): [place: string, object: Record<string, unknown>][] {
	if (typeof value !== 'object' || value === null) return [];
	const inside = Object.entries(value).flatMap(([key, each]) => objectsIn(each, `${place}.${key}`));
	return Array.isArray(value) ? inside : [[place, value as Record<string, unknown>], ...inside];
}

test('a field that is there too much is refused wherever it is, and one of another kind nearly everywhere', () => {
	const whole = golden();
	const objects = objectsIn(whole, '');
	expect(objects.length).toBeGreaterThan(100);
	for (const [place, object] of objects.filter((_, i) => i % 7 === 0)) {
		// Schedules are kept by tokens, and a cause's places by findings: any name will do there.
		const isByName = /\.(schedules|placesOf)$/.test(place);
		object['unheardOf'] = { of: 1 };
		expect([place, faults(whole, resultSchema).length > 0]).toEqual([place, true]);
		delete object['unheardOf'];
		for (const key of isByName ? [] : Object.keys(object)) {
			const kept = object[key];
			object[key] = typeof kept === 'number' ? 'many' : 7.5;
			expect([place, key, faults(whole, resultSchema).length > 0]).toEqual([place, key, true]);
			object[key] = kept;
		}
	}
});

test('list schema prints it', () => {
	expect(JSON.parse(rmaplab('list', 'schema').stdout)).toEqual(resultSchema);
	expect(rmaplab('list', 'schema', '--json').stdout).toBe(rmaplab('list', 'schema').stdout);
	expect(rmaplab('list', 'shema').stderr).toContain("did you mean 'schema'");
});
