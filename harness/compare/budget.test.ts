/*
 * --budget, --memory and Ctrl-C on the built command line. Needs dist/, which `npm test` builds first.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cutOf, type Cell, type Comparison } from '../result.ts';
import { packageRoot } from '../catalogue/source.ts';

const cli = join(packageRoot(), 'dist/harness/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-budget-'));
const children: ChildProcess[] = [];
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
	rmSync(folder, { recursive: true });
});

const common = ['compare', '--variant', 'lock-page-convert', '--runs', '5', '--no-wall-clock'];

function compare(out: string, ...args: string[]): { status: number | null; stderr: string } {
	return spawnSync(process.execPath, [cli, ...common, '--out', join(folder, out), ...args], {
		encoding: 'utf8',
		timeout: 55_000,
	});
}

function results(out: string): Comparison {
	return JSON.parse(readFileSync(join(folder, out, 'results.json'), 'utf8')) as Comparison;
}

const journalOf = (out: string): string => join(folder, out, 'journal.jsonl');

/** Interrupts a run once `cells` cells are in its journal. */
async function interrupted(
	out: string,
	cells: number,
	...args: string[]
): Promise<{ status: number | null; stderr: string }> {
	const child = spawn(process.execPath, [cli, ...common, '--out', join(folder, out), ...args]);
	children.push(child);
	let stderr = '';
	child.stderr.on('data', (text) => (stderr += String(text)));
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	const lines = (): number =>
		existsSync(journalOf(out)) ? readFileSync(journalOf(out), 'utf8').split('\n').length - 2 : -1;
	while (child.exitCode === null && lines() < cells) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	child.kill('SIGINT');
	return { status: await ended, stderr };
}

/** This search does not end within any test. */
const endless = ['--workload', 'trunc-vs-fault', 'anon-add-rmap', '--states', '50000000'];

test('Ctrl-C keeps what is known, writes the reports and says how to go on', async () => {
	const { status, stderr } = await interrupted('interrupted', 1, ...endless, '--jobs', '1');
	expect(status).toBe(130);
	expect(stderr).toContain('1 of 2 cells are kept; the same command goes on from there');
	const { cells, limits } = results('interrupted');
	// The other one is not run, or has what was found of it when the signal came.
	const [first, second] = cells;
	expect(first).toMatchObject({ workload: 'trunc-vs-fault', explored: { kind: 'complete' } });
	if (second !== undefined) {
		expect(second.explored).toMatchObject({ kind: 'sampled', isCutOff: true });
		expect(limits).toMatchObject({ cutOff: 1, notRun: [] });
	} else expect(limits).toMatchObject({ notRun: [{ workload: 'anon-add-rmap' }] });
	expect(limits).toMatchObject({ budgetMilliseconds: null, ended: 'interrupted' });
	const report = readFileSync(join(folder, 'interrupted', 'report.txt'), 'utf8');
	expect(report).toMatch(/1 cell was (not run|under way)/);
	expect(existsSync(journalOf('interrupted'))).toBe(true);
});

test('the second Ctrl-C ends at once', async () => {
	const child = spawn(process.execPath, [
		cli,
		...common,
		'--out',
		join(folder, 'twice'),
		...endless,
	]);
	children.push(child);
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	while (child.exitCode === null && !existsSync(journalOf('twice'))) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	const again = setInterval(() => child.kill('SIGINT'), 5);
	expect(await ended).toBe(130);
	clearInterval(again);
	// Had the second not been heard, the reports would have been written.
	expect(existsSync(join(folder, 'twice', 'results.json'))).toBe(false);
});

test('a run that was interrupted and went on writes what one in a single piece writes', async () => {
	const args = ['--workload', 'convert-vs-fault', 'no-bug-orphan', '--jobs', '1'];
	const first = await interrupted('pieces', 1, ...args);
	// Without a chance to interrupt it, the rest would prove nothing.
	expect(first.status).toBe(130);
	expect(results('pieces').cells.length).toBeLessThan(2);
	expect(compare('pieces', ...args).status).toBe(0);
	expect(compare('whole', ...args).status).toBe(0);
	expect({ ...results('pieces'), machine: null }).toEqual({ ...results('whole'), machine: null });
	expect(existsSync(journalOf('pieces'))).toBe(false);
});

