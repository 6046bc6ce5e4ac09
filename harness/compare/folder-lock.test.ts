/*
 * Whose a folder is, and when it is nobody's.
 */
import { spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockFolder, lockName } from './folder-lock.ts';

const root = mkdtempSync(join(tmpdir(), 'rmaplab-lock-'));
afterAll(() => rmSync(root, { recursive: true }));

const left = (folder: string, owner: unknown): string => {
	mkdirSync(folder, { recursive: true });
	const text = typeof owner === 'string' ? owner : JSON.stringify(owner);
	writeFileSync(join(folder, lockName), text);
	return text;
};

test('a folder has one owner, who gives it back', () => {
	const folder = join(root, 'new', 'folder');
	const release = lockFolder(folder);
	expect(() => lockFolder(folder)).toThrow(`(process ${process.pid})`);
	release();
	expect(readdirSync(folder)).toEqual([]);
	const again = lockFolder(folder);
	again();
	again();
});

test('one that has been taken over is not given back by who had it before', () => {
	const folder = join(root, 'taken');
	const release = lockFolder(folder);
	const text = '{"pid":1,"host":"elsewhere"}';
	writeFileSync(join(folder, lockName), text);
	release();
	expect(readFileSync(join(folder, lockName), 'utf8')).toBe(text);
});

test('an owner that has ended is no owner', async () => {
	const folder = join(root, 'ended');
	const child = spawn(process.execPath, ['-e', '']);
	await new Promise((resolve) => child.on('close', resolve));
	left(folder, { pid: child.pid, host: hostname(), started: null });
	lockFolder(folder)();
	expect(existsSync(join(folder, lockName))).toBe(false);
});

test.runIf(existsSync('/proc/self/stat'))('nor is one whose number another process has', () => {
	const folder = join(root, 'reused');
	left(folder, { pid: process.ppid, host: hostname(), started: 'another boot 1' });
	lockFolder(folder)();
	left(folder, { pid: process.ppid, host: hostname(), started: null });
	expect(() => lockFolder(folder)).toThrow(`(process ${process.ppid})`);
});

test('of an owner on another machine nobody knows, and a damaged file says nothing', () => {
	const folder = join(root, 'unknown');
	const text = left(folder, { pid: 1, host: 'elsewhere', started: null });
	expect(() => lockFolder(folder)).toThrow('process 1 on elsewhere; if that has ended, delete ');
	expect(readFileSync(join(folder, lockName), 'utf8')).toBe(text);
	left(folder, '\u0000');
	expect(() => lockFolder(folder)).toThrow('does not say which run writes to');
});
