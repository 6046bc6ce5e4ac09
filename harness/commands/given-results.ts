/*
 * harness/commands/given-results.ts - reads results that the user names: of `rmaplab compare`, as a file or as the
 * folder of a report, or of `rmaplab perf`. What is read is checked first, since a file of another version or one that
 * was cut off would be taken for a difference.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readGiven } from '../catalogue/given-file.ts';
import type { PerfRow } from '../compare/measured.ts';
import {
	BadInput,
	brokenJson,
	damagedResults,
	folderWithoutResults,
	notResults,
	unknownFormat,
	wantedThere,
} from '../messages/index.ts';
import { cellKey, type Comparison, resultFormat } from '../result.ts';

/** Of `rmaplab perf --json`. */
export const perfFormat = 'rmaplab-perf/1';

/** Results with the path of their file. */
export type GivenResults = { readonly path: string } & (
	| { readonly format: typeof resultFormat; readonly comparison: Comparison }
	| { readonly format: typeof perfFormat; readonly rows: readonly PerfRow[] }
);

const bytesMax = 2 ** 28;

/** @throws BadInput when there are none, or they are not whole */
export function givenResults(given: string): GivenResults {
	const path = fileOf(given);
	const results = parsed(path, readGiven(path, bytesMax).toString('utf8'));
	const format = isRecord(results) ? results['format'] : undefined;
	if (!isRecord(results) || typeof format !== 'string') throw new BadInput(notResults(path));
	switch (format) {
		case resultFormat:
			refuseDamaged(path, comparisonFaults(results));
			return { path, format, comparison: results as unknown as Comparison };
		case perfFormat:
			refuseDamaged(path, perfFaults(results));
			return { path, format, rows: results['rows'] as readonly PerfRow[] };
		default:
			throw new BadInput(unknownFormat(path, format, [resultFormat, perfFormat]));
	}
}

/** Of a folder the results in it. */
function fileOf(given: string): string {
	const stats = statSync(given, { throwIfNoEntry: false });
	if (stats === undefined || !stats.isDirectory()) return given;
	const path = join(given, 'results.json');
	if (statSync(path, { throwIfNoEntry: false }) === undefined) {
		throw new BadInput(folderWithoutResults(given));
	}
	return path;
}

function parsed(path: string, text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		// Node names the place of most of what is wrong, and none where the text ends too early.
		const said = String(error);
		const at = /at position (\d+)/.exec(said)?.[1];
		const position = at === undefined ? 0 : Number(at);
		const isCutOff =
			/end of JSON|Unterminated/.test(said) || position >= Math.max(1, text.trimEnd().length);
		const before = text.slice(0, isCutOff ? text.length : position).split('\n');
		const place = `${path}:${before.length}:${before.at(-1)!.length + 1}`;
		throw new BadInput(brokenJson(place, isCutOff));
	}
}

// ---- whether it is what it says -----------------------------------------------------------------

