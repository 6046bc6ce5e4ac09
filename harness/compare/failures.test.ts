/*
 * Variants of a user's own that are of no use, among others: these have their reports. Uses dist/, which `npm test`
 * builds first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import type { Comparison } from '../result.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-failures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What vmtruncate_vma() does on line 4, and what is said of it. */
const bad: Readonly<Record<string, readonly [string, RegExp]>> = {
	loops: ['for (;;);', /:3:1: error: vmtruncate_vma\(\) has neither taken a step nor returned/],
	spins: ['for (;;) yield* load(vm_start, vma);', /:3:1: error: .* takes more than 4,000 steps/],
	fills: [
		'for (const kept = []; ;) kept.push(new Array(10_000).fill(kept.length));',
		/:3:1: error: vmtruncate_vma\(\) (takes more than [\d,]+ MB of memory|has neither taken a step)/,
	],
	exits: ['process.exit(0);', /:3:1: error: vmtruncate_vma\(\) ends the process/],
	throws: [`throw new Error('boom');`, /:4:8: error: vmtruncate_vma\(\) throws Error: boom/],
	rejects: [
		`void Promise.reject(new Error('late'));`,
		/:4:22: error: throws Error: late from a timer or a promise/,
	],
	ticks: [
		`setTimeout(() => { throw new Error('later'); }, 1);`,
		/:4:27: error: throws Error: later from a timer or a promise/,
	],
	types: ['yield* this.no_such();', /:4:\d+: error: .* calls no_such\(\): neither the kernel/],
};

function write(name: string, body: string): string {
	const path = join(folder, `${name}.js`);
	const text = `import { defineVariant, load, vm_start } from 'rmaplab';

function* vmtruncate_vma(vma) {
	${body}
}

export default defineVariant({
	name: '${name}', subject: 's', from: 'you', date: '2003-04-05', replaces: { vmtruncate_vma },
	claims: {},
});
`;
	writeFileSync(path, text);
	return path;
}

function compare(out: string, ...args: string[]): { status: number | null; stderr: string } {
	return spawnSync(
		process.execPath,
		[
			join(packageRoot(), 'dist/harness/cli.js'),
			'compare',
			'--out',
			out,
			'--no-wall-clock',
			...args,
		],
		{ encoding: 'utf8', cwd: folder, timeout: 90_000 },
	);
}

const results = (out: string): Comparison =>
	JSON.parse(readFileSync(join(folder, out, 'results.json'), 'utf8')) as Comparison;

const names = Object.keys(bad);
const workloads = ['trunc-remapped', 'quiet'];
const paths = names.map((name) => join(folder, `${name}.js`));
const args = ['--variant', 'forced-unmap', ...paths, '--workload', ...workloads];

describe('bad variants among others', () => {
	let ran: { status: number | null; stderr: string };
	beforeAll(() => {
		for (const name of names) write(name, bad[name]![0]);
		ran = compare('out', ...args, '--patience', '2s');
	}, 90_000);

	test.each(names)('%s: what is wrong is said once, with its place and advice', (name) => {
		const lines = ran.stderr.split('\n').filter((each) => each.includes(`${name}.js`));
		expect(lines).toEqual([expect.stringMatching(bad[name]![1])]);
	});

	test('the status says that input was bad, and no stack is shown', () => {
		expect(ran.status).toBe(2);
		expect(ran.stderr).not.toMatch(/internal fault|\n {4}at /);
	});

	test('the others have their verdicts, and the bad ones the reason why they have none', () => {
		const { cells } = results('out');
		expect(cells.length).toBe((names.length + 2) * workloads.length);
		for (const { variant, explored } of cells) {
			const kind = names.includes(variant) ? 'stopped' : 'complete';
			expect({ variant, kind: explored.kind }).toEqual({ variant, kind });
			if (explored.kind === 'stopped') expect(explored.limit).toContain(`${variant}.js:`);
		}
		const report = readFileSync(join(folder, 'out/report.txt'), 'utf8');
		expect(report).toContain('exits on 2 litmus tests: no verdict: ');
	});

	test('the verdicts of the others are those of a run without bad ones', () => {
		expect(compare('good', '--variant', 'forced-unmap', '--workload', ...workloads).status).toBe(0);
		const good = results('good').cells;
		expect(results('out').cells.filter(({ variant }) => !names.includes(variant))).toEqual(good);
	});

	test('once they are mended the same command goes on', () => {
		for (const name of names) write(name, '');
		const { status, stderr } = compare('out', ...args);
		expect({ status, stderr }).toMatchObject({ status: 0 });
		expect(results('out').cells.every(({ explored }) => explored.kind === 'complete')).toBe(true);
		expect(existsSync(join(folder, 'out/journal.jsonl'))).toBe(false);
	});
});

test('what all are held against has to work', () => {
	const path = write('reference', 'process.exit(0);');
	const { status, stderr } = compare(
		'none',
		'--variant',
		'forced-unmap',
		'--against',
		path,
		'--workload',
		'quiet',
	);
	// `quiet` never calls it.
	expect({ status, stderr }).toMatchObject({ status: 0 });
	const more = compare(
		'none',
		'--variant',
		'forced-unmap',
		'--against',
		path,
		'--workload',
		'trunc-remapped',
	);
	expect(more.stderr).toMatch(
		/^[^\n]*reference\.js:3:1: error: vmtruncate_vma\(\) ends the process[^\n]*\n$/,
	);
	expect(more.status).toBe(2);
});
