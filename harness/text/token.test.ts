/*
 * Tokens: what is printed is read back, none is longer than 80 characters, and what has no room is told.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	fitToken,
	isCutOff,
	isNameOf,
	parseSchedule,
	parseToken,
	printToken,
	type Token,
	tokenWithSchedule,
} from './token.ts';

const hex = fc.string({
	unit: fc.constantFrom('0', '7', '9', 'a', 'c', 'f'),
	minLength: 6,
	maxLength: 6,
});
const name = fc.string({
	unit: fc.constantFrom('a', 'b', '-', '+', '_', '9'),
	minLength: 1,
	maxLength: 90,
});
const segment = fc.record({
	task: fc.integer({ min: 0, max: 15 }),
	steps: fc.option(fc.integer({ min: 1, max: 100_000 })),
});
const token: fc.Arbitrary<Token> = fc
	.record({
		variant: name,
		workload: name,
		digest: fc.option(hex),
		variantDigest: fc.option(hex),
		schedule: fc.array(segment, { maxLength: 60 }),
	})
	// Nothing is said of a variant without its workload.
	.map((each) => (each.digest === null ? { ...each, variantDigest: null } : each));

test('what is printed in full is read back', () => {
	fc.assert(
		fc.property(token, (each) => {
			expect(parseToken(printToken(each))).toEqual({ ...each, scheduleDigest: null });
		}),
	);
});

test('a token has at most 80 characters, whatever the names, and says what it has no room for', () => {
	fc.assert(
		fc.property(token, (each) => {
			const { text, schedule } = fitToken(each);
			expect(text.length).toBeLessThanOrEqual(80);
			const read = parseToken(text)!;
			expect(isNameOf(read.variant, each.variant)).toBe(true);
			expect(isNameOf(read.workload, each.workload)).toBe(true);
			expect([read.digest, read.variantDigest]).toEqual([each.digest, each.variantDigest]);
			expect(read.scheduleDigest === null).toBe(schedule === null);
			expect(schedule === null ? read.schedule : parseSchedule(schedule)).toEqual(each.schedule);
			expect(parseToken(tokenWithSchedule(each))!.schedule).toEqual(each.schedule);
			if (printToken(each).length <= 80) expect(text).toBe(printToken(each));
		}),
		{ numRuns: 500 },
	);
});

test('a stack keeps its schedule; only the end of its name is cut off', () => {
	const { text, schedule } = fitToken({
		variant: 'forced-unmap-filepte+recheck-racy-b+convert-v3-tweak',
		workload: 'trunc-innocent-locked',
		digest: '0123456789',
		variantDigest: 'abcdef0123',
		schedule: [
			{ task: 0, steps: 46 },
			{ task: 1, steps: null },
		],
	});
	expect(text).toBe(
		'forced-unmap-filepte+recheck-racy-b+c..:trunc-innocent-locked@012345.abcdef:A1aB',
	);
	expect([text.length, schedule]).toEqual([80, null]);
});

test('two long schedules have two tokens', () => {
	const long = (steps: number): Token => ({
		variant: 'v',
		workload: 'w',
		digest: null,
		variantDigest: null,
		schedule: Array.from({ length: 50 }, (_, i) => ({ task: i % 2, steps })),
	});
	expect(fitToken(long(1)).text).not.toBe(fitToken(long(2)).text);
	expect(fitToken(long(1)).text).toMatch(/^v:w:=[0-9a-f]{12}$/);
});

test.each([
	'a:b',
	'a:b@123:A',
	'a:b@123456.12:A',
	'a:b@123456:Q',
	'a:b@123456:=12',
	'a b:c:A',
	':b:A',
])('%s is no token', (text) => {
	expect(parseToken(text)).toBeNull();
});

test('a name that is not cut off is not taken for the beginning of another', () => {
	expect(isNameOf('forced-unmap', 'forced-unmap-filepte')).toBe(false);
	expect(isCutOff('forced-unmap')).toBe(false);
});
