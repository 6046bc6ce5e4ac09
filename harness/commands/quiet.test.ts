/*
 * --quiet on the built command line: each command, with what makes it talk, prints nothing but its result. What an error
 * says, and what a result lacks, is said all the same.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('quiet');
const token = 'lock-page-convert:trunc-vs-fault@13cc11.2e3fb6:B1aA3tBa';

/** Of each command, calls that say something on standard error without --quiet, where there are any. */
const calls: Readonly<Record<string, readonly string[]>> = {
	compare: [
		'compare --variant no-bug no-bug --workload trunc-remapped trunc-remapped --out r',
		// It ends before it is known what they cost under load, and says how to go on.
		'compare --variant ./mine.ts --budget 1ms --out cut',
		'compare --variant no-bug --workload trunc-remapped --memory 2G --out r',
		'compare --variant no-bug --workload trunc-remapped --shard 1/1 --out part',
	],
	merge: ['merge part --out merged'],
	external: ['external ltp-mincore02 --variant no-bug'],
	// queue.test.ts has a Redis.
	'serve-queue': [],
	work: [],
	fuzz: ['fuzz --programs 1 --out corpus'],
	fsx: ['fsx --variant linux-6-18 --count 2000'],
	perf: ['perf --load rmap-test --variant pte-chains pte-chains --rounds 1 --out p -- -t 2'],
	causes: ['causes --variant no-bug --workload trunc-remapped'],
	combine: ['combine no-bug keep-mapping --up-to 1 --workload trunc-remapped'],
	list: ['list variants'],
	claims: ['claims --mail reply.claims'],
	refine: ['refine no-bug lock-page-convert --workload trunc-remapped'],
	diff: ['diff r r'],
	replay: [`replay ${token}`],
	minimise: [`minimise ${token} --force`],
	report: ['report r'],
	open: ['open r'],
	recorded: ['recorded some.jsonl'],
	host: ['host --for 1s'],
	import: ['import fsx ops.fsxops --out some.jsonl --force'],
	init: ['init other --force'],
	show: ['show do_no_page'],
	patch: ['patch no-bug'],
	stack: ['stack no-bug keep-mapping', 'stack no-bug keep-mapping --out both.ts'],
	check: ['check ./mine.ts ./mine.litmus'],
	doctor: ['doctor'],
	completion: ['completion bash'],
	mail: [`mail ${token} --among no-bug`, `mail ${token} --among no-bug --results none.json`],
	calibrate: ['calibrate one.steps'],
	export: ['export promela lock-page-convert trunc-remapped'],
};

const commands = [...rmaplab('--help').stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)]
	.map((match) => match[1]!)
	.filter((each) => each !== 'help');

beforeAll(() => {
	rmaplab('init', 'mine', '-q');
	const litmus = join(folder, 'mine.litmus');
	// With a question of its own, of whose lack check warns.
	writeFileSync(litmus, readFileSync(litmus, 'utf8').replace(/^# Write .*/, '# Is it quiet?'));
	writeFileSync(join(folder, 'ops.fsxops'), 'write 0x0 0x1000 0x0\nmapread 0x0 0x1000 0x1000\n');
	writeFileSync(
		join(folder, 'reply.claims'),
		'mail "a" from "b, 4 Apr 2003"\n\nclaim A "c"\n\tif no-bug on trunc-remapped never "kernel BUG"\n',
	);
	const program =
		'program one\nvar x\nthread t[i in 1..N] { v = x x = v + 1 }\nexpect executions 2: 4\n';
	writeFileSync(join(folder, 'one.steps'), program);
	// Results that have no such finding, so that mail searches.
	writeFileSync(join(folder, 'none.json'), '{ "format": "rmaplab-perf/1", "rows": [] }\n');
	rmaplab('import', 'fsx', 'ops.fsxops', '--out', 'some.jsonl');
});

test('no command is forgotten', () => {
	expect(Object.keys(calls).toSorted()).toEqual(commands.toSorted());
});

const compiler = 'cc';
const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
const isHere = (name: string): boolean =>
	calls[name]!.length > 0 && (name !== 'host' || hasCompiler);
if (!hasCompiler) console.warn('quiet.test.ts: no C compiler here, so host is left out');

describe.each(Object.keys(calls).filter(isHere))('%s', (name) => {
	test.each(calls[name]!)('%s', (call) => {
		const args = call.split(' ');
		const dashes = args.indexOf('--');
		const own = dashes < 0 ? args.length : dashes;
		const { status, stderr } = rmaplab(...args.slice(0, own), '--quiet', ...args.slice(own));
		expect([status, stderr]).toEqual([0, '']);
	});
});

test('without it some of them talk', () => {
	expect(rmaplab('patch', 'no-bug').stderr).toBe('');
	const twice = rmaplab('refine', 'no-bug', 'no-bug', '-w', 'trunc-remapped', 'trunc-remapped');
	expect(twice.stderr).toContain('trunc-remapped');
	const cut = rmaplab(...calls['compare']![1]!.split(' '));
	expect(cut.stderr).toContain('cells are kept; the same command goes on from there');
	expect(cut.stderr).toContain('says that');
	expect(existsSync(join(folder, 'cut/journal.jsonl'))).toBe(true);
});

test('errors are said all the same', () => {
	const { status, stdout, stderr } = rmaplab('patch', 'no-bgu', '--quiet');
	expect([status, stdout]).toEqual([2, '']);
	expect(stderr).toMatch(/^error: .*no-bug/);
	// What is in conflict has to be edited.
	const conflict = rmaplab('stack', 'unmap-restart', 'known-good', '--out', 'c.ts', '--quiet');
	expect(conflict.stderr === '').toBe(conflict.status === 0);
});
