/*
 * Times and sizes as a user writes them, and what is neither.
 */
import { expect, test } from 'vitest';
import { parseBytes, parseMilliseconds } from './quantity.ts';

test.each([
	['1500ms', 1500],
	['90s', 90_000],
	['5m', 300_000],
	['1.5h', 5_400_000],
	['24h', 86_400_000],
])('%s is a time', (text, milliseconds) => {
	expect(parseMilliseconds(text)).toBe(milliseconds);
});

test.each(['', '5', 's', '-5s', '0s', '0.1ms', '5 s', '5S', '1e3s', '600h', 'NaNs'])(
	'%j is no time',
	(text) => {
		expect(parseMilliseconds(text)).toBeNull();
	},
);

test.each([
	['64K', 65_536],
	['512M', 536_870_912],
	['2g', 2_147_483_648],
	['1.5GiB', 1_610_612_736],
])('%s is a size', (text, bytes) => {
	expect(parseBytes(text)).toBe(bytes);
});

test.each(['', '5', 'G', '-1G', '0M', '1 G', '2X', '9999999999T'])('%j is no size', (text) => {
	expect(parseBytes(text)).toBeNull();
});
