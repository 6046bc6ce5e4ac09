/*
 * rmaplab diff as a user runs it: on results of real runs of a variant that gets better, worse and dearer, on a
 * performance result, and on what is no result. Uses dist/, which `npm test` builds first.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BadInput } from '../messages/index.ts';
import type { Comparison } from '../result.ts';
import { runDiff } from './diff.ts';
import { percentage } from './option-values.ts';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('diff');

const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const resultsOf = (name: string): Comparison =>
	JSON.parse(read(`${name}/results.json`)) as Comparison;

/** Truncation of one vma, of which `body` is the last thing that it does. */
const variant = (
	body: string,
): string => `import { defineVariant, load, vm_end, vm_start } from 'rmaplab';
import type { Kernel, Task, vm_area_struct } from 'rmaplab';

function* vmtruncate_vma(this: Kernel, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	${body}
}

export default defineVariant({
	name: 'mine', subject: 'unmap whole vmas', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
`;

const zap = 'yield* this.zap_page_range(vma, start, end - start);';
const race = `scenario own-race
file f 1 page cached
process A { map m f[0..0] shared }
cpu truncator { truncate f 0 }
cpu faulter in A { touch m[0] read }
`;

/** Runs that variant, and writes results into a folder of that name. */
function compare(name: string, body: string, ...more: string[]): void {
	file('mine.ts', variant(body));
	const options = `compare --no-wall-clock --jobs 1 --out ${name} --variant ./mine.ts`;
	const tests = '--workload trunc-remapped ./own-race.litmus';
	const { stderr } = rmaplab(...`${options} ${tests}`.split(' '), ...more);
	expect(stderr).not.toContain('error');
}

beforeAll(() => {
	file('own-race.litmus', race);
	compare('good', zap);
	compare('again', zap);
	compare('dear', 'yield* load(vm_start, vma);\n\t'.repeat(12) + zap);
	// It unmaps nothing at all.
	compare('bad', 'if (start > end) yield* this.zap_page_range(vma, start, 0);');
	compare('shallow', zap, '--states', '20');
}, 120_000);

const gate = (...args: string[]): Ran => rmaplab('diff', '--gate', ...args);

