/*
 * harness/quick.test.ts - tests that what was put together runs from the compiled code that the build has kept, and
 * without it.
 */
import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from './catalogue/source.ts';
// Its flags of V8 are those that the compiled code was made with.
import './quick.ts';

const quick = join(packageRoot(), 'dist/quick');
const scripts = readdirSync(quick).filter((name) => name.endsWith('.cjs'));

describe('the compiled code', () => {
	const kept = scripts.filter((name) => readdirSync(quick).includes(`${name}.code`));

	test.each(['program', 'search', 'reports', 'messages', 'job'])('is kept of %s', (name) => {
		expect(kept.some((each) => each.replace(/(?:-[\w-]{8})?\.cjs$/, '') === name)).toBe(true);
	});

	test('is that of the scripts beside it, for this Node', () => {
		const refused = kept.filter((name) => {
			const text = readFileSync(join(quick, name), 'utf8');
			// As quick.ts wraps it: a script has compiled code for its whole text.
			const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
			const cachedData = readFileSync(join(quick, `${name}.code`));
			return new Script(wrapped, { filename: join(quick, name), cachedData }).cachedDataRejected;
		});
		expect(refused).toEqual([]);
	});
});

describe('a build without compiled code', () => {
	const copy = mkdtempSync(join(tmpdir(), 'rmaplab-quick-'));
	const run = (root: string, ...args: string[]): { status: number | null; stdout: string } => {
		const cli = join(root, 'dist/harness/cli.js');
		return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
	};

	beforeAll(() => {
		for (const name of ['package.json', 'dist', 'variants', 'workloads', 'harness/mm']) {
			mkdirSync(join(copy, 'harness'), { recursive: true });
			cpSync(join(packageRoot(), name), join(copy, name), {
				recursive: true,
				filter: (path) => !path.endsWith('.code'),
			});
		}
		symlinkSync(join(packageRoot(), 'node_modules'), join(copy, 'node_modules'));
	});
	afterAll(() => rmSync(copy, { recursive: true, force: true }));

	test('says the same', { timeout: 60_000 }, () => {
		for (const args of [
			['list', 'variants', '--json'],
			['show', 'pte-chains'],
		]) {
			const { status, stdout } = run(copy, ...args);
			expect(status).toBe(0);
			expect(stdout).toBe(run(packageRoot(), ...args).stdout);
		}
	});
});

test('what the program needs to say its version is none of what searches', () => {
	const needed = new Set(['program.cjs']);
	for (const each of needed) {
		const text = readFileSync(join(quick, each), 'utf8');
		// What is asked for later stands in a function.
		for (const [, next] of text.matchAll(/^(?:const \w+ = )?require\("\.\/(.*?)"\);$/gm)) {
			needed.add(next!);
		}
	}
	expect(needed.size).toBeGreaterThan(3);
	expect([...needed].filter((each) => /^(?:search|reports)-/.test(each))).toEqual([]);
});
