/*
 * rmaplab perf as a user runs it: small loads on ours, on a file of one's own and on a stack, the same bytes twice, and
 * what cannot be run. Uses dist/, which `npm test` builds first.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closedForm } from '../../workloads/load/closed-form.ts';
import { type Comparison, perfFormat, type PerfResult, type PerfRow } from '../result.ts';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab: run } = commandLineIn('perf');
const rmaplab = (...args: string[]): Ran => run('perf', ...args);

const resultOf = (...args: string[]): PerfResult =>
	JSON.parse(rmaplab('--json', ...args).stdout) as PerfResult;
const row = ({ rows }: PerfResult, variant: string): PerfRow =>
	rows.find((each) => each.variant === variant)!;
const small = ['--load', 'rmap-test', '--', '-l', '-i', '2', '-n', '8', '-s', '10', '-t', '3'];
const exact = ({ rows }: PerfResult): unknown => rows.map((each) => ({ ...each, wallClock: null }));

test('a row says what the contract says, and two runs say the same but for the wall clock', () => {
	const json = (): PerfResult => resultOf('--variant', 'pte-chains', ...small);
	const first = json();
	expect(first.format).toBe(perfFormat);
	expect(first.command).toMatch(/--load rmap-test .*-- -l -i 2 -n 8 -s 10 -t 3$/);
	expect(first.rows.map(({ variant, load }) => `${variant} ${load}`)).toEqual([
		'lock-page-convert rmap-test',
		'pte-chains rmap-test',
	]);
	const chains = row(first, 'pte-chains');
	expect(chains.parameters).toMatchObject({ windows: 8, pages: 10, tasks: 3, iterations: 2 });
	expect(chains.machine).toBe('p4-2.7ghz-up');
	// 8 windows of 10 pages: the parent touches each once, three children each twice.
	expect(chains.events['userAccesses']).toBe(80 + 3 * 2 * 80);
	expect(chains.system).toBeGreaterThan(0);
	expect(chains.elapsed).toBeCloseTo(chains.user + chains.system + chains.disk, 12);
	expect(chains.lockedUnmapped).toEqual({ own: 0, truncation: 0, insideEof: 0 });
	expect(exact(json())).toEqual(exact(first));
});

test('shared memory takes as many pte_chains as the closed form says, and objrmap none', () => {
	const given = { tasks: 33, pages: 61 };
	const result = resultOf(
		'--variant',
		'pte-chains',
		'--load',
		'shared-tasks',
		'--set',
		'tasks=33',
		'pages=61',
	);
	expect(row(result, 'pte-chains').memory.pteChains).toBe(closedForm(given).chainBytes);
	// The one node that a fault holds ready.
	expect(row(result, 'lock-page-convert').memory.pteChains).toBe(4096);
});

test('direct writes take locked pages where invalidation unmaps, and nowhere else', () => {
	const result = resultOf(
		'--variant',
		'invalidate2-unmap',
		'--load',
		'direct-io',
		'--set',
		'rounds=4',
	);
	expect(row(result, 'invalidate2-unmap').lockedUnmapped.insideEof).toBeGreaterThan(0);
	expect(row(result, 'lock-page-convert').lockedUnmapped.insideEof).toBe(0);
});

test('a file of the user’s own and a stack run like ours, and reports are written', () => {
	const own = `import { defineVariant, type Kernel, type Task, type page } from 'rmaplab';
function* mark_page_accessed(this: Kernel, _page: page): Task {}
export default defineVariant({ name: 'mine', subject: 's', from: 'me', date: '2003-04-05',
	replaces: { mark_page_accessed }, claims: {} });
`;
	writeFileSync(join(folder, 'mine.ts'), own);
	const stack = 'forced-unmap-filepte+recheck-racy-b';
	const ran = rmaplab('--variant', './mine.ts', stack, '--out', 'costs', ...small);
	expect(ran.status).toBe(0);
	expect(ran.stdout).toContain(stack);
	const result = JSON.parse(readFileSync(join(folder, 'costs/perf.json'), 'utf8')) as PerfResult;
	expect(row(result, 'mine').events['calls']).toBeLessThan(
		row(result, 'lock-page-convert').events['calls']!,
	);
	expect(readFileSync(join(folder, 'costs/perf.csv'), 'utf8').split('\n')).toHaveLength(5);
	expect(existsSync(join(folder, 'costs/perf.svg'))).toBe(true);
});

test('a curve has the rows of each point, exponents, and where it crosses the base', () => {
	const args = [
		'--variant',
		'pte-chains',
		'--load',
		'rmap-test',
		'--curve',
		'tasks',
		'--points',
		'8,2,4',
	];
	const result = resultOf(...args, '--', '-l', '-i', '2', '-n', '8', '-s', '10');
	expect(result.rows.map(({ variant, parameters }) => [parameters['tasks'], variant])).toEqual(
		[2, 4, 8].flatMap((tasks) => [
			[tasks, 'lock-page-convert'],
			[tasks, 'pte-chains'],
		]),
	);
	const [load] = result.curves!;
	expect(load).toMatchObject({ load: 'rmap-test', parameter: 'tasks', takes: [1, 5000] });
	expect(load!.others).not.toHaveProperty('tasks');
	for (const { variant, points, fit } of load!.curves) {
		const rows = result.rows.filter((each) => each.variant === variant);
		expect(points).toEqual(rows.map((each) => ({ x: each.parameters['tasks'], y: each.system })));
		expect(fit!.exponent).toBeGreaterThan(0);
		expect(fit!.interval![0]).toBeLessThan(fit!.exponent);
	}
	expect(load!.beside).toMatchObject([{ variant: 'pte-chains', range: [2, 8] }]);
	expect(result.command).toContain('--curve tasks --points 8,2,4 --');
});

test('rounds time each variant as often, and only the wall-clock fields know of it', () => {
	const variants = ['--variant', 'pte-chains', 'forced-unmap'];
	const [plain, ran] = [
		resultOf(...variants, ...small),
		rmaplab('--json', ...variants, '--rounds', '3', ...small),
	];
	// Two questions: with 3 rounds p is 0.1 at least.
	expect(ran.stderr).toContain('3 rounds cannot tell anything apart among 2 questions: it takes 5');
	const timed = JSON.parse(ran.stdout) as PerfResult;
	expect(exact(timed)).toEqual(exact(plain));
	for (const { variant, wallClock } of timed.rows) {
		const { runs, samples, median, against } = wallClock.times!;
		expect(samples).toHaveLength(3);
		expect(runs).toBeGreaterThanOrEqual(1);
		// Of a sample, which is of so many runs.
		expect(Math.max(...samples) * runs).toBeGreaterThan(0.5);
		expect(median).toBe(samples.toSorted((a, b) => a - b)[1]);
		if (variant === 'lock-page-convert') expect(against).toBeNull();
		else expect(against).toMatchObject({ verdict: '~' });
	}
});

test('the usual sizes of a curve are those that the load takes, and files of an earlier run go', () => {
	// 4 processes lock 10 percent of 64 windows of 8 pages: with 32 there would be more than 900 pages.
	const args = ['--load', 'remap-windows', '--set', 'rounds=1', 'truncations=0', '--out', 'grows'];
	expect(rmaplab(...args, '--variant', 'pte-chains').status).toBe(0);
	const { stdout } = rmaplab(...args, '--curve');
	expect(stdout).toContain('remap-windows by processes');
	expect(stdout).toMatch(/^ +1 +2 +4 +8 +16 +nent/m);
	expect(readdirSync(join(folder, 'grows')).toSorted()).toEqual([
		'perf-curves.csv',
		'perf-scaling.svg',
		'perf-scaling.vl.json',
		'perf.csv',
		'perf.json',
	]);
});

test('findings of a comparison stand beside the cost, and what is no comparison is refused', () => {
	const variants = ['--variant', 'pte-chains', 'forced-unmap'];
	const asked = ['--variant', 'lock-page-convert', 'pte-chains', '--workload', 'forced-locked'];
	const compared = run('compare', ...asked, '--out', 'found', '--no-wall-clock');
	expect(compared.status).toBe(0);
	const result = resultOf(...variants, '--with', 'found', ...small);
	const { results, litmus, without, rows } = result.beside!;
	expect([results, litmus, without]).toEqual(['found/results.json', 1, ['forced-unmap']]);
	const comparison = JSON.parse(
		readFileSync(join(folder, 'found/results.json'), 'utf8'),
	) as Comparison;
	for (const { variant, shown, cost } of rows) {
		const cell = comparison.cells.find((each) => each.variant === variant)!;
		expect(shown).toBe(cell.violations.length + cell.against.open.length);
		const ratio = row(result, variant).system / row(result, 'lock-page-convert').system;
		expect(cost).toBeCloseTo(ratio, 12);
	}
	expect(rows.map(({ variant }) => variant)).toEqual(['lock-page-convert', 'pte-chains']);
	writeFileSync(join(folder, 'costs.json'), JSON.stringify(result));
	const wrong = rmaplab(...variants, '--with', 'costs.json', ...small);
	expect([wrong.status, wrong.stdout]).toEqual([2, '']);
	expect(wrong.stderr).toContain("costs.json is not of 'rmaplab compare'");
	const none = rmaplab('--variant', 'forced-unmap', '--with', 'found', ...small);
	expect(none.stderr).toContain('does not have lock-page-convert and another variant of this run');
});

/** A variant of one function, which does this. */
const ownFile = (name: string, body: string): string => {
	const text = `import { defineVariant, type Kernel, type Task, type page } from 'rmaplab';
function* mark_page_accessed(this: Kernel, _page: page): Task { ${body} }
export default defineVariant({ name: '${name}', subject: 's', from: 'me', date: '2003-04-05',
	replaces: { mark_page_accessed }, claims: {} });
`;
	writeFileSync(join(folder, `${name}.ts`), text);
	return `./${name}.ts`;
};