describe('the gate', () => {
	test('stays quiet on identical runs, and diff says that they are the same', () => {
		expect(gate('good', 'again')).toEqual(
			expect.objectContaining({
				status: 0,
				stderr: '',
				stdout: '4 pairs compared, all of them without a difference.\n\nNo regression.\n',
			}),
		);
		expect(gate('good', 'good/results.json', '--threshold', '0').status).toBe(0);
	});

	test('fires on a bad variant, by what it shows', () => {
		const { status, stdout, stderr } = gate('good', 'bad');
		expect([status, stderr]).toEqual([1, '']);
		const added = [...stdout.matchAll(/^ {2}added +(.*): (.*) \((.*)\)$/gm)].map((match) =>
			match.slice(1),
		);
		const shown = (name: string): string[] =>
			resultsOf(name)
				.cells.filter((cell) => cell.variant === 'mine')
				.flatMap(({ workload, violations }) =>
					violations.map(({ oracle, site }) => [workload, oracle, site].join()),
				);
		const before = new Set(shown('good'));
		const isNew = shown('bad').filter((each) => !before.has(each));
		expect(isNew).toContain('trunc-remapped,orphan page mapped,page found by nobody');
		expect(added.map((each) => each.join())).toEqual(expect.arrayContaining(isNew));
		expect(stdout).toMatch(/Regression: \d+ findings added\.\n$/);
		// Only with --gate is that the exit status.
		expect(rmaplab('diff', 'good', 'bad')).toEqual(expect.objectContaining({ status: 0, stdout }));
	});

	test('what it prints to be run shows the finding', () => {
		const { stdout } = gate('good', 'bad');
		compare('bad', 'if (start > end) yield* this.zap_page_range(vma, start, 0);');
		const [, oracle = '', command = ''] =
			/added .*: (.*) \(.*\n +npx rmaplab (replay .*)\n/.exec(stdout) ?? [];
		const replayed = rmaplab(...command.split(' '));
		expect([replayed.status, oracle !== '']).toEqual([0, true]);
		expect(replayed.stdout).toContain(`*** ${oracle}`);
	});

	test('the other way round the same findings are removed', () => {
		const { variants } = JSON.parse(rmaplab('diff', 'bad', 'good', '--json').stdout) as Json;
		const back = JSON.parse(rmaplab('diff', 'good', 'bad', '--json').stdout) as Json;
		const names = (some: readonly { oracle: string; site: string; on: string }[]): string[] =>
			some.map(({ oracle, site, on }) => [oracle, site, on].join());
		expect(variants.map((each) => each.variant)).toEqual(['mine']);
		expect(names(variants[0]!.removed)).toEqual(names(back.variants[0]!.added));
		expect(names(variants[0]!.removed).length).toBeGreaterThan(2);
	});

	test('fires on a proof that is lost, by name of what it was and is', () => {
		const { status, stdout } = gate('good', 'shallow');
		expect(status).toBe(1);
		expect(stdout).toMatch(
			/^ {2}lost +own-race: complete, [\d,]+ states? -> (?:bounded|sampled) /m,
		);
		expect(stdout).toMatch(/Regression: .*proofs? lost/);
		expect(gate('shallow', 'good').status).toBe(0);
	});

	test('fires on what is dearer by more than the threshold, and only then', () => {
		const { stdout } = rmaplab('diff', 'good', 'dear', '--json');
		const { costs } = (JSON.parse(stdout) as Json).variants[0]!;
		const most = Math.max(...costs.map(({ percent }) => percent));
		expect(most).toBeGreaterThan(2);
		expect(gate('good', 'dear').status).toBe(1);
		expect(gate('good', 'dear').stdout).toMatch(
			/^ {2}cost .*operations \d+ -> \d+, \+.*more than 2%$/m,
		);
		expect(gate('good', 'dear', '--threshold', String(Math.floor(most))).status).toBe(1);
		expect(gate('good', 'dear', '--threshold', String(Math.ceil(most))).status).toBe(0);
	});

	test('fires on what was run before and is not any more', () => {
		const whole = resultsOf('good');
		mkdirSync(join(folder, 'half'), { recursive: true });
		const cells = whole.cells.filter(({ workload }) => workload !== 'own-race');
		file('half/results.json', JSON.stringify({ ...whole, cells }));
		const { status, stdout } = gate('good', 'half');
		expect(status).toBe(1);
		expect(stdout).toMatch(/lost +1 not run any more: own-race$/m);
		expect(gate('half', 'good').status).toBe(0);
	});
});

interface Json {
	readonly variants: readonly {
		readonly variant: string;
		readonly added: readonly { oracle: string; site: string; on: string }[];
		readonly removed: readonly { oracle: string; site: string; on: string }[];
		readonly costs: readonly { measure: string; percent: number }[];
	}[];
}

const perfRow = {
	variant: 'lock-page-convert',
	load: 'rmap-test',
	parameters: { i: 10, n: 100 },
	machine: 'p4-2.7ghz-up',
	user: 1.5,
	system: 4,
	elapsed: 6,
	events: { locks: 12 },
	memory: { peak: 4096 },
	lockedUnmapped: { own: 0, truncation: 0, insideEof: 0 },
	findings: [],
	wallClock: { median: 3 },
};
const perf = (...rows: unknown[]): string => JSON.stringify({ format: 'rmaplab-perf/1', rows });

describe('a performance result', () => {
	test('is compared by variant, load and machine; the wall clock is left out', () => {
		const onNumaq = { ...perfRow, machine: 'numaq-16way' };
		file('one.json', perf(perfRow, onNumaq));
		const slower = { ...onNumaq, system: 4.2, wallClock: { median: 9 } };
		file('other.json', perf(slower, { ...perfRow, memory: { peak: 2048 } }));
		const { status, stdout } = gate('one.json', 'other.json');
		expect([status, stdout]).toEqual([
			1,
			`2 pairs compared, 0 of them without a difference.

lock-page-convert
  cost     rmap-test i=10 n=100 on p4-2.7ghz-up: memory.peak 4096 -> 2048,
           -50.0%
  cost     rmap-test i=10 n=100 on numaq-16way: system 4 -> 4.2, +5.0%, more
           than 2%

Regression: 1 cost up by more than 2%.
`,
		]);
		expect(gate('one.json', 'other.json', '--threshold', '5').status).toBe(0);
	});

	test('a finding, and a page that it loses, are worse', () => {
		file('one.json', perf(perfRow));
		file('other.json', perf({ ...perfRow, findings: ['orphan page mapped'] }));
		expect(gate('one.json', 'other.json').status).toBe(1);
		const lost = { ...perfRow, lockedUnmapped: { own: 0, truncation: 0, insideEof: 1 } };
		file('other.json', perf(lost));
		const { status, stdout } = gate('one.json', 'other.json');
		expect(status).toBe(1);
		expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
			'lockedUnmapped.insideEof 0 -> 1, more than 2%',
		);
	});
});

