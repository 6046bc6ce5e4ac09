/*
 * What runs keep for later ones: that it changes no verdict, and that nothing is taken from where it cannot be trusted.
 */
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import type { Comparison } from '../result.ts';
import { Kept } from './kept.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));
const cache = join(folder, 'cache');
const build = 'a'.repeat(64);
const own = join(cache, 'rmaplab', build.slice(0, 32));

describe('a cache folder', () => {
	beforeEach(() => {
		rmSync(cache, { recursive: true, force: true });
		vi.stubEnv('XDG_CACHE_HOME', cache);
	});

	const files = (): string[] => readdirSync(own).map((name) => join(own, name));

	test('gives back what was kept for the same, and nothing for anything else', () => {
		const kept = Kept.open(build)!;
		kept.write({ a: 1 }, 'one\ntwo');
		expect(Kept.open(build)!.read({ a: 1 })).toBe('one\ntwo');
		expect(kept.read({ a: 2 })).toBeNull();
		expect(Kept.open('b'.repeat(64))!.read({ a: 1 })).toBeNull();
	});

	test.each([
		['cut short', (text: string) => text.slice(0, -1)],
		['longer', (text: string) => `${text}.`],
		['another text', (text: string) => text.replace('verdict', 'Verdict')],
		['without a sum', () => 'verdict'],
		['empty', () => ''],
	])('is not believed when a text is %s', (_, damaged) => {
		Kept.open(build)!.write(1, 'verdict');
		const [file] = files();
		writeFileSync(file!, damaged(readFileSync(file!, 'utf8')));
		expect(Kept.open(build)!.read(1)).toBeNull();
	});

	test('is not believed when a text lies under the name of another', () => {
		const kept = Kept.open(build)!;
		kept.write(1, 'one');
		const [one] = files();
		kept.write(2, 'two');
		const two = files().find((each) => each !== one)!;
		renameSync(one!, two);
		expect(kept.read(2)).toBeNull();
	});

	test('is not used when others may write to it, or when it is a link', () => {
		Kept.open(build)!.write(1, 'one');
		chmodSync(own, 0o777);
		expect(Kept.open(build)).toBeNull();
		chmodSync(own, 0o700);
		expect(Kept.open(build)?.read(1)).toBe('one');
		renameSync(own, join(folder, 'elsewhere'));
		symlinkSync(join(folder, 'elsewhere'), own);
		expect(Kept.open(build)).toBeNull();
		rmSync(join(folder, 'elsewhere'), { recursive: true });
	});

	test('is done without where there can be none', () => {
		mkdirSync(folder, { recursive: true });
		writeFileSync(cache, 'a file');
		expect(Kept.open(build)).toBeNull();
	});

	test('keeps what the latest builds have left, and no more', () => {
		for (let i = 0; i < 9; i++) Kept.open(String(i).repeat(64));
		expect(readdirSync(join(cache, 'rmaplab')).length).toBeLessThanOrEqual(4);
	});
});

describe('a comparison', () => {
	const home = join(folder, 'home');
	let runs = 0;
	const compare = (...more: string[]): { said: string; results: Comparison; chart: string } => {
		const out = join(folder, `out-${runs++}`);
		const env: NodeJS.ProcessEnv = { ...process.env, XDG_CACHE_HOME: home };
		delete env['RMAPLAB_NO_CACHE'];
		const cli = join(packageRoot(), 'dist/harness/cli.js');
		const args = ['compare', '--variant', 'keep-mapping', '--workload', 'quiet'];
		const ran = spawnSync(
			process.execPath,
			[cli, ...args, '--no-wall-clock', '--out', out, ...more],
			{
				encoding: 'utf8',
				env,
			},
		);
		expect(ran.status, ran.stderr).toBe(0);
		const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Comparison;
		return { said: ran.stderr, results, chart: readFileSync(join(out, 'violations.svg'), 'utf8') };
	};
	const asBefore = '2 cells as an earlier run of this build found them';

	test(
		'comes to the same with what was kept, without it, and with what was damaged',
		{ timeout: 300_000 },
		() => {
			mkdirSync(home, { mode: 0o700 });
			const searched = compare('--no-cache');
			expect(readdirSync(home)).toEqual([]);
			const first = compare();
			const again = compare();
			expect(first.said).not.toContain(asBefore);
			expect(again.said).toContain(asBefore);
			for (const each of [first, again]) {
				expect(each.results).toEqual(searched.results);
				expect(each.chart).toBe(searched.chart);
			}
			// What would be another verdict asks for another search.
			expect(compare('--seed', '7').said).not.toContain(asBefore);
			expect(compare('--no-cache').said).not.toContain(asBefore);
			const kept = join(home, 'rmaplab', readdirSync(join(home, 'rmaplab'))[0]!);
			for (const name of readdirSync(kept)) {
				const text = readFileSync(join(kept, name), 'utf8');
				writeFileSync(join(kept, name), text.replaceAll('"complete"', '"sampled"').slice(0, -3));
			}
			const damaged = compare();
			expect(damaged.said).not.toContain(asBefore);
			expect(damaged.results).toEqual(searched.results);
			expect(damaged.chart).toBe(searched.chart);
		},
	);
});