interface Fault {
	/** The place inside of the JSON. */
	readonly what: string;
	readonly wanted: string;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function refuseDamaged(path: string, faults: Generator<Fault>): void {
	const first = faults.next();
	if (first.done === true) return;
	throw new BadInput(damagedResults(path, first.value.what, first.value.wanted));
}

const isRecord = (value: unknown): value is JsonRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** No cost and no count is negative. */
const isAmount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** What each kind of search counts. */
const countsOf: ReadonlyMap<unknown, readonly string[]> = new Map([
	['complete', ['states']],
	['bounded', ['bound', 'states']],
	['sampled', ['executions']],
	['stopped', []],
]);

function* comparisonFaults(results: JsonRecord): Generator<Fault> {
	for (const [what, workload] of yield* records(results, 'workloads')) {
		yield* texts(what, workload, ['name', 'digest']);
	}
	for (const [what, variant] of yield* records(results, 'variants')) {
		yield* texts(what, variant, ['name']);
	}
	const cells = yield* records(results, 'cells');
	for (const [what, cell] of cells) {
		yield* texts(what, cell, ['variant', 'workload']);
		yield* exploredFaults(`${what}.explored`, cell['explored']);
		for (const [place, violation] of yield* records(cell, 'violations', `${what}.`)) {
			yield* texts(place, violation, ['oracle', 'site', 'token']);
			yield* amounts(place, violation, ['preemptions']);
		}
		for (const [place, question] of yield* records(cell, 'questions', `${what}.`)) {
			yield* texts(place, question, ['text', 'frequency']);
		}
		yield* nullable(`${what}.cost`, cell['cost'], ['operations']);
		yield* nullable(`${what}.unmappedLocked`, cell['unmappedLocked'], ['collateralMax']);
	}
	yield* twice(cells, (cell) => cellKey(String(cell['variant']), String(cell['workload'])));
}

function* exploredFaults(what: string, explored: unknown): Generator<Fault> {
	const counts = isRecord(explored) ? countsOf.get(explored['kind']) : undefined;
	if (counts === undefined) yield { what, wanted: wantedThere.search };
	else yield* amounts(what, explored as JsonRecord, counts);
}

function* perfFaults(results: JsonRecord): Generator<Fault> {
	const rows = yield* records(results, 'rows');
	for (const [what, row] of rows) {
		yield* texts(what, row, ['variant', 'load', 'machine']);
		yield* amounts(what, row, ['user', 'system', 'elapsed']);
		for (const field of ['memory', 'lockedUnmapped']) {
			if (!isRecord(row[field])) yield { what: `${what}.${field}`, wanted: wantedThere.object };
			else yield* amountsWithin(`${what}.${field}`, row[field]);
		}
		if (!Array.isArray(row['findings']))
			yield { what: `${what}.findings`, wanted: wantedThere.list };
	}
	yield* twice(rows, (row) =>
		JSON.stringify([row['variant'], row['load'], row['parameters'], row['machine']]),
	);
}

type Placed = readonly (readonly [what: string, record: JsonRecord])[];

/** The records of a list, with their places. */
function* records(of: JsonRecord, field: string, before = ''): Generator<Fault, Placed> {
	const list = of[field];
	if (!Array.isArray(list)) {
		yield { what: `${before}${field}`, wanted: wantedThere.list };
		return [];
	}
	const placed: (readonly [string, JsonRecord])[] = [];
	for (const [i, each] of (list as readonly unknown[]).entries()) {
		if (isRecord(each)) placed.push([`${before}${field}[${i}]`, each]);
		else yield { what: `${before}${field}[${i}]`, wanted: wantedThere.object };
	}
	return placed;
}

function* texts(what: string, of: JsonRecord, fields: readonly string[]): Generator<Fault> {
	for (const field of fields) {
		if (typeof of[field] !== 'string') yield { what: `${what}.${field}`, wanted: wantedThere.text };
	}
}

function* amounts(what: string, of: JsonRecord, fields: readonly string[]): Generator<Fault> {
	for (const field of fields) {
		if (!isAmount(of[field])) yield { what: `${what}.${field}`, wanted: wantedThere.number };
	}
}

function* nullable(what: string, value: unknown, fields: readonly string[]): Generator<Fault> {
	if (value === null) return;
	if (isRecord(value)) yield* amounts(what, value, fields);
	else yield { what, wanted: wantedThere.objectOrNull };
}

/** Numbers at any depth that the text of a file of this size can have. */
function* amountsWithin(what: string, of: JsonRecord): Generator<Fault> {
	for (const [name, value] of Object.entries(of)) {
		const place = `${what}.${name}`;
		if (isRecord(value)) yield* amountsWithin(place, value);
		else if (typeof value === 'number' && !isAmount(value)) {
			yield { what: place, wanted: wantedThere.number };
		}
	}
}

/** A row that stands there twice could be compared with either. */
function* twice(rows: Placed, keyOf: (row: JsonRecord) => string): Generator<Fault> {
	const seen = new Set<string>();
	for (const [what, row] of rows) {
		const key = keyOf(row);
		if (seen.has(key)) yield { what, wanted: wantedThere.once };
		seen.add(key);
	}
}
