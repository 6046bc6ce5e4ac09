/*
 * rmaplab perf that was interrupted or killed: the same command goes on, and leaves the bytes of a run in one piece. What
 * is not the same command is refused, and nothing is lost. Uses dist/, which `npm test` builds first.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { PerfResult, PerfRow } from '../result.ts';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab, started } = commandLineIn('perf-resume');

const journal = (out: string): string => join(folder, out, 'perf-journal.jsonl');
const textOf = (out: string): string =>
	existsSync(journal(out)) ? readFileSync(journal(out), 'utf8') : '';
/** How many loads on a variant are noted whole. */
const noted = (out: string): number => Math.max(0, textOf(out).split('\n').length - 2);

const one = '--variant pte-chains forced-unmap --load shared-tasks truncate-storm';
const sizes =
	'--set tasks=40 pages=300 processes=4 rounds=4 private=2 --jobs 1 --machine numaq-16way';
const args = `${one} ${sizes}`.split(' ');
const runs = 6;

/** All files of a run with what they hold, without what the clock has told. */
function bytesOf(out: string): Record<string, string> {
	return Object.fromEntries(
		readdirSync(join(folder, out))
			.toSorted()
			.map((name): [string, string] => {
				const text = readFileSync(join(folder, out, name), 'utf8');
				if (name !== 'perf.json') return [name, text];
				const { rows, ...rest } = JSON.parse(text) as PerfResult;
				return [name, JSON.stringify({ ...rest, rows: rows.map(exact) })];
			}),
	);
}

const exact = (row: PerfRow): PerfRow => ({ ...row, wallClock: { seconds: 0 } });

const perf = (out: string, given: readonly string[] = args): Ran =>
	rmaplab('perf', '--out', out, ...given);

/** Begins a run and sends it the signal when so many are noted; its exit status. */
async function stopped(
	out: string,
	signal: NodeJS.Signals,
	atLeast: number,
	given: readonly string[] = args,
): Promise<{ status: number | null; stderr: string }> {
	const { child, said, ended } = started({}, 'perf', '--out', out, ...given);
	while (noted(out) < atLeast && child.exitCode === null) {
		await new Promise((wake) => setTimeout(wake, 2));
	}
	child.kill(signal);
	return { status: await ended, stderr: said.stderr };
}

let whole: Record<string, string>;
beforeAll(() => {
	if (perf('whole').status !== 0) throw new Error('a run in one piece does not end well');
	whole = bytesOf('whole');
}, 120_000);

test('Ctrl-C, then a kill, then the end', async () => {
	const first = await stopped('both', 'SIGINT', 1);
	expect(first).toMatchObject({ status: 130 });
	expect(first.stderr).toMatch(
		/^interrupted: \d of 6 runs .*; the same command goes on from there$/m,
	);
	const afterFirst = noted('both');
	expect(afterFirst).toBeGreaterThanOrEqual(1);
	expect(afterFirst).toBeLessThan(runs);
	// A run that came to its end has none.
	expect(Object.keys(whole)).not.toContain('perf-journal.jsonl');
	// What is known is written, too.
	expect(existsSync(join(folder, 'both/perf.json'))).toBe(true);
	const killed = await stopped('both', 'SIGKILL', afterFirst + 1);
	expect(killed.status).toBeNull();
	const before = noted('both');
	expect(before).toBeGreaterThan(afterFirst);
	const last = perf('both');
	expect(last.status).toBe(0);
	expect(last.stderr).toContain(`${before} of 6 runs are those of an earlier run`);
	expect(bytesOf('both')).toEqual(whole);
}, 120_000);

test('a row of one number of cpus alone is run again', async () => {
	const given = [...args, '--cpus', '1,2'];
	expect(perf('cpus-whole', given).status).toBe(0);
	expect((await stopped('cpus', 'SIGKILL', 2, given)).status).toBeNull();
	expect(noted('cpus')).toBeLessThan(runs);
	const ran = perf('cpus', given);
	expect(ran.status).toBe(0);
	expect(ran.stderr).toMatch(/^\D*(?:4|6|8|10) of 12 runs are those of an earlier run/m);
	expect(bytesOf('cpus')).toEqual(bytesOf('cpus-whole'));
}, 240_000);

