/*
 * The control at the other end from the base: it violates nothing on any litmus test, each explored completely within
 * the default limits, and no stack of only some of its parts does so too. docs/known-good.md has the table.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkload, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { packageRoot } from '../catalogue/source.ts';
import { defineVariant, type Variant } from '../variant.ts';
import { controlName, variants } from '../../variants/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

const names = Object.keys(variants);
const control = variants[controlName]!;

/** Rows of the table: a part, and a litmus test with what it shows there without that part. */
const rows = [
	...readFileSync(join(packageRoot(), 'docs/known-good.md'), 'utf8').matchAll(
		/^\| `([\w-]+)` .*\| `([\w-]+)`: (.*?) +\|$/gm,
	),
].map(([, part, litmus, shown]) => ({ part: part!, litmus: litmus!, shown: shown! }));
const parts = rows.map(({ part }) => part);

/** What is violated, and each `never` line that is seen; a search that is not complete is told as such. */
function seen(variant: Variant, litmus: string): string[] {
	const cell = runCell(bootVariant(variant), readWorkload(litmus, names), verdictOnly);
	return [
		...cell.violations.map(({ oracle }) => oracle),
		...cell.questions.filter((each) => each.frequency !== 'never').map(({ text }) => text),
		...(cell.explored.kind === 'complete' ? [] : [cell.explored.kind]),
	];
}

/** The control with only some of its parts. Two of them meet in vmtruncate(), which is then the other's. */
function stackOf(chosen: readonly string[]): Variant {
	const replaces = Object.assign(
		{},
		...chosen.map((part) => variants[part]!.replaces),
	) as Variant['replaces'];
	const meet = ['vmtruncate-twice', 'invalidate-lock-linear'].every((part) =>
		chosen.includes(part),
	);
	return defineVariant({
		name: 'stack',
		subject: 'some parts of the control',
		from: 'a test',
		date: '2003-04-04',
		replaces: meet ? { ...replaces, vmtruncate: control.replaces.vmtruncate! } : replaces,
		adds: control.adds!,
		claims: {},
	});
}

test('it is its parts, which meet in vmtruncate() only', () => {
	expect(parts.length).toBeGreaterThan(5);
	const whole = stackOf(parts);
	expect(new Set(Object.keys(whole.replaces))).toEqual(new Set(Object.keys(control.replaces)));
	expect(whole.functions).toEqual(control.functions);
	const owners = Object.keys(control.replaces).map((name) => [
		name,
		parts.filter((part) => name in variants[part]!.replaces).length,
	]);
	expect(owners.filter(([, count]) => count !== 1)).toEqual([['vmtruncate', 2]]);
});

describe('it violates nothing, and all schedules are explored', () => {
	test.each(workloadNamesOfTheMail())('%s', (litmus) => {
		expect(seen(control, litmus)).toEqual([]);
	});
});

test.each(rows)('without $part, $litmus shows $shown', ({ part, litmus, shown }) => {
	expect(seen(stackOf(parts.filter((each) => each !== part)), litmus)).toContain(shown);
});

test('no stack of some of its parts passes', { timeout: 120_000 }, () => {
	const passing = [];
	for (let chosen = 0; chosen < 2 ** parts.length - 1; chosen++) {
		const stack = stackOf(parts.filter((_, i) => chosen & (1 << i)));
		const missing = rows.filter((_, i) => !(chosen & (1 << i)));
		if (!missing.some(({ litmus }) => seen(stack, litmus).length > 0)) passing.push(stack);
	}
	expect(passing).toEqual([]);
});
