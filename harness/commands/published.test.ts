/*
 * rmaplab perf --published --out: what it writes, the same bytes twice. The one table here is calculated; those that are
 * run take minutes.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { publishedTables } from '../../workloads/load/published.ts';
import type { PublishedResult } from '../result.ts';
import { runPublished } from './published.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-published-'));
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true, force: true });
});

test('two runs write the same sheet, JSON and chart, and the lock is gone', async () => {
	let printed = '';
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		printed += String(text);
		return true;
	});
	vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	const calculated = publishedTables.filter(({ name }) => name === 'shared-tasks');
	const written = async (): Promise<Record<string, string>> => {
		expect(await runPublished([], { out: folder, json: true }, calculated)).toBe(0);
		return Object.fromEntries(
			readdirSync(folder)
				.toSorted()
				.map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
		);
	};
	const first = await written();
	expect(Object.keys(first)).toEqual([
		'published.csv',
		'published.json',
		'published.svg',
		'published.vl.json',
	]);
	expect(printed).toBe(first['published.json']);
	const { rows } = JSON.parse(printed) as PublishedResult;
	expect(rows.map(({ table, row }) => `${table} ${row}`)).toEqual(['shared-tasks bytes']);
	expect(await written()).toEqual(first);
});
