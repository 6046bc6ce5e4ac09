/*
 * The table of loads and its charts say the same.
 */
import { expect, test } from 'vitest';
import { perfResult } from './fixture/perf.ts';
import { perfCharts, perfText } from './index.ts';

test('the table, where variants that are alike share a line', async () => {
	const text = perfText(perfResult());
	expect(text).toContain('objrmap (and 1)');
	expect(text).toContain('As objrmap in every count: alike');
	await expect(`${text}\n`).toMatchFileSnapshot('golden/perf.txt');
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
