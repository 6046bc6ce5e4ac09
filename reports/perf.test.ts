/*
 * The table of loads and its charts say the same.
 */
import { expect, test } from 'vitest';
import { perfResult } from './fixture/perf.ts';
import { perfCharts, perfText } from './index.ts';
import { changeOf } from './perf-table.ts';

test('the table, where variants that are alike share a line', async () => {
	const text = perfText(perfResult());
	expect(text).toContain('objrmap (+1)');
	expect(text).toContain('As objrmap in every count: alike');
	await expect(`${text}\n`).toMatchFileSnapshot('golden/perf.txt');
});

test('the table shows what differs from the base, and by how much', () => {
	const text = perfText(perfResult());
	expect(text).toMatch(/^objrmap \(\+1\) +2\.00s +0\.500s/m);
	expect(text).toMatch(/^chains +13\.0x +-10\.0% /m);
	expect(text).toMatch(/^dying +-50\.0% +died /m);
	// A change that is too small for its digits is still no sign of equality.
	expect([1, 1.000_001, 0.999_999, 1.0004, 0.868, 1.99, 2.74, 391].map(changeOf)).toEqual([
		'=',
		'+0%',
		'-0%',
		'+0.04%',
		'-13.2%',
		'+99.0%',
		'2.74x',
		'391x',
	]);
});

test.each([40, 60, 80])('no line of the table is longer than %i, but for names', (columns) => {
	const result = perfResult('a-name-that-is-longer-than-half-of-a-line');
	const text = perfText(result, columns);
	for (const line of text.split('\n')) {
		if (!line.includes('a-name')) expect(line.length, line).toBeLessThanOrEqual(columns);
	}
	expect(text).toMatch(/^ +13\.0x/m);
});

test('a block leaves out who is as the base in all of it', () => {
	const rows = perfResult().rows.filter(({ variant }) => variant !== 'alike');
	const other = rows.map((row) => ({
		...row,
		variant: row.variant === 'dying' ? 'nearly' : row.variant,
		findings: [],
		system: row.variant === 'dying' ? (row.load === 'rmap-test' ? 2 : 0.5) : row.system,
	}));
	const text = perfText({ ...perfResult(), rows: other });
	expect(text).toContain('= in all of these, 1 variant: nearly');
	expect(text).not.toMatch(/^nearly/m);
});

test('without the base numbers stand for themselves', () => {
	const rows = perfResult().rows.filter(({ variant }) => variant === 'chains');
	expect(perfText({ ...perfResult(), rows })).toMatch(/^chains +26\.0s +0\.450s/m);
});

test('the charts', async () => {
	for (const { file, text } of await perfCharts(perfResult())) {
		await expect(text).toMatchFileSnapshot(`golden/${file}`);
	}
});

test('a dot for each line on each load, and a word where the kernel died', async () => {
	const [times, memory] = await perfCharts(perfResult());
	const dots = times!.text.match(/aria-label="[^"]* on (?:rmap-test|fork-exec): /g);
	expect(dots).toHaveLength(6);
	expect(times!.text).toContain('aria-label="dying on fork-exec: 0.200, died"');
	expect(times!.text).toContain('aria-label="objrmap, alike on rmap-test: 1.00"');
	// Of memory, dying is like the base, too, since it only dies.
	expect(memory!.text).toContain('aria-label="chains on rmap-test, pte_chain nodes: 53248 bytes"');
	expect(memory!.text).toContain('objrmap (and 2)');
});

test('what an interrupted run leaves is drawn: no base on a load, no row of a variant', async () => {
	const result = perfResult();
	const rows = result.rows.filter((_, i) => i !== 4 && i !== 2);
	const [times, memory] = await perfCharts({ ...result, rows });
	expect(times!.text).not.toContain(' on fork-exec: ');
	expect(memory!.text).not.toContain('chains on rmap-test');
	expect(memory!.text).toContain('chains on fork-exec, vmas: 4096 bytes');
});