test('a curve goes on', async () => {
	const points = '--variant pte-chains --load shared-tasks --set pages=100 --curve --points 4,8,16';
	const given = [...points.split(' '), '--jobs', '1'];
	expect(perf('curve-whole', given).status).toBe(0);
	expect((await stopped('curve', 'SIGKILL', 2, given)).status).toBeNull();
	const ran = perf('curve', given);
	expect(ran.status).toBe(0);
	expect(ran.stderr).toMatch(/[2-5] of 6 runs are those of an earlier run/);
	expect(bytesOf('curve')).toEqual(bytesOf('curve-whole'));
	const other = perf('curve', [...given, '--json']);
	expect(other.status).toBe(0);
}, 120_000);

test('half a last line is cut off, and rows are taken from the journal and not run again', async () => {
	await stopped('torn', 'SIGKILL', 2);
	const lines = textOf('torn').split('\n').slice(0, 3);
	writeFileSync(journal('torn'), `${lines.join('\n')}\n`);
	// Nobody but the journal says so.
	const seconds = lines.slice(1).map((line) => {
		const { rows } = (JSON.parse(line) as { cell: { rows: PerfRow[] } }).cell;
		return rows[0]!.wallClock.seconds;
	});
	appendFileSync(journal('torn'), lines[2]!.slice(0, 200));
	expect(perf('torn').status).toBe(0);
	expect(bytesOf('torn')).toEqual(whole);
	const result = JSON.parse(readFileSync(join(folder, 'torn/perf.json'), 'utf8')) as PerfResult;
	const kept = new Set(result.rows.map((row) => row.wallClock.seconds));
	expect(seconds.every((each) => kept.has(each))).toBe(true);
}, 120_000);

test('a journal of another run, or one that is damaged, is refused and stays as it is', async () => {
	await stopped('other', 'SIGKILL', 2);
	const text = textOf('other');
	const wrong: readonly (readonly [string, string, string])[] = [
		['--machine numaq-16way', '--machine modern', '--machine was numaq-16way and is modern'],
		['pte-chains forced-unmap', 'pte-chains', 'other variants are asked for now: without forced-'],
		['tasks=40', 'tasks=41', 'the workload shared-tasks has changed'],
		['shared-tasks truncate', 'shared-tasks direct-io truncate', 'asked for now: with direct-io'],
		['--jobs', '--cpus 1 --jobs', '--cpus was not given and is 1'],
	];
	for (const [was, is, why] of wrong) {
		const { status, stderr, stdout } = perf('other', args.join(' ').replace(was, is).split(' '));
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain(why);
		expect(stderr).toMatch(/perf-journal\.jsonl keeps \d runs? of a load of an interrupted run/);
		expect(stderr.trim().split('\n')).toHaveLength(1);
		expect(textOf('other')).toBe(text);
	}
	writeFileSync(journal('other'), text.replace('"system":', '"system":1'));
	const damaged = perf('other');
	expect(damaged.status).toBe(2);
	expect(damaged.stderr).toMatch(/perf-journal\.jsonl:2:1: error: this run of a load is damaged/);
	writeFileSync(journal('other'), text);
	expect(perf('other').status).toBe(0);
	expect(bytesOf('other')).toEqual(whole);
}, 120_000);

test('a variant that failed is mended, and the others do not run again', () => {
	const own = (body: string): void =>
		writeFileSync(
			join(folder, 'own.ts'),
			`import { defineVariant, type Kernel, type Task, type page } from 'rmaplab';
function* mark_page_accessed(this: Kernel, _page: page): Task { ${body} }
export default defineVariant({ name: 'own', subject: 's', from: 'me', date: '2003-04-05',
	replaces: { mark_page_accessed }, claims: {} });
`,
		);
	const given = args.map((each) => (each === 'forced-unmap' ? './own.ts' : each));
	own('yield* []; throw new TypeError("no");');
	expect(perf('mended', given).status).toBe(2);
	own('');
	const ran = perf('mended', given);
	expect(ran.status).toBe(0);
	expect(ran.stderr).toContain('4 of 6 runs are those of an earlier run');
	expect(existsSync(journal('mended'))).toBe(false);
	const { rows } = JSON.parse(readFileSync(join(folder, 'mended/perf.json'), 'utf8')) as PerfResult;
	expect(rows).toHaveLength(runs);
}, 120_000);
