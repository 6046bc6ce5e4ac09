/*
 * What a comparison costs under load: last on the terminal, in the mail where there is room, with bugs that loads found
 * told apart from kernels that died.
 */
import { expect, test } from 'vitest';
import type { Comparison, PerfResult } from '../harness/result.ts';
import { largeComparison } from './fixture/large.ts';
import { perfResult } from './fixture/perf.ts';
import { smallComparison } from './fixture/small.ts';
import { mailText } from './mail.ts';
import { perfText } from './perf-table.ts';
import { terminalText } from './text.ts';

const performance: PerfResult = { ...perfResult(), command: 'npx rmaplab perf' };
const withCosts = (comparison: Comparison): Comparison => ({ ...comparison, performance });

test('the table stands at the end, under what runs all loads', () => {
	const text = terminalText(withCosts(smallComparison));
	expect(text.endsWith(`${perfText(performance)}\n`)).toBe(true);
	expect(text.replaceAll(/\s+/g, ' ')).toContain(
		"smaller than those of 'npx rmaplab perf', which runs all of them",
	);
	expect(terminalText(smallComparison)).not.toContain('What they cost');
});

test('the mail has it in its width, or the command where that is too long', () => {
	const mail = mailText(withCosts(smallComparison));
	expect(mail).toContain('What they cost: a few loads');
	expect(mail.split('\n').every((line) => line.length <= 72 || line.includes('npx'))).toBe(true);
	const rows = performance.rows.flatMap((row) =>
		Array.from({ length: 300 }, (_, i) => ({
			...row,
			variant: `${row.variant}-${i}`,
			system: i + 2,
		})),
	);
	const long = mailText({ ...largeComparison(), performance: { ...performance, rows } });
	expect(long).toContain('What they cost: npx rmaplab perf');
	expect(long.length).toBeLessThanOrEqual(20_000);
});

test('a bug that an oracle found is no death, and variants that share it are told together', () => {
	const site = 'page found by nobody';
	const rows = performance.rows.map((row) =>
		row.load === 'rmap-test' && row.variant !== 'dying'
			? { ...row, findings: [{ oracle: 'orphan page mapped', site, text: `of ${row.variant}` }] }
			: row,
	);
	const text = perfText({ ...performance, rows }, 400);
	const [base] = rows;
	expect(text).toMatch(
		new RegExp(
			`^orphan page mapped in rmap-test, \\d variants: .*on the first of them of ${base!.variant}$`,
			'm',
		),
	);
	expect(text.match(/orphan page mapped/g)).toHaveLength(1);
	expect(text).toMatch(/ bugs/);
	expect(perfText(performance)).not.toMatch(/ bugs/);
});
