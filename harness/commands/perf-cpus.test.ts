/*
 * rmaplab perf --cpus as a user runs it: equal to the straight build with one process on one cpu, the same bytes twice,
 * more cpus, waiting that adds up, and what cannot be run. Uses dist/, which `npm test` builds first.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PerfResult, PerfRow } from '../result.ts';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab: run } = commandLineIn('perf-cpus');
const rmaplab = (...args: string[]): Ran => run('perf', ...args);
const resultOf = (...args: string[]): PerfResult =>
	JSON.parse(rmaplab('--json', ...args).stdout) as PerfResult;
const exact = ({ rows }: PerfResult): unknown => rows.map((each) => ({ ...each, wallClock: null }));

test.each([
	['fork-exec', ['children=3', 'together=1']],
	['kernel-build', ['units=2', 'jobs=1']],
	['truncate-storm', ['processes=1', 'private=0', 'rounds=4']],
	['shared-tasks', ['tasks=1', 'pages=100']],
])('%s with one process on one cpu takes what the straight build takes', (load, set) => {
	const given = ['--variant', 'pte-chains', '--load', load, '--set', ...set];
	const timed = resultOf('--cpus', '1', ...given);
	const straight = resultOf('--machine', 'numaq-16way', ...given);
	expect(timed.rows).toHaveLength(2);
	for (const [i, row] of timed.rows.entries()) {
		const beside = straight.rows[i]!;
		const { nearTransfers, farTransfers, ...events } = row.events;
		expect([row.variant, row.cpus, nearTransfers, farTransfers]).toEqual([beside.variant, 1, 0, 0]);
		expect(events).toEqual(beside.events);
		expect(row.memory).toEqual(beside.memory);
		expect(row.lockedUnmapped).toEqual(beside.lockedUnmapped);
		expect(row.findings).toEqual(beside.findings);
		for (const time of ['user', 'system', 'elapsed'] as const)
			expect(row[time]).toBeCloseTo(beside[time], 9);
	}
});

const several = (
	'--variant pte-chains --load truncate-storm mlock-pressure --set processes=4 pages=32 rounds=6 ' +
	'private=1 stream=200 memory=160 locked=32 heap=8 passes=2'
).split(' ');

test('several cpus are faster and wait; two runs are the same but for the wall clock', () => {
	const first = resultOf('--cpus', '4,1,4', ...several);
	expect(first.rows.map(({ variant, load, cpus }) => `${variant} ${load} ${cpus}`)).toEqual(
		['truncate-storm', 'mlock-pressure'].flatMap((load) =>
			['lock-page-convert', 'pte-chains'].flatMap((variant) => [
				`${variant} ${load} 1`,
				`${variant} ${load} 4`,
			]),
		),
	);
	for (const row of first.rows) {
		expect(row.findings).toEqual([]);
		expectWaitsToAddUp(row);
	}
	for (let i = 0; i < first.rows.length; i += 2) {
		const [one, four] = [first.rows[i]!, first.rows[i + 1]!];
		expect(four.elapsed).toBeLessThan(one.elapsed);
		expect(one.waits!.spinning).toBe(0);
		expect(four.waits!.spinning).toBeGreaterThan(0);
		expect(four.events['userAccesses']).toBe(one.events['userAccesses']);
		expect(four.user).toBeCloseTo(one.user, 12);
	}
	expect(exact(resultOf('--cpus', '1,4', ...several))).toEqual(exact(first));
});

function expectWaitsToAddUp({ waits, cpus, system, user, elapsed, sensitivity }: PerfRow): void {
	const { byName, spinning, sleeping } = waits!;
	expect(byName.reduce((sum, each) => sum + each.spinning, 0)).toBeCloseTo(spinning, 12);
	expect(byName.reduce((sum, each) => sum + each.sleeping, 0)).toBeCloseTo(sleeping, 12);
	// No cpu does more than one thing at a time, and all that it does has a cost.
	expect(user + system).toBeLessThanOrEqual(elapsed * cpus! + 1e-12);
	expect(Object.values(sensitivity).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
	expect(byName.map(({ name }) => name)).toContain('PG_locked');
}

test('a table of 80 columns, sheets, and a file of the user’s own', () => {
	const own = `import { defineVariant, type Kernel, type Task, type page } from 'rmaplab';
function* mark_page_accessed(this: Kernel, _page: page): Task {}
export default defineVariant({ name: 'mine', subject: 's', from: 'me', date: '2003-04-05',
	replaces: { mark_page_accessed }, claims: {} });
`;
	writeFileSync(join(folder, 'mine.ts'), own);
	const small = ['--load', 'shared-tasks', '--set', 'tasks=6', 'pages=40'];
	const ran = rmaplab('--variant', './mine.ts', '--cpus', '1,2,8', '--out', 'costs', ...small);
	expect(ran.status).toBe(0);
	expect(Math.max(...ran.stdout.split('\n').map((each) => each.length))).toBeLessThanOrEqual(80);
	expect(ran.stdout).toMatch(/^mine$/m);
	expect(ran.stdout).toMatch(/^ {2}against( +[\d.]+){3}$/m);
	expect(ran.stdout).toMatch(/^shared-tasks, fastest: mine on 1 to 8$/m);
	const result = JSON.parse(readFileSync(join(folder, 'costs/perf.json'), 'utf8')) as PerfResult;
	expect(result.command).toContain('--machine numaq-16way --cpus 1,2,8');
	expect(readFileSync(join(folder, 'costs/perf.csv'), 'utf8').split('\n')[0]).toContain(
		'machine,cpus,userSeconds',
	);
	expect(readFileSync(join(folder, 'costs/waits.csv'), 'utf8')).toContain(
		'mine,shared-tasks,numaq-16way,8,PG_locked,',
	);
	expect(existsSync(join(folder, 'costs/perf.svg'))).toBe(false);
});

test.each([
	[
		['--cpus', '0'],
		"--cpus takes numbers from 1 to 64 with commas between them, such as 1,2,4,8, and not '0'",
	],
	[['--cpus', '65'], "and not '65'"],
	[['--cpus', 'NaN'], "and not 'NaN'"],
	[['--cpus', '1,,2'], "and not '1,,2'"],
	[['--cpus', '2.5'], "and not '2.5'"],
	[['--cpus=-1'], "and not '-1'"],
	[['--cpus', ''], "and not ''"],
	[['--cpus', '2', '--load', 'remap-windows'], 'load remap-windows has no form with several tasks'],
	[['--cpus', '2', '--load', 'fork-exce'], "no load 'fork-exce' (did you mean 'fork-exec'?)"],
	[['--cpus', '2', '--machine', 'p4-2.7ghz-up'], 'p4-2.7ghz-up is built for one cpu'],
	[['--cpus', '2', '--published'], '--published runs on one cpu: leave --cpus out'],
	[['--published', '--variant', 'no-bug'], '--published runs what was published: leave --variant'],
	[['--published', '--full'], '--published runs what was published: leave --full out'],
	[['--published', '--rounds', '2'], 'leave --rounds out'],
	[['--published', '--', '-l'], "leave '-- -l' out"],
	[['--published', '--out', '/dev/null'], '/dev/null'],
])('%j is refused in a line', (args, why) => {
	const { status, stdout, stderr } = rmaplab(...args);
	expect(status).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toContain(why);
	expect(stderr.trim().split('\n')).toHaveLength(1);
});