test.each([
	['leaver', 'process.exit(1);', 'mark_page_accessed() ends the process'],
	['thrower', 'yield* [];throw new TypeError("no");', 'mark_page_accessed() throws'],
	['looper', 'for (;;);', 'mark_page_accessed() has neither taken a step nor returned after 1 s'],
])('a variant that comes to no row is told, and the others have theirs: %s', (name, body, why) => {
	const own = ownFile(name, body);
	const args = ['--variant', own, 'pte-chains', '--load', 'truncate-storm', 'remap-reverse'];
	const set = ['--set', 'pages=2000', 'rounds=2'];
	const { status, stdout, stderr } = run('--patience', '1s', 'perf', '--json', ...args, ...set);
	expect(stderr.split('\n').filter((line) => line.includes('error:'))).toEqual([
		expect.stringMatching(new RegExp(`^.*/${name}.ts:2:\\d+: error: `)),
	]);
	expect(stderr).toContain(why);
	expect(status).toBe(2);
	const { rows } = JSON.parse(stdout) as PerfResult;
	expect(rows.map(({ variant, load }) => `${variant} ${load}`)).toEqual([
		'lock-page-convert truncate-storm',
		'pte-chains truncate-storm',
		'lock-page-convert remap-reverse',
		'pte-chains remap-reverse',
	]);
});

