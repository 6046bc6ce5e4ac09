/*
 * Reports of another run stay, beside those of the next one.
 */
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { earlierRun, keepBefore } from './keep-before.ts';
import { writeReports } from './write-reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-before-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const results = (rest: object): void =>
	write('results.json', JSON.stringify({ format: 'rmaplab-result/9', ...rest }));

const keep = (next: Parameters<typeof keepBefore>[2]): string | null =>
	keepBefore(folder, earlierRun(folder), next);

beforeEach(() => {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(join(folder, 'patches'), { recursive: true });
	write('patches/mine.patch', 'a patch');
	write('rmaplab.lock', '1');
	write('journal.jsonl', '{}');
});

test('of another command all reports go, and neither journal nor lock', () => {
	results({ command: 'compare --workload quiet' });
	expect(keep({ command: 'compare' })).toBe(join(folder, 'before'));
	expect(readdirSync(folder).toSorted()).toEqual(['before', 'journal.jsonl', 'rmaplab.lock']);
	expect(readFileSync(join(folder, 'before/patches/mine.patch'), 'utf8')).toBe('a patch');
	// The one before that goes.
	results({ command: 'compare' });
	keep({ command: 'compare --all' });
	expect(readFileSync(join(folder, 'before/results.json'), 'utf8')).toContain('"compare"');
	expect(existsSync(join(folder, 'before/patches'))).toBe(false);
});

test('the same command writes over what it wrote, unless it is cut short', () => {
	const command = 'compare';
	results({ command });
	expect(keep({ command })).toBeNull();
	expect(keep({ command, limits: {} })).toBe(join(folder, 'before'));
	results({ command, limits: {} });
	expect(keep({ command })).toBeNull();
	expect(keep({ command, limits: {} })).toBeNull();
});

test('what is not ours stays where it is', () => {
	write('results.json', 'mine');
	expect(keep({ command: 'compare' })).toBeNull();
	rmSync(join(folder, 'results.json'));
	expect(keep({ command: 'compare' })).toBeNull();
});

test('where the new reports cannot be written, those before stay where they are', () => {
	results({ command: 'compare', variants: [] });
	mkdirSync(join(folder, 'mail.txt.new'));
	const reports = [{ file: 'mail.txt', text: 'a mail' }];
	expect(() => writeReports(folder, reports, { command: 'compare --all' })).toThrow(
		'no reports in',
	);
	expect(existsSync(join(folder, 'results.json'))).toBe(true);
	expect(existsSync(join(folder, 'before'))).toBe(false);
});