describe('what is no result', () => {
	const good = (): Comparison => resultsOf('good');
	const cellWith = (more: object): string =>
		JSON.stringify({
			...good(),
			cells: [{ ...good().cells[0], ...more }, ...good().cells.slice(1)],
		});
	const cases: readonly (readonly [name: string, text: () => string, says: RegExp])[] = [
		[
			'another format',
			() => JSON.stringify({ ...good(), format: 'rmaplab-result/1' }),
			/bad\.json:1:1: error: its format is rmaplab-result\/1, and this version reads rmaplab-result\/2 and rmaplab-perf\/1/,
		],
		['no format', () => '{}', /bad\.json:1:1: error: no results\.json of rmaplab/],
		['a list', () => '[]', /no results\.json of rmaplab/],
		[
			'JSON that is cut off',
			() => read('good/results.json').slice(0, -400),
			/bad\.json:\d+:\d+: error: the file ends in the middle/,
		],
		[
			'JSON that is cut off in a text',
			() => '{"format": "rmap',
			/bad\.json:1:17: error: the file ends in the middle/,
		],
		['nothing', () => '', /bad\.json:1:1: error: the file ends in the middle/],
		['no JSON', () => '{\n  "format": rmaplab }', /bad\.json:\d+:\d+: error: this is no JSON/],
		['no cells', () => JSON.stringify({ ...good(), cells: null }), /: cells is not a list/],
		[
			'a cell that is none',
			() => JSON.stringify({ ...good(), cells: [1] }),
			/: cells\[0\] is not an object/,
		],
		[
			'a cost that is not a number',
			() => cellWith({ cost: { operations: null } }),
			/: cells\[0\]\.cost\.operations is not a number from 0/,
		],
		[
			'a negative cost',
			() => cellWith({ cost: { operations: -1 } }),
			/operations is not a number from 0/,
		],
		[
			'an unknown search',
			() => cellWith({ explored: { kind: 'guessed' } }),
			/: cells\[0\]\.explored is not a search/,
		],
		[
			'a violation without a site',
			() => cellWith({ violations: [{ oracle: 'o', token: 't', preemptions: 0 }] }),
			/: cells\[0\]\.violations\[0\]\.site is not a text/,
		],
		[
			'a cell twice',
			() => JSON.stringify({ ...good(), cells: [...good().cells, good().cells[1]] }),
			/: cells\[4\] is not the only one of its kind/,
		],
		[
			'other litmus tests of the same name',
			() =>
				JSON.stringify({
					...good(),
					workloads: good().workloads.map((each) => ({ ...each, digest: '0' })),
				}),
			/^error: trunc-remapped, own-race are other litmus tests in bad\.json than in good\/results\.json/,
		],
		[
			'no cell in common',
			() => JSON.stringify({ ...good(), cells: [] }),
			/^error: .* have no variant on the same litmus test or load/,
		],
		[
			'the other kind of result',
			() => perf(perfRow),
			/^error: .* has the format rmaplab-result\/2 and bad\.json rmaplab-perf\/1/,
		],
		[
			'a time that is no number',
			() => perf({ ...perfRow, user: null }),
			/: rows\[0\]\.user is not a number from 0/,
		],
		[
			'memory that is negative',
			() => perf({ ...perfRow, memory: { kinds: { vma: -1 } } }),
			/: rows\[0\]\.memory\.kinds\.vma is not a number from 0/,
		],
	];

	const refused = (earlier: string, later: string): string => {
		try {
			runDiff(join(folder, earlier), join(folder, later), { threshold: 2 });
		} catch (error) {
			if (error instanceof BadInput) return error.message.replaceAll(`${folder}/`, '');
			throw error;
		}
		return 'it was taken';
	};

	test.each(cases)('%s', (_, text, says) => {
		file('bad.json', text());
		expect(refused('good', 'bad.json')).toMatch(says);
		expect(refused('bad.json', 'good')).toMatch(/^[^\n]*error: [^\n]*$/);
	});

	test('is one line and exit 2, and leaves both results as they are', () => {
		const before = read('good/results.json');
		const half = before.slice(0, before.length / 2);
		file('bad.json', half);
		const { status, stdout, stderr } = gate('good', 'bad.json');
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toMatch(/^bad\.json:\d+:\d+: error: the file ends in the middle.*\n$/);
		expect([read('good/results.json'), read('bad.json')]).toEqual([before, half]);
	});

	test('other parameters of a load', () => {
		file('one.json', perf(perfRow));
		file('other.json', perf({ ...perfRow, parameters: { i: 10, n: 50 } }));
		const { status, stderr } = gate('one.json', 'other.json');
		expect([status, stderr]).toEqual([
			2,
			'error: load rmap-test has no parameters in common in one.json and other.json: run both with the same\n',
		]);
	});

	test('a file that is not there, and a folder without results', () => {
		mkdirSync(join(folder, 'empty'));
		expect(refused('good', 'nowhere')).toBe(
			'nowhere:1:1: error: cannot be read: there is no such file',
		);
		expect(refused('empty', 'good')).toMatch(/^error: there is no results\.json in empty: /);
		const { status, stderr } = gate('empty', 'good');
		expect([status, stderr]).toEqual([2, expect.stringMatching(/^error: .*\n$/)]);
	});

	test('a threshold that is no number from 0', () => {
		for (const each of ['NaN', '', ' ', 'Infinity', '1e3', 'two', '2 %', '-0']) {
			expect(() => percentage(each)).toThrow('write a number of percent from 0, such as 2 or 0.5');
		}
		expect(['0', '2', '0.5', '10%'].map(percentage)).toEqual([0, 2, 0.5, 10]);
		const { status, stdout, stderr } = gate('good', 'good', '--threshold', '-1');
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain('write a number of percent from 0, such as 2 or 0.5');
	});
});
