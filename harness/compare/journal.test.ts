/*
 * What a run may go on with, and that nothing it may not is lost. Uses dist/, which `npm test` builds first.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { smallComparison } from '../../reports/fixture/small.ts';
import { writeReports } from '../terminal/write-reports.ts';
import { someRun as run } from './fixture.ts';
import type { RunIdentity } from './identity.ts';
import { type FoundCell, resultFormat } from '../result.ts';
import { Journal } from './journal.ts';
import { lockName } from './folder-lock.ts';
import { packageRoot } from '../catalogue/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-journal-'));
const children: ChildProcess[] = [];
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
	rmSync(folder, { recursive: true });
});

const cli = join(packageRoot(), 'dist/harness/cli.js');
const path = (name: string): string => join(folder, name);
const [one, two] = smallComparison.cells
	.slice(0, 2)
	.map((cell): FoundCell => ({ ...cell, sameSteps: false })) as [FoundCell, FoundCell];

function journalOf(name: string): { file: string; text: string } {
	const file = path(name);
	rmSync(file, { force: true });
	const journal = new Journal(file, run);
	journal.append(one);
	journal.append(two);
	return { file, text: readFileSync(file, 'utf8') };
}

describe('a journal', () => {
	test('gives back what was appended, and goes on behind it', () => {
		const { file } = journalOf('plain');
		const again = new Journal(file, structuredClone(run));
		expect(again.cells).toEqual([one, two]);
		again.append(one);
		expect(new Journal(file, run).cells).toEqual([one, two, one]);
	});

	test('says what it is and what its run rests on', () => {
		const [first] = journalOf('head').text.split('\n');
		expect(JSON.parse(first!)).toEqual({ format: 'rmaplab-journal/3', run });
	});

	test.each(['{"sum":"12', 'x', '\u0000\u0000\u0000'])('loses a torn last line: %j', (torn) => {
		const { file, text } = journalOf('torn');
		appendFileSync(file, torn);
		const journal = new Journal(file, run);
		expect(journal.cells).toEqual([one, two]);
		expect(readFileSync(file, 'utf8')).toBe(text);
	});

	test.each([
		['a digit', (line: string) => line.replace('"preemptions":1', '"preemptions":0')],
		['half of it', (line: string) => line.slice(0, line.length / 2)],
		['all of it', () => ''],
		['its sum', (line: string) => line.replace(/[0-9a-f]{64}/, '0'.repeat(64))],
	])('with a line damaged in the middle is refused with its place: %s', (_, damage) => {
		const { file, text } = journalOf('damaged');
		const lines = text.split('\n');
		const damaged = damage(lines[1]!);
		expect(damaged).not.toBe(lines[1]);
		const whole = [lines[0], damaged, ...lines.slice(2)].join('\n');
		writeFileSync(file, whole);
		expect(() => new Journal(file, run)).toThrow(`${file}:2:1: error: this cell is damaged`);
		expect(readFileSync(file, 'utf8')).toBe(whole);
	});

	test('with the cell of another run under its head is refused', () => {
		const { file } = journalOf('ours');
		const theirs = path('theirs');
		new Journal(theirs, { ...run, cells: 'b' }).append(one);
		appendFileSync(file, `${readFileSync(theirs, 'utf8').split('\n')[1]!}\n`);
		expect(() => new Journal(file, run)).toThrow(`${file}:4:1: error: this cell is damaged`);
	});

	const changed: [string, RunIdentity][] = [
		['it was rmaplab 0, this is rmaplab 1', { ...run, tool: 'rmaplab 1' }],
		['the oracles of rmaplab changed', { ...run, code: { 'the oracles': 'b' } }],
		['the variant v has changed: v.ts', { ...run, variants: { v: { 'v.ts': 'b' } } }],
		['the variant v has changed: x.js', { ...run, variants: { v: { 'v.ts': 'a', 'x.js': 'a' } } }],
		['the workload w has changed', { ...run, workloads: { w: 'b' } }],
		['other workloads are asked for now: without w, with x', { ...run, workloads: { x: 'b' } }],
		['--seed was 1 and is 2', { ...run, options: { seed: 2 } }],
		['--exact was not given and is given', { ...run, options: { seed: 1, exact: true } }],
		['other cells of these variants and workloads', { ...run, cells: 'b' }],
	];

	test.each(changed)('of another run is refused and kept: %s', (says, other) => {
		const { file, text } = journalOf('another');
		expect(() => new Journal(file, other)).toThrow(`keeps 2 cells of an interrupted run`);
		expect(() => new Journal(file, other)).toThrow(says);
		expect(readFileSync(file, 'utf8')).toBe(text);
	});

	test('of a run that a variant failed is taken up by one in which all other cells hold', () => {
		const file = path('failed');
		const before = { ...run, variants: { [one.variant]: { a: 'a' }, mine: { b: 'b' } } };
		const begun = { ...before, workloads: { [one.workload]: 'a' } };
		const journal = new Journal(file, begun);
		journal.append(one);
		journal.append({ ...one, variant: 'mine' });
		const blocked = { ...begun, variants: { ...begun.variants, mine: { b: 'c' } } };
		expect(() => new Journal(file, blocked)).toThrow('the variant mine has changed');
		journal.fail('mine');
		const text = readFileSync(file, 'utf8');
		// What it was begun for goes on with all of it.
		expect(new Journal(file, begun).cells).toHaveLength(2);
		expect(readFileSync(file, 'utf8')).toBe(text);
		for (const other of [
			{ ...blocked, options: { seed: 2 } },
			{ ...blocked, workloads: { [one.workload]: 'b' } },
			{ ...blocked, variants: { mine: { b: 'c' } } },
			{ ...blocked, variants: { ...blocked.variants, [one.variant]: { a: 'b' } } },
		]) {
			expect(() => new Journal(file, other)).toThrow('keeps 1 cell of');
			expect(readFileSync(file, 'utf8')).toBe(text);
		}
		const mended = new Journal(file, blocked);
		expect(mended.cells).toEqual([one]);
		mended.append(two);
		expect(new Journal(file, blocked).cells).toEqual([one, two]);
	});

	test('with nothing but the cells of the variant that failed is no loss', () => {
		const file = path('only-failed');
		const journal = new Journal(file, run);
		journal.append({ ...one, variant: 'v' });
		journal.fail('v');
		expect(new Journal(file, { ...run, options: { seed: 2 } }).cells).toEqual([]);
	});

	test('of an older version is refused and kept', () => {
		const file = path('older');
		const text = `{"run":"0123456789abcdef"}\n${JSON.stringify(one)}\n`;
		writeFileSync(file, text);
		expect(() => new Journal(file, run)).toThrow(
			'it is a rmaplab-journal/1, which this version of rmaplab does not go on with',
		);
		expect(readFileSync(file, 'utf8')).toBe(text);
	});

	test.each([
		'',
		`${JSON.stringify({ format: 'rmaplab-journal/3', run: { ...run, cells: 'b' } })}\n`,
	])('without a cell is begun anew: %j', (text) => {
		const file = path('empty');
		writeFileSync(file, text);
		expect(new Journal(file, run).cells).toEqual([]);
		expect(readFileSync(file, 'utf8')).toBe(journalOf('head').text.split('\n')[0]! + '\n');
	});

	test.each(['my notes', 'my notes\n', '{"format":"rmaplab-journal/3","run":null}\n'])(
		'is not made of a file that is something else: %j',
		(text) => {
			const file = path('notes');
			writeFileSync(file, text);
			expect(() => new Journal(file, run)).toThrow('no journal of rmaplab');
			expect(readFileSync(file, 'utf8')).toBe(text);
		},
	);
});

test('reports are all there or as they were', () => {
	const reports = path('reports');
	writeReports(reports, [
		{ file: 'a.txt', text: '1' },
		{ file: 'patches/b', text: '1' },
	]);
	mkdirSync(join(reports, 'results.json.new'));
	const again = () =>
		writeReports(reports, [
			{ file: 'a.txt', text: '2' },
			{ file: 'results.json', text: '2' },
		]);
	expect(again).toThrow(/^error: no reports in /);
	expect(readFileSync(join(reports, 'a.txt'), 'utf8')).toBe('1');
});

test('patches of the run before go, and no file that is not ours', () => {
	const reports = path('patched');
	const ofRun = (...names: string[]): { file: string; text: string }[] => [
		...names.map((name) => ({ file: `patches/${name}.patch`, text: name })),
		{
			file: 'results.json',
			text: JSON.stringify({
				format: resultFormat,
				variants: [...names, '../../else'].map((name) => ({ name })),
			}),
		},
	];
	const there = (): string[] => readdirSync(join(reports, 'patches')).toSorted();
	writeReports(reports, ofRun('a', 'b'));
	writeFileSync(join(reports, 'patches/mine.patch'), '');
	writeFileSync(path('else.patch'), '');
	writeReports(reports, ofRun('b', 'c'));
	expect(there()).toEqual(['b.patch', 'c.patch', 'mine.patch']);
	expect(existsSync(path('else.patch'))).toBe(true);
	writeFileSync(join(reports, 'results.json'), '{"format":"another","variants":[{"name":"mine"}]}');
	writeReports(reports, ofRun('c'));
	expect(there()).toEqual(['b.patch', 'c.patch', 'mine.patch']);
});

const common = ['compare', '--runs', '5', '--no-wall-clock', '--jobs', '1', '--workload'];

/** Starts a run whose second cell takes long; resolves once its first one is in the journal. */
async function begun(out: string, ...args: string[]): Promise<ChildProcess> {
	const child = spawn(process.execPath, [cli, ...args, '--out', path(out)], { cwd: folder });
	children.push(child);
	const journal = join(path(out), 'journal.jsonl');
	const cells = (): number =>
		existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0;
	while (cells() < 1) {
		if (child.exitCode !== null) throw new Error('it ended before it could be stopped');
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return child;
}

async function killed(child: ChildProcess): Promise<void> {
	const ended = new Promise((resolve) => child.on('close', resolve));
	child.kill('SIGKILL');
	await ended;
}

const ranIn = (out: string, ...args: string[]): { status: number | null; stderr: string } =>
	spawnSync(process.execPath, [cli, ...args, '--out', path(out)], {
		cwd: folder,
		encoding: 'utf8',
		timeout: 40_000,
	});

const long = [...common, 'quiet', 'anon-add-rmap', '--states', '50000000'];

test('two runs do not share a folder; one that was killed leaves it to the next', async () => {
	const args = [...long, '--variant', 'lock-page-convert'];
	const child = await begun('shared', ...args);
	const second = ranIn('shared', ...common, 'quiet', '--variant', 'no-bug');
	expect(second.stderr).toContain(`(process ${child.pid}); wait for it, or name another folder`);
	expect(second.status).toBe(2);
	const journal = join(path('shared'), 'journal.jsonl');
	const before = readFileSync(journal, 'utf8');
	await killed(child);
	expect(existsSync(join(path('shared'), lockName))).toBe(true);

	// The folder is free, and what it keeps is of another run.
	const third = ranIn('shared', ...common, 'quiet', '--variant', 'no-bug');
	expect(third.stderr).toContain('keeps 1 cell of an interrupted run that is not this one');
	expect(third.stderr).toContain('other variants are asked for now: with no-bug');
	expect(third.status).toBe(2);
	expect(readFileSync(journal, 'utf8')).toBe(before);

	// The very same run takes over the folder and goes on.
	const fourth = await begun('shared', ...args);
	let said = '';
	fourth.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
	while (!existsSync(join(path('shared'), lockName))) {
		if (fourth.exitCode !== null) throw new Error(`it ended before it had the folder: ${said}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	const ended = new Promise((resolve) => fourth.on('close', resolve));
	fourth.kill('SIGINT');
	expect(await ended).toBe(130);
	expect(said).toContain('1 of 2 cells are kept; the same command goes on from there');
	expect(readFileSync(journal, 'utf8')).toBe(before);
	expect(existsSync(join(path('shared'), lockName))).toBe(false);
});

const importing = `import { defineVariant } from 'rmaplab';
import { vmtruncate_vma } from './logic.mjs';
export default defineVariant({
	name: 'importing', subject: 's', from: 'f', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
`;
const logic = `export function* vmtruncate_vma(vma) {
	yield* this.zap_page_range(vma, 0, 0);
}
`;

test('a module that a variant imports was edited: nothing of before is taken for now', async () => {
	writeFileSync(path('importing.js'), importing);
	writeFileSync(path('logic.mjs'), logic);
	const args = [...long, '--variant', './importing.js', 'lock-page-convert'];
	await killed(await begun('edited', ...args));
	writeFileSync(path('logic.mjs'), `${logic}// edited\n`);
	const { status, stderr } = ranIn('edited', ...args);
	expect(stderr).toContain('the variant importing has changed: logic.mjs');
	expect(status).toBe(2);
});

test.each([
	['to something else', `${logic}// edited\n`],
	['to what does not load, as when an editor is writing it', ''],
])(
	'and edited %s while the run is under way, it ends the run where it would come in',
	async (_, edited) => {
		writeFileSync(path('logic.mjs'), logic);
		rmSync(path('midway'), { recursive: true, force: true });
		const args = [...common, 'quiet', 'no-bug-orphan', '--variant', 'lock-page-convert'];
		const child = await begun('midway', ...args, './importing.js');
		let said = '';
		child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
		// In one step, so that no worker reads half of it.
		writeFileSync(path('edited.mjs'), edited);
		renameSync(path('edited.mjs'), path('logic.mjs'));
		const status = await new Promise((resolve) => child.on('close', resolve));
		expect(said).toContain('or a file that it imports, has changed since this run began');
		expect(status).toBe(2);
		expect(existsSync(join(path('midway'), 'journal.jsonl'))).toBe(true);
		expect(existsSync(join(path('midway'), lockName))).toBe(false);
	},
);

test('a variant that fails a run does not stand in the way of the next, nor does a default written out', () => {
	const mine = path('mine.ts');
	const write = (body: string): void =>
		writeFileSync(
			mine,
			`import { defineVariant } from 'rmaplab';
function* vmtruncate_vma() { ${body} }
export default defineVariant({ name: 'mine', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {} });
`,
		);
	const args = ['compare', '--variant', mine, '--workload', 'trunc-remapped', '--jobs', '1'];
	args.push('--no-wall-clock', '--out', path('after-a-fault'));
	const compare = (...more: string[]): { status: number | null; stderr: string } =>
		spawnSync(process.execPath, [cli, ...args, ...more], { encoding: 'utf8' });
	write('throw new Error();');
	expect(compare()).toMatchObject({ status: 2, stderr: expect.stringContaining(' throws Error') });
	// The base came first, and its cell is kept.
	const journal = join(path('after-a-fault'), 'journal.jsonl');
	expect(readFileSync(journal, 'utf8').split('\n')).toHaveLength(4);
	expect(compare('--setup-steps', '10000000').stderr).toContain(' throws Error');
	const { stderr } = compare('--setup-steps', '10', '--seed', '7', '--budget', '90s');
	expect(stderr).toContain('--seed was 2003 and is 7');
	expect(stderr).toContain('--budget was not given and is given');
	expect(stderr).toContain('--setup-steps was 10000000 and is 10');
	write('');
	expect(compare().status).toBe(0);
	expect(existsSync(journal)).toBe(false);
});
