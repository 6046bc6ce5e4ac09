/*
 * Who is killed while it loads a variant leaves a folder behind; the next one that loads removes it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, removeStaleFolders } from './stale-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'stale-'));
const { TMPDIR } = process.env;
beforeAll(() => void (process.env['TMPDIR'] = folder));
afterAll(() => {
	if (TMPDIR === undefined) delete process.env['TMPDIR'];
	else process.env['TMPDIR'] = TMPDIR;
	rmSync(folder, { recursive: true });
});

/** The number of a process that there is no more. */
const deadPid = spawnSync(process.execPath, ['--version']).pid;

test('only folders of ours, and of processes that have ended, are removed', () => {
	const made = (name: string): string => {
		const path = join(folder, name);
		mkdirSync(path);
		writeFileSync(join(path, 'mine.js'), '');
		return path;
	};
	const stale = made(`rmaplab-${deadPid}-abcDEF`);
	const kept = [
		makeFolder(),
		made(`rmaplab-${process.ppid}-abcDEF`),
		made(`rmaplab-cli-${deadPid}`),
		made('rmaplab-report'),
		made(`rmaplab-${deadPid}-abcDEF.txt`),
	];
	removeStaleFolders();
	expect(existsSync(stale)).toBe(false);
	expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});

test('no folder to look into is no fault', () => {
	process.env['TMPDIR'] = join(folder, 'nowhere');
	expect(removeStaleFolders).not.toThrow();
	expect(makeFolder).toThrow(/ENOENT/);
	process.env['TMPDIR'] = folder;
});