test('what a function of the user’s own throws is told with the line, also from a function that it calls', () => {
	const lines = [
		"import { defineVariant, type Kernel, type Task, type page } from 'rmaplab';",
		'interface Odd { readonly page: page }',
		'function helper({ page }: Odd): number {',
		'	if (page > 0) {',
		"		throw new TypeError('no');",
		'	}',
		'	return 0;',
		'}',
		'function* mark_page_accessed(',
		'	this: Kernel,',
		'	page: page,',
		'): Task {',
		'	helper({ page });',
		'	yield* [];',
		'}',
		"export default defineVariant({ name: 'lines', subject: 's', from: 'me', date: '2003-04-05',",
		'	replaces: { mark_page_accessed }, claims: {} });',
	];
	writeFileSync(join(folder, 'lines.ts'), `${lines.join('\n')}\n`);
	const { status, stderr } = rmaplab('--json', '--variant', './lines.ts', '--load', 'direct-io');
	expect(status).toBe(2);
	expect(stderr).toMatch(/^.*\/lines\.ts:5:1: error: mark_page_accessed\(\) throws TypeError: no/m);
});

const thrower = ownFile('always', 'yield* []; throw new TypeError("no");');
test.each([
	['on several cpus', ['--cpus', '1,2', '--load', 'truncate-storm'], 4],
	['in a curve', ['--load', 'truncate-storm', '--curve', 'rounds', '--points', '1,2'], 4],
	['in rounds', ['--load', 'truncate-storm', '--rounds', '2'], 2],
])('a variant that fails costs no other its rows: %s', (_, args, rowsLeft) => {
	const set = ['--set', 'pages=20', 'private=0', 'processes=2', 'rounds=2'];
	const { status, stdout, stderr } = rmaplab(
		'--json',
		'--variant',
		thrower,
		'pte-chains',
		...args,
		...(args.includes('--curve') ? set.slice(0, -1) : set),
	);
	expect(stderr.split('\n').filter((line) => line.includes('error:'))).toEqual([
		expect.stringMatching(/^.*\/always.ts:2:\d+: error: mark_page_accessed\(\) throws/),
	]);
	expect(status).toBe(2);
	const { rows } = JSON.parse(stdout) as PerfResult;
	expect(rows).toHaveLength(rowsLeft);
	expect(new Set(rows.map(({ variant }) => variant))).toEqual(
		new Set(['lock-page-convert', 'pte-chains']),
	);
	if (args.includes('--rounds'))
		expect(rows.every(({ wallClock }) => wallClock.times?.samples.length === 2)).toBe(true);
});

test.each([
	[['--load', 'rmap-tst'], "error: no load 'rmap-tst'"],
	[['--machine', 'p5'], "error: no machine 'p5'"],
	[['--set', 'task=3'], "did you mean 'tasks'?"],
	[['--set', 'tasks'], '--set takes name=number'],
	[['--load', 'rmap-test', '--set', 'tasks=0'], 'tasks takes a whole number from 1'],
	[['--load', 'fork-exec', '--', '-l'], "options after '--' are those of rmap-test"],
	[['--load', 'rmap-test', '--', '-t', '0'], '-t takes a whole number from 1'],
	[['--variant', 'nope'], "'nope'"],
	[['--curve', 'task'], "did you mean 'tasks'?"],
	[['--curve', '--points', '4'], '--points takes two or more different whole numbers'],
	[['--curve', '--points', '4,x'], "and not '4,x'"],
	[['--curve', '--with', 'x'], '--with sets findings beside loads'],
	[['--with', 'nowhere'], 'nowhere'],
	[['--curve', '--rounds', '3'], '--rounds times loads beside each other'],
	[['--points', '4,8'], '--points are those of a curve'],
	[['--load', 'rmap-test', '--curve', '--points', '4,9000'], 'tasks takes a whole number from 1'],
])('%j is refused in a line', (args, why) => {
	const { status, stdout, stderr } = rmaplab(...args);
	expect(status).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toContain(why);
	expect(stderr.trim().split('\n')).toHaveLength(1);
});