test('a budget takes up again what was cut short, until it is complete', () => {
	const args = ['--workload', 'convert-vs-fault', 'convert-vs-zap', '--jobs', '2'];
	const { status, stderr } = compare('deeper', ...args, '--states', '50', '--budget', '100s');
	expect(status).toBe(0);
	expect(stderr).toContain('2 cells, 2 of them complete');
	const { cells, limits } = results('deeper');
	expect(limits).toEqual({ budgetMilliseconds: 100_000, ended: 'done', notRun: [] });
	compare('plain', ...args);
	const plain = results('plain');
	expect(plain.limits).toBeUndefined();
	expect(cells).toEqual(plain.cells);
});

test('a budget that runs out stops in time and blurs nothing', () => {
	const args = ['--workload', 'quiet', 'anon-add-rmap', '--states', '10000'];
	const began = performance.now();
	const { status, stderr } = compare('short', ...args, '--budget', '3s');
	expect(performance.now() - began).toBeLessThan(20_000);
	expect(status).toBe(0);
	expect(stderr).toContain('Budget 3 s: it ran out.');
	const { cells, limits } = results('short');
	expect(limits).toMatchObject({ ended: 'budget' });
	expect(cells.length + limits!.notRun.length).toBe(2);
	const large: Cell | undefined = cells.find(({ workload }) => workload === 'anon-add-rmap');
	if (large === undefined) return; // on a machine so slow that nothing was known in 3 s
	if (large.explored.kind === 'complete') throw new Error('that search cannot be done in 3 s');
	if (large.explored.kind === 'sampled' && large.explored.isCutOff === true) {
		// A machine so slow that its first search was still under way.
		expect(limits).toMatchObject({ cutOff: 1 });
		expect(stderr).toContain('1 cell was under way; what was found is shown, as sampled.');
	} else expect(cutOf(large.explored)!.states).toBeGreaterThan(10_000);
	expect(stderr).toMatch(/the other \d explored [\d,]+ (of about|states, more than)/);
});

test('--memory caps the states of a search, which then falls back to a bound', () => {
	const args = ['--workload', 'anon-add-rmap', '--jobs', '1', '--states', '50000000'];
	const { status, stderr } = compare('memory', ...args, '--memory', '250M');
	expect(status).toBe(0);
	expect(stderr).toMatch(/^--memory 250M: at most 157,286 states for each search \(1 worker\)/);
	expect(results('memory').cells[0]!.explored.kind).toBe('bounded');
});

test.each([
	[['--budget', '5'], "error: option '--budget <time>' argument '5' is invalid. write a number"],
	[['--budget', '0s'], "argument '0s' is invalid"],
	[
		['--memory', '2G', '--exact'],
		'error: --memory counts states kept as fingerprints, --exact keeps',
	],
	[['--memory', 'lots'], "error: option '--memory <size>' argument 'lots' is invalid. write a"],
	[
		['--memory', '64M', '--jobs', '1'],
		'error: --memory 64M is too small for 1 worker: write at least 246M, or fewer --jobs',
	],
])('%j is refused', (args, message) => {
	const { status, stderr } = compare('refused', ...args);
	expect(stderr).toContain(message);
	expect(status).toBe(2);
});

test('a worker that fails ends the run, and the others with it', () => {
	const path = join(folder, 'fails.mjs');
	const fails = `import { isMainThread } from 'node:worker_threads';
import { defineVariant } from 'rmaplab';
if (!isMainThread) throw new Error('not in a worker');
export default defineVariant({
	name: 'fails', subject: 's', from: 'f', date: '2003-04-05', replaces: {}, claims: {},
});
`;
	writeFileSync(path, fails);
	const ran = compare('fails', '--variant', path, '--workload', 'quiet', '--jobs', '2');
	expect(ran.stderr).toContain('not in a worker');
	expect(ran.status).not.toBe(0);
});
