/*
 * Real kernels as judges: what Linux 3.14 and 6.18 answered to random sequences of calls, the stacks that stand for
 * them answer, too, and what every other variant answers otherwise has a cause. The mail's finding is among them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { type Sequence, sequencesOf } from '../../../workloads/sequence/recording.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import { type Built, built, tableOf } from '../../measure/straight/built.ts';
import type { RecordedResult, RecordedRow } from '../../result.ts';
import type { AddedFunction } from '../../variant.ts';
import { causes } from './causes.ts';
import { Explainer } from './explain.ts';
import { judge } from './judge.ts';
import { recordings } from './recordings.ts';
import { answersOf, Replays } from './replay.ts';
import { geometryFor } from './sequence-geometry.ts';
import { SequenceKernel } from './sequence-kernel.ts';

const { folder, rmaplab } = commandLineIn('recorded');

/** The lines of a shipped recording. */
const textOf = (name: string): string => {
	const path = recordings().find((each) => basename(each).startsWith(name))!;
	return gunzipSync(readFileSync(path)).toString();
};

/** A file with the first sequences of a recording. */
function beginningOf(name: string, sequences: number): string {
	const parts = textOf(name)
		.split(/(?=^\{"sequence")/m)
		.slice(0, sequences);
	const path = join(folder, `${name}.jsonl`);
	writeFileSync(path, parts.join(''));
	return path;
}

const rowsOf = (...args: string[]): readonly RecordedRow[] =>
	(JSON.parse(rmaplab('recorded', '--json', ...args).stdout) as RecordedResult).rows;

describe('what is shipped', () => {
	let rows: readonly RecordedRow[] = [];
	beforeAll(() => {
		rows = rowsOf();
	}, 300_000);

	test('each kernel is answered for, to the last of 183,544 answers', () => {
		const own = rows.filter(({ variant, kernel }) => variant === kernel);
		expect(own.map(({ file, sequences, results }) => [file, sequences, results])).toEqual([
			['linux-3.14-tmpfs-1', 250, 28_448],
			['linux-3.14-tmpfs-2', 250, 28_734],
			['linux-6.18-ext4-3', 300, 34_382],
			['linux-6.18-tmpfs-1', 400, 45_548],
			['linux-6.18-tmpfs-2', 400, 46_432],
		]);
		for (const { agree, results, alike, sequences } of own) {
			expect([agree, alike]).toEqual([results, sequences]);
		}
	});

	test('what the kernel of the mail answers otherwise', () => {
		const base = rows.filter(({ variant }) => variant === 'lock-page-convert');
		expect(base.map(({ agree, unexplained }) => [agree, unexplained])).toEqual([
			[27_287, 0],
			[27_586, 0],
			[33_023, 0],
			[43_683, 0],
			[44_525, 0],
		]);
		expect(base[0]!.causes).toEqual({
			'no-hole-punching': 980,
			'mlock-of-its-time': 92,
			'remap-not-beyond-eof': 68,
			'trusts-vm-pgoff': 21,
		});
	});

	test('what differs and what is explained add up', () => {
		for (const row of rows) {
			const explained = Object.values(row.causes).reduce((sum, each) => sum + each, 0);
			expect(explained + row.unexplained).toBe(row.results - row.agree);
		}
	});
});

test('every difference of every variant has a cause', () => {
	const files = [beginningOf('linux-3.14-tmpfs-2', 12), beginningOf('linux-6.18-ext4-3', 12)];
	const rows = rowsOf(...files, '--variant', 'all');
	expect(rows).toHaveLength(2 * Object.keys(variants).length);
	expect(rows.filter(({ unexplained }) => unexplained > 0)).toEqual([]);
	// Parts of two designs that do not work together are few.
	const answers = rows.reduce((sum, { results, agree }) => sum + results - agree, 0);
	const inseparable = rows.reduce((sum, { causes: by }) => sum + (by['inseparable'] ?? 0), 0);
	expect(inseparable).toBeLessThan(answers / 50);
}, 300_000);

test("the mail's finding in five calls", () => {
	const file = beginningOf('linux-3.14-tmpfs-1', 40);
	const base = rowsOf(file, '--examples').find(({ variant }) => variant === 'lock-page-convert')!;
	const example = base.examples.find(({ cause }) => cause === 'trusts-vm-pgoff')!;
	expect(example).toMatchObject({ recorded: 'SIGBUS', said: 'ok' });
	expect(example.calls.map((call) => call.split(' ')[1])).toEqual([
		'mmap',
		'pwrite',
		'remap',
		'trunc',
		'w',
	]);
});

describe('judges are judged', () => {
	let modules: Built;
	let sequences: readonly Sequence[] = [];
	beforeAll(async () => {
		modules = await built();
		// In this thread the machine is that of the litmus tests: sequences that need more are left out.
		const table = tableOf(modules, modules.variants['linux-3-14']!.functions);
		sequences = sequencesOf(textOf('linux-3.14-tmpfs-1'), 'recording')
			.slice(0, 60)
			.filter((sequence) => answersOf(modules, table, sequence).wrong === 0);
	});

	/** linux-3-14 whose munlock() and mlock() do nothing. */
	const idle = (): Readonly<Record<string, AddedFunction>> => ({
		...modules.variants['linux-3-14']!.functions,
		mlock_fixup: (() => 0) as unknown as AddedFunction,
	});

	test('a kernel that locks otherwise is found out, and its cause', () => {
		const judged = judge(
			modules,
			{ name: 'idle', functions: idle() },
			'linux-3-14',
			sequences,
			true,
		);
		expect(judged.results - judged.agree).toBeGreaterThan(10);
		expect(Object.keys(judged.causes)).toEqual(['mlock-of-its-time']);
		expect(judged.unexplained).toBe(0);
		expect(judged.examples[0]!.calls.length).toBeLessThan(5);
	});

	test('a difference that is in the stack itself stays unexplained', () => {
		const broken: Built = {
			...modules,
			variants: {
				...modules.variants,
				'linux-3-14': { ...modules.variants['linux-3-14']!, functions: idle() },
			},
		};
		const explainer = new Explainer(broken, idle(), 'linux-3-14', causes, new Replays(broken));
		const unexplained = sequences.map((each) => explainer.explain(each).unexplained);
		expect(unexplained.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(10);
	});

	test('a run that is not made again would have been the same', () => {
		const tables = Object.values(modules.variants).map(({ functions }) => functions);
		const replays = new Replays(modules, tables);
		for (const functions of tables) {
			const table = tableOf(modules, functions);
			for (const sequence of sequences.slice(0, 4)) {
				expect(replays.answersOf(table, sequence)).toEqual(answersOf(modules, table, sequence));
			}
		}
		// What only one function of many variants decides is found again; another mlock() is another run.
		const { made, known } = replays.counts;
		expect([made > 40, known > 40]).toEqual([true, true]);
		replays.answersOf(tableOf(modules, { ...tables[0]!, ...idle() }), sequences[0]!);
		expect(replays.counts.made).toBe(made + 1);
	});

	test('reclaim in between changes no answer', () => {
		const functions = modules.variants['linux-3-14']!.functions;
		const table = tableOf(modules, functions);
		let reclaims = 0;
		for (const sequence of sequences) {
			const kernel = new SequenceKernel(modules, table);
			for (const [i, call] of sequence.calls.entries()) {
				// Two calls in three have a look at the lists before them.
				if (i % 3 !== 0) {
					kernel.reclaim(i % 2 === 0 ? 'userRefill' : 'userShrink', 1 + (i % 8));
					reclaims++;
				}
				expect([sequence.number, i, kernel.answer(call)]).toEqual([
					sequence.number,
					i,
					call.answer,
				]);
			}
		}
		expect(reclaims).toBeGreaterThan(1_000);
	});

	test('a kernel that goes on for ever is ended', () => {
		const load = modules.operations.load;
		const endless = (): number => {
			for (;;) load(modules.types.i_size, modules.types.fileMappings[0]!);
		};
		const functions = { sys_mlock: endless as unknown as AddedFunction };
		const kernel = new SequenceKernel(modules, tableOf(modules, functions));
		const [sequence] = sequencesOf('{"sequence":1}\n["p0 mlock 1 1",{"ok":0}]\n', 'f');
		expect(kernel.answer(sequence!.calls[0]!)).toBeNull();
		expect(kernel.ended).toContain('millions of loads were made in one call');
	});
});

test('what is not compared: numbers of processes, addresses of signals', () => {
	const [sequence] = sequencesOf(
		[
			'{"sequence":7}',
			'["p0 fork 1",{"ok":228}]',
			'["p1 r 3",{"sig":"SIGSEGV","code":"SEGV_MAPERR","at":3}]',
			'["p1 mlock 3 1",{"err":"ENOMEM"}]',
		].join('\n'),
		'recording',
	);
	expect(sequence!.calls.map(({ answer }) => answer)).toEqual(['ok', 'SIGSEGV', 'ENOMEM']);
});

test('the machine is as large as the largest sequence needs', () => {
	const text = '{"sequence":1}\n["p0 mmap 90 30 t1 4 rw s",{"ok":0}]\n["p0 fork 1",{"ok":7}]\n';
	expect(geometryFor(sequencesOf(text, 'f'))).toMatchObject({
		tablesPerMm: 17,
		filePagesMax: 34,
		files: 1,
		// One call makes two vmas at most.
		vmasPerMm: 4,
		mms: { boot: 2, each: 0 },
	});
});

describe('bad input', () => {
	test.each([
		['', '1:1: error: no sequence in it'],
		['["p0 r 1",{"val":0}]', '1:1: error: no {"sequence":N} before the first call'],
		['{"sequence":1}\n["p0 raed 1",{"val":0}]', '2:3: error: no call of this name'],
		['{"sequence":1}\n["p0 r 1",{"vla":0}]', '2:11: error: an answer has one of'],
		['{"sequence":1}\n["p0 r",{"val":0}]', '2:3: error: r takes 1 argument'],
		['{"sequence":1}\n["p0 r 99999",{"val":0}]', '2:3: error: argument 1 of r is a number'],
		['{"sequence":1}\n["p0 trunc ../x 3",{"ok":0}]', '2:3: error: argument 1 of trunc is a file'],
		['{"sequence":1}\nnonsense', '2:1: error: neither {"sequence":N} nor'],
		['{"__proto__":1}', '1:1: error: neither {"sequence":N} nor'],
	])('%j', (text, said) => {
		const path = join(folder, 'bad.jsonl');
		writeFileSync(path, text);
		const { status, stderr, stdout } = rmaplab('recorded', '--kernel', 'linux-6-18', path);
		expect(stderr).toContain(`bad.jsonl:${said}`);
		expect([status, stdout]).toEqual([2, '']);
	});

	test('no file, a folder, an unknown kernel', () => {
		mkdirSync(join(folder, 'folder'));
		for (const args of [['missing.jsonl'], ['folder'], ['--kernel', 'linux-2.6']]) {
			const { status, stderr } = rmaplab('recorded', ...args);
			expect([status, stderr.match(/error: /g)?.length]).toEqual([2, 1]);
		}
	});

	test('a variant that ends its thread leaves the others their rows', () => {
		writeFileSync(
			join(folder, 'quits.ts'),
			`import { defineVariant } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
function* sys_mlock(this: Kernel): Task<number> {
	process.exit(0);
	return 0;
}
export default defineVariant({
	name: 'quits', subject: 'ends', from: 'me', date: '2003-04-05', replaces: { sys_mlock }, claims: {},
});
`,
		);
		const file = beginningOf('linux-6.18-tmpfs-1', 5);
		const { status, stdout, stderr } = rmaplab('recorded', file, '--variant', './quits.ts');
		expect(status).toBe(2);
		expect(stdout).toContain('linux-6-18');
		expect(stderr).toContain('quits on linux-6.18-tmpfs-1: it ended the thread');
	});
});
