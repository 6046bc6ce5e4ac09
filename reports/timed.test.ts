/*
 * The table of loads on several cpus: deaths are marked, and more numbers of cpus than fit go below.
 */
import { expect, test } from 'vitest';
import type { PerfResult, PerfRow } from '../harness/result.ts';
import { perfResult } from './fixture/perf.ts';
import { timedText, waitsSheet } from './timed.ts';

const wait = { name: 'pte_chain_lock', spinning: 0.002, sleeping: 0, times: 7, refused: 0 };
const tried = { name: 'i_shared_sem', spinning: 0, sleeping: 0.001, times: 1, refused: 12 };

function result(counts: readonly number[]): PerfResult {
	const { rows, ...rest } = perfResult();
	const timed = rows.flatMap((row) =>
		counts.map((cpus): PerfRow => ({
			...row,
			cpus,
			elapsed: row.system / cpus,
			waits: { spinning: 0.002, sleeping: 0.001, byName: cpus === 1 ? [] : [wait, tried] },
		})),
	);
	return { ...rest, rows: timed };
}

test('the table', async () => {
	const text = timedText(result([1, 2, 4]));
	expect(Math.max(...text.split('\n').map((each) => each.length))).toBeLessThanOrEqual(80);
	await expect(`${text}\n`).toMatchFileSnapshot('golden/timed.txt');
});

test('eight numbers of cpus take two tables of 80 columns', () => {
	const text = timedText(result([1, 2, 3, 4, 8, 16, 32, 64]));
	expect(Math.max(...text.split('\n').map((each) => each.length))).toBeLessThanOrEqual(80);
	expect(text).toMatch(/^cpus +1 +2 +3 +4 +8 +16 +32$/m);
	expect(text).toMatch(/^cpus +64$/m);
});

test('waits.csv has a row for each wait of each run', async () => {
	const { text } = await waitsSheet(result([1, 2]));
	const lines = text.trim().split('\n');
	expect(lines).toHaveLength(1 + 2 * perfResult().rows.length);
	expect(lines[1]).toMatch(/,2,pte_chain_lock,0\.002,0,7,0$/);
});
