/*
 * Hostile inputs: a thousand of them to each reader, and readers that are wrong on purpose, which the driver finds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BadInput } from '../../messages/index.ts';
import { fitForTerminal } from '../../terminal/fit.ts';
import type { HostileCount, HostileFailure } from './hostile-job.ts';
import { inputOf, readInputs } from './read-inputs.ts';
import type { Reader } from './reader.ts';
import { readersOf } from './readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-hostile-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(readers: readonly Reader[], count: number) {
	const failures: HostileFailure[] = [];
	const sums: Record<string, number> = {};
	const onCounts = (counts: Record<string, HostileCount>): void => {
		for (const [kind, { accepted, refused, failed }] of Object.entries(counts)) {
			sums[kind] = (sums[kind] ?? 0) + accepted + refused + failed;
		}
	};
	readInputs(
		readers,
		{ seed: 7, from: 0, end: count, at: new SharedArrayBuffer(4) },
		{ onFailure: (failure) => failures.push(failure), onCounts },
		fitForTerminal,
	);
	return { failures, sums };
}

test('readers refuse in words', () => {
	const readers = readersOf(folder);
	const { failures, sums } = read(readers, 2600);
	expect(failures).toEqual([]);
	expect(Object.values(sums).reduce((sum, each) => sum + each, 0)).toBe(2600);
	expect(new Set(Object.keys(sums))).toEqual(new Set(readers.map(({ kind }) => kind)));
}, 120_000);

const wrong = (readText: Reader['read'], hasPlace = false): Reader => ({
	kind: 'wrong',
	hasPlace,
	texts: ['a good text of some words\nand 7 numbers\n'],
	read: readText,
});

test.each<[string, Reader, RegExp]>([
	[
		'throws',
		wrong((text) => (text.includes('__proto__') ? (null as unknown as string).trim() : null)),
		/^throws TypeError/,
	],
	['repeats control characters', wrong((text) => `error: ${text}\u202e`.replaceAll('\n', '')), /./],
	['says no place', wrong(() => 'error: no', true), /^says no place/],
	['says too many lines', wrong(() => 'a\nb\nc\nd'), /^says 4 lines/],
])('a reader that %s is found', (_, reader, how) => {
	const { failures } = read([reader], 2000);
	const isEscaped = how.source === '.';
	if (isEscaped) expect(failures).toEqual([]);
	else expect(failures[0]!.how).toMatch(how);
});

test('what fails is made smaller, and can be made again', () => {
	const reader = wrong((text) => {
		if (text.includes('__proto__')) throw new Error('falls');
		throw new BadInput('error: no');
	});
	const [failure] = read([reader], 2000).failures;
	expect(failure!.input).toBe('__proto__');
	expect(inputOf([reader], 7, failure!.number).text).toContain('__proto__');
});
