/*
 * The tree of straight modules: written anew while somebody reads it, it has each module at every moment, and none that
 * has no source any more.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { writeStraightTree } from './straight-tree.ts';

const built = mkdtempSync(join(tmpdir(), 'rmaplab-straight-'));
afterAll(() => rmSync(built, { recursive: true }));
mkdirSync(join(built, 'variants'), { recursive: true });
const source = (name: string): string => join(built, 'variants', `${name}.js`);
const straight = (name: string): string => join(built, 'straight/variants', `${name}.js`);

test('what has no source any more goes, and nothing is left beside', () => {
	for (const name of ['one', 'two']) writeFileSync(source(name), 'function* f() {}\n');
	expect(writeStraightTree(built)).toBe(2);
	expect(readFileSync(straight('two'), 'utf8')).toContain('function  f() { $entered();}');
	rmSync(source('two'));
	expect(writeStraightTree(built)).toBe(1);
	expect([existsSync(straight('one')), existsSync(straight('two'))]).toEqual([true, false]);
	expect(existsSync(join(built, 'straight.new'))).toBe(false);
});

test('a thread that reads all the time never misses a module', async () => {
	writeFileSync(source('one'), 'function* f() {}\n');
	writeStraightTree(built);
	const stop = new Int32Array(new SharedArrayBuffer(8));
	const reads = `
		const { existsSync } = require('node:fs');
		const { workerData: { stop, path } } = require('node:worker_threads');
		while (Atomics.load(stop, 0) === 0) {
			if (!existsSync(path)) Atomics.add(stop, 1, 1);
		}`;
	const worker = new Worker(reads, { eval: true, workerData: { stop, path: straight('one') } });
	await new Promise((resolve) => worker.once('online', resolve));
	for (let round = 0; round < 100; round++) writeStraightTree(built);
	Atomics.store(stop, 0, 1);
	await new Promise((resolve) => worker.once('exit', resolve));
	expect(stop[1]).toBe(0);
});
