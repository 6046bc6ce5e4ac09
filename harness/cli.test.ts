/*
 * The built command line, run as a user runs it. Needs dist/, which `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { strategies } from './explore/strategies.ts';
import { packageRoot } from './catalogue/source.ts';
import { type Comparison, resultFormat } from './result.ts';

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function rmaplab(...args: string[]): Ran {
	return spawnSync(process.execPath, [join(root, 'dist/harness/cli.js'), ...args], {
		encoding: 'utf8',
		cwd: folder,
		env: { ...process.env, NO_COLOR: '1' },
	});
}

/** With keys on stdin, as a script would give them. */
function stepping(keys: string, ...args: string[]): Ran {
	return spawnSync(process.execPath, [join(root, 'dist/harness/cli.js'), ...args], {
		encoding: 'utf8',
		cwd: folder,
		input: keys,
	});
}

function file(name: string, text: string | Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

const proposal = `import { defineVariant, load, vm_end, vm_start } from 'rmaplab';
import type { Kernel, Task, vm_area_struct } from 'rmaplab';

function* vmtruncate_vma(this: Kernel, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* this.zap_page_range(vma, start, end - start);
}

export default defineVariant({
	name: 'zap-whole-vmas',
	subject: 'truncate: unmap whole vmas, whatever vm_pgoff says',
	from: 'you, today',
	date: '2003-04-05',
	replaces: { vmtruncate_vma },
	claims: { 'orphan page mapped': 'never' },
});
`;

describe('claims', () => {
	const mail = `mail "truncation" from "you, today"

> It is enough to unmap whole vmas.
claim M1 "unmapping whole vmas leaves nothing mapped"
	if zap-whole-vmas on trunc-remapped never "orphan page mapped"
	if lock-page-convert on trunc-remapped always "orphan page mapped"
> And it is never noticed.
claim M2 "nobody notices"
	if zap-whole-vmas on trunc-bystander never
	if zap-whole-vmas on own-race never "orphan page mapped"
`;
	const race = `scenario own-race
file f 1 page cached
process A { map m f[0..0] shared }
cpu truncator    { truncate f 0 }
cpu faulter in A { touch m[0] read }
`;

	test('a mail of one\u2019s own is answered, with a variant and a litmus of one\u2019s own', () => {
		const own = [
			'--mail',
			file('own.claims', mail),
			'--variant',
			file('zap.ts', proposal),
			'--workload',
			file('own-race.litmus', race),
		];
		const { status, stdout, stderr } = rmaplab('claims', ...own, '--json', '--quiet');
		expect([status, stderr]).toEqual([0, '']);
		const { claims } = JSON.parse(stdout) as {
			claims: { id: string; kind: string; verdict: string; witness: string | null }[];
		};
		expect(claims.map(({ id, kind, verdict }) => [id, kind, verdict])).toEqual([
			['M1', 'claim', 'confirmed'],
			['M2', 'claim', 'refuted'],
		]);
		expect(claims[1]?.witness).toMatch(/^zap-whole-vmas:own-race@[0-9a-f]{6}\.[0-9a-f]{6}:/);

		const answer = rmaplab('claims', ...own, '--as', 'mail').stdout;
		expect(answer).toContain('> It is enough to unmap whole vmas.\n\nM1 (claim) CONFIRMED');
		const long = answer.split('\n').filter((line) => line.length > 72);
		expect(long.filter((line) => !line.includes('npx rmaplab replay'))).toEqual([]);
	});

	test('a mistake in it is told with its place', () => {
		const path = file('bad.claims', '> x\nclaim M1 "y"\n\tif base on trunc-remapped never\n');
		const { status, stderr } = rmaplab('claims', '--mail', path);
		expect(status).toBe(2);
		expect(stderr).toContain(`${path}:3:5: error: no variant 'base'`);
	});
});

describe('compare', () => {
	const some = ['--workload', 'trunc-innocent', 'invalidate-vs-fault', '--jobs', '1'];

	test('two runs write the same bytes outside machine and wallClock, for any number of workers', () => {
		const asked = ['compare', '--variant', 'no-bug', '--operations'];
		const one = rmaplab(...asked, ...some, '--out', 'one');
		const two = rmaplab(...asked, ...some.slice(0, 3), '--jobs', '2', '--out', 'two');
		expect([one.status, two.status]).toEqual([0, 0]);
		expect(one.stdout).toBe(two.stdout.replaceAll('two/', 'one/'));
		const results = (out: string): unknown =>
			JSON.parse(readFileSync(join(folder, out, 'results.json'), 'utf8'), (key, value: unknown) =>
				key === 'machine' || key === 'wallClock' ? null : value,
			);
		expect(results('one')).toEqual(results('two'));
		for (const report of [
			'mail.txt',
			'report.txt',
			'cells.csv',
			'violations.csv',
			'violations.svg',
			'violations.vl.json',
			'cost.svg',
		]) {
			expect(readFileSync(join(folder, 'one', report), 'utf8')).toBe(
				readFileSync(join(folder, 'two', report), 'utf8'),
			);
		}
	});

	test('every token that it prints replays to what it was found for', () => {
		const { stdout } = rmaplab(
			'compare',
			'--variant',
			'lock-page-convert',
			...some,
			'--json',
			'--no-wall-clock',
			'--out',
			'three',
		);
		const { cells } = JSON.parse(stdout) as {
			cells: { violations: { oracle: string; token: string; steps: number }[] }[];
		};
		const violations = cells.flatMap((cell) => cell.violations);
		expect(violations.length).toBeGreaterThan(3);
		for (const { oracle, token, steps } of violations) {
			expect(token.length).toBeLessThanOrEqual(80);
			const replayed = JSON.parse(rmaplab('replay', token, '--json').stdout) as {
				events: unknown[];
				findings: { oracle: string }[];
			};
			expect(replayed.findings.map((each) => each.oracle)).toContain(oracle);
			expect(replayed.events).toHaveLength(steps);
			const table = rmaplab('replay', token).stdout.split('\n');
			expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
			expect(table[2]).toMatch(/^CPU0 /);
		}
	});

	test.each(['mine.ts', 'mine.js'])("a user's own %s is compared and shown as a patch", (name) => {
		const plain = proposal
			.replace(/^import type.*$/m, '')
			.replace('this: Kernel, vma: vm_area_struct): Task', 'vma)');
		const path = file(name, name.endsWith('.ts') ? proposal : plain);
		const ran = rmaplab(
			'compare',
			'--variant',
			path,
			'--workload',
			'trunc-remapped',
			'--json',
			'--no-wall-clock',
			'--out',
			`out-${name}`,
		);
		expect(ran.stderr).toContain('2 cells');
		const { cells } = JSON.parse(ran.stdout) as { cells: { variant: string }[] };
		expect(cells.map((each) => each.variant)).toEqual(['lock-page-convert', 'zap-whole-vmas']);
		const patch = rmaplab('patch', path).stdout;
		expect(patch).toContain('--- a/harness/mm/memory.ts');
	});
});

describe('one execution', () => {
	const token = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';

	test('minimise writes a scenario whose token replays from that file alone', () => {
		const ran = rmaplab('minimise', token, '--json');
		expect(ran.status).toBe(0);
		const said = JSON.parse(ran.stdout) as { token: string; file: string; minimal: string };
		expect(said).toMatchObject({ file: 'trunc-vs-fault-min.litmus', minimal: 'proved' });
		const replayed = rmaplab('replay', said.token, '--workload', said.file);
		expect(replayed.stdout).toContain('*** kernel BUG: faulter: page_add_rmap');
		expect(replayed.stderr).toBe('');
		const again = rmaplab('minimise', token, '--out', 'again.litmus');
		expect(readFileSync(join(folder, 'again.litmus'), 'utf8')).toBe(
			readFileSync(join(folder, said.file), 'utf8'),
		);
		expect(again.stdout).toContain(`npx rmaplab replay ${said.token} --workload again.litmus\n`);
		expect(again.stdout).toContain('*** kernel BUG: faulter: page_add_rmap');
		writeFileSync(
			join(folder, said.file),
			readFileSync(join(folder, said.file), 'utf8') + 'cpu b { }\n',
		);
		expect(rmaplab('replay', said.token, '--workload', said.file).stderr).toContain(
			'has changed since',
		);
	});

	test('a token of a variant or workload that has changed since is refused, unless it says nothing of it', () => {
		const own = file('zap.ts', proposal);
		const some = ['--workload', 'trunc-vs-fault', '--jobs', '1', '--no-wall-clock', '--json'];
		const { stdout } = rmaplab('compare', '--variant', own, ...some);
		const { cells } = JSON.parse(stdout) as Comparison;
		const mine = cells.find(({ variant }) => variant === 'zap-whole-vmas')!.violations[0]!.token;
		const before = rmaplab('replay', mine, '--variant', own);
		expect([before.status, before.stderr]).toEqual([0, '']);
		expect(before.stdout).toContain('***');
		file('zap.ts', proposal.replace('end - start', 'end'));
		const changed = rmaplab('replay', mine, '--variant', own);
		expect([changed.status, changed.stdout]).toEqual([2, '']);
		expect(changed.stderr).toMatch(
			/^error: zap-whole-vmas has changed since this token was made \(\w{6}, now \w{6}\), so/,
		);
		const anew = rmaplab('replay', mine.replace(/@[^:]*/, ''), '--variant', own);
		expect(anew.stdout).toContain('zap-whole-vmas on trunc-vs-fault');
		const stale = rmaplab('replay', token.replace('13cc11', '000000'));
		expect([stale.status, stale.stdout]).toEqual([2, '']);
		expect(stale.stderr).toContain('error: trunc-vs-fault has changed since this token was made');
		expect(rmaplab('replay', mine).stderr).toContain(
			"error: no variant 'zap-whole-vmas'; see 'rmaplab list variants'; for a variant of your own add",
		);
	});

	test('a schedule that does not fit is exit 2, one that shows nothing says so', () => {
		const noCpu = rmaplab('replay', 'lock-page-convert:trunc-vs-fault@13cc11:C1');
		expect([noCpu.status, noCpu.stdout]).toEqual([2, '']);
		expect(noCpu.stderr).toBe(
			"error: the schedule does not fit: there is no cpu 'C', only 2 cpus\n",
		);
		const tooMany = rmaplab('replay', 'lock-page-convert:trunc-vs-fault@13cc11:B1aA9tBa');
		expect(tooMany.status).toBe(2);
		expect(tooMany.stderr).toMatch(
			/^error: the schedule does not fit: truncator cannot take step /,
		);
		expect(tooMany.stdout).not.toContain('nothing violated');
		const quiet = rmaplab('replay', 'lock-page-convert:trunc-vs-fault@13cc11:-');
		expect([quiet.status, quiet.stderr]).toEqual([0, '']);
		expect(quiet.stdout).toMatch(/\n nothing violated\n$/);
	});

	test('what a token has no room for is looked up in the results of its run', () => {
		const short = 'lock-page-..:trunc-vs-..@13cc11:=0123456789ab';
		const cell = {
			variant: 'lock-page-convert',
			workload: 'trunc-vs-fault',
			violations: [{ token: short }],
			schedules: { [short]: 'B1aA3tBa' },
		};
		const results = file('kept.json', JSON.stringify({ format: resultFormat, cells: [cell] }));
		const found = rmaplab('replay', short, '--results', results);
		expect([found.status, found.stderr]).toEqual([0, '']);
		expect(found.stdout).toBe(rmaplab('replay', token).stdout);
		const refused: [results: string, message: string][] = [
			[
				'none.json',
				'error: the schedule of this token is in the results of the run that printed it',
			],
			[file('else.json', JSON.stringify({ format: resultFormat, cells: [] })), 'has no such token'],
			[file('old.json', '{ "format": "rmaplab-result/1", "cells": [] }'), 'its format is rmaplab-'],
			[file('text.json', 'no json'), 'text.json:1:1: error: no results.json of rmaplab'],
		];
		for (const [path, message] of refused) {
			const { status, stdout, stderr } = rmaplab('replay', short, '--results', path);
			expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
			expect(stderr).toContain(message);
		}
	});

	test('--oracle takes another finding of the same execution', () => {
		const shown = 'forced-unmap:trunc-remapped@9be4f3:A86';
		const oracle = 'VM_LOCKED page unmapped inside EOF';
		expect(rmaplab('minimise', shown, '--oracle', oracle).stderr).toContain(
			`error: '${oracle}' cannot be minimised here: this execution shows linear page`,
		);
		const linear = rmaplab('minimise', shown, '--oracle', 'linear page instead of SIGBUS');
		expect(linear.stdout).toMatch(/^linear page instead of SIGBUS: pte none\n/);
	});

	test('--step walks by the keys that it is given', () => {
		const { status, stdout } = stepping('\n\nn\nbq\nn\n', 'replay', token, '--step');
		expect(status).toBe(0);
		const steps = [...stdout.matchAll(/^-- step (\d+) of/gm)].map((match) => Number(match[1]));
		expect(steps).toEqual([1, 2, 47, 46]);
	});
});

describe('what is refused', () => {
	test.each([
		[
			['minimise', 'forced-unmap:mine@70e4f0:A', '--oracle', 'livelock'],
			"error: no workload 'mine'; see 'rmaplab list workloads'; for a litmus file of your own add",
		],
		[
			['minimise', 'forced-unmap:trunc-vs-fault@13cc11:A', '--oracle', 'livelok'],
			"error: no oracle 'livelok' (did you mean 'livelock'?)",
		],
		[
			['minimise', 'nonlinear-aware:quiet:A'],
			'error: nothing to minimise: this execution shows nothing',
		],
		[
			['check', 'races.claims'],
			"races.claims:1:1: error: this is no litmus test; 'rmaplab claims --mail races.claims' reads claims",
		],
		[
			['compare', '--variant', 'forced-unmp'],
			"error: no variant 'forced-unmp' (did you mean 'forced-unmap'?)",
		],
		[
			['compare', '--workload', 'trunc-vs-fualt'],
			"error: no workload 'trunc-vs-fualt' (did you mean 'trunc-vs-fault'?)",
		],
		[['compare', '--variant', './none.ts'], 'none.ts:1:1: error: cannot be read'],
		[['list', 'varients'], "(did you mean 'variants'?)"],
		[['replay', 'nonsense'], "error: 'nonsense' is no token"],
		[['compare', '--seed', 'x'], 'not a whole number'],
		[['comapre'], "unknown command 'comapre'"],
	])('%j', (args, message) => {
		const { status, stderr } = rmaplab(...args);
		expect(stderr).toContain(message);
		expect(status).toBe(2);
	});

	test.each([
		['a variant without a default export', 'export const x = 1;', 'no variant in it'],
		['a variant that is no program', 'export default {{{', 'does not load'],
		[
			'a variant of 20,000 brackets',
			`export const a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
			'it is nested too deeply to be read',
		],
	])('%s', (_, text, message) => {
		const { status, stderr } = rmaplab('compare', '--variant', file('bad.ts', text));
		expect(stderr).toContain(message);
		expect(status).toBe(2);
	});

	test('each kind of bad litmus file is one line and exit 2', () => {
		const bad: [string, string | Uint8Array][] = [
			['typo.litmus', 'scenario s\ncpu a { reclam 1 }'],
			['empty.litmus', ''],
			['binary.litmus', new Uint8Array([0, 1, 2])],
			['large.litmus', new Uint8Array(1 << 20).fill(0x61)],
		];
		for (const [name, text] of bad) {
			const path = file(name, text);
			const { status, stderr } = rmaplab('compare', '--workload', path);
			expect(stderr.split('\n')[0]).toMatch(/^.*\.litmus:\d+:\d+: error: /);
			expect(status).toBe(2);
		}
	});

	test('an expectation that is not met is exit 1', () => {
		const path = file(
			'wrong.litmus',
			'scenario wrong\nfile f 1 page cached\ncpu a { truncate f 0 }\nnever cached f[0]\nexpect lock-page-convert always\n',
		);
		const { status, stderr } = rmaplab(
			'compare',
			'--variant',
			'lock-page-convert',
			'--workload',
			path,
			'--out',
			'wrong',
		);
		expect(stderr).toContain('wrong.litmus:5');
		expect(status).toBe(1);
	});
});

describe('a variant that keeps a count between calls', () => {
	const nondeterminism = (): string =>
		file(
			'nondeterminism.ts',
			proposal
				.replaceAll('zap-whole-vmas', 'nondeterministic')
				.replace('function* vmtruncate_vma', 'let calls = 0;\nfunction* vmtruncate_vma')
				.replace('const end', 'if (calls++ % 3 === 0) yield* load(vm_end, vma);\n\tconst end'),
		);
	const complaint =
		/nondeterminism\.ts:\d+:\d+: error: .*vmtruncate_vma\(\d+, \d+\) is not the same when it is /m;

	test('is refused by check, and one that does not is not', () => {
		const good = file('good.ts', proposal);
		const { status, stdout, stderr } = rmaplab('check', good, nondeterminism());
		expect(stdout).toMatch(
			/good\.ts: zap-whole-vmas, 1 function of its own; [\d,]+ states of calls/,
		);
		expect(stderr).toMatch(complaint);
		expect(stderr.trim().split('\n')).toHaveLength(1);
		expect(status).toBe(2);
	});

	test('gets no verdict from compare', () => {
		const args = ['--workload', 'trunc-vs-fault', '--states', '2000', '--out', 'nondeterministic'];
		const { status, stdout, stderr } = rmaplab('compare', '--variant', nondeterminism(), ...args);
		expect(stderr).toMatch(complaint);
		expect(stderr).not.toMatch(/internal fault|at .*\.js:/);
		expect(stdout).toMatch(/^nondeterministic on trunc-vs-fault: no verdict:/m);
		expect(status).toBe(2);
	});
});

test('refine is 0 where nothing else is shown, 1 where something is, with a token', () => {
	const refine = (one: string, ...rest: string[]): Ran =>
		rmaplab('refine', one, 'lock-page-convert', '--workload', 'trunc-vs-fault', ...rest);
	const less = refine('recheck-racy-b');
	expect(less.status).toBe(0);
	expect(less.stdout).toContain('trunc-vs-fault: refines, ');
	expect(refine('nobody').status).toBe(2);

	const more = rmaplab(
		'refine',
		'lock-page-convert',
		'recheck-racy-b',
		'--workload',
		'trunc-vs-fault',
		'--json',
	);
	expect(more.status).toBe(1);
	const { refinement, rows } = JSON.parse(more.stdout) as {
		refinement: { holds: boolean; violatedBy: { workload: string; token: string } };
		rows: { onlyFirst: { observed: string[]; token: string } }[];
	};
	expect(refinement).toMatchObject({ holds: false, violatedBy: { workload: 'trunc-vs-fault' } });
	expect(rows[0]!.onlyFirst.token).toBe(refinement.violatedBy.token);
	expect(rows[0]!.onlyFirst.observed.length).toBeGreaterThan(0);
	const replayed = rmaplab('replay', refinement.violatedBy.token);
	expect(replayed).toMatchObject({ status: 0, stderr: '' });
});

test('--sample-strategy takes every strategy that there is, and no other', () => {
	const names = Object.keys(strategies).join(', ');
	const { status, stderr } = rmaplab('compare', '--sample-strategy', 'fair');
	expect(status).toBe(2);
	expect(stderr.replaceAll('"', '')).toContain(`Allowed choices are ${names}.`);
});

test('two runs print the same, and what another version kept is not resumed and not lost', () => {
	const args = ['--workload', 'trunc-innocent', 'trunc-remapped', '--jobs', '1', '--json'];
	const run = (): Ran =>
		rmaplab('compare', '--variant', 'no-bug', '--no-wall-clock', ...args, '--out', 'resumed');
	const whole = run().stdout;
	const { cells } = JSON.parse(whole) as { cells: unknown[] };
	const journal = join(folder, 'resumed', 'journal.jsonl');
	const kept = `{"run":"another"}\n${JSON.stringify(cells[0])}\n{"variant":"no-b`;
	writeFileSync(journal, kept);
	const { status, stderr } = run();
	expect(stderr).toContain('keeps 1 cell of an interrupted run that is not this one');
	expect(status).toBe(2);
	expect(readFileSync(journal, 'utf8')).toBe(kept);
	rmSync(journal);
	expect(run().stdout).toBe(whole);
});

test.each(['variants', 'workloads', 'oracles', 'kernel'])('list %s', (what) => {
	const { status, stdout } = rmaplab('list', what, '--json');
	expect(status).toBe(0);
	expect((JSON.parse(stdout) as Record<string, unknown[]>)[what]!.length).toBeGreaterThan(20);
});

test('every kernel function says what it follows, and no variant or oracle is nameless', () => {
	const { kernel } = JSON.parse(rmaplab('list', 'kernel', '--json').stdout) as {
		kernel: { name: string; kernel: string; fidelity: string }[];
	};
	expect(kernel.filter((each) => each.kernel === '' || each.fidelity === '')).toEqual([]);
	expect(rmaplab('list', 'kernel').stdout).toMatch(/followed \d+/);
});

describe('what has no end', () => {
	const race = `scenario race
file f 2 pages cached
process A { map m f[0..1] shared; truncate f 1 }
process B { map n f[0..1] shared }
cpu a { truncate f 0 }
cpu b in B { unmap n }
never "deadlock"
`;
	const vmtruncate =
		'vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {';
	const userMap = 'userMap(this: Kernel, _: number, mapping: address_space): Task<number> {';
	const variantOf = (name: string, replaced: string, body: string, adds = ''): string =>
		file(
			`${name}.ts`,
			`import { become, call, defineVariant, lock, SS, trylock, unlock } from 'rmaplab';
import type { Kernel, Task, address_space } from 'rmaplab';

function* again(this: Kernel, mapping: address_space): Task<number> {
	if (yield* trylock(SS, mapping)) return 0;
	return yield* become('again', mapping);
}

function* ${replaced}
	${body}
	return 0;
}
export default defineVariant({
	name: '${name}',
	subject: 'a variant without an end',
	from: 'me',
	date: '2003-04-05',
	replaces: { ${replaced.split('(')[0]} },
	${adds}
	claims: { 'orphan page mapped': 'never' },
});
`,
		);

	test('is named with its place and what to write instead, by check and by compare', () => {
		const spins = variantOf(
			'spins',
			vmtruncate,
			`while (!(yield* trylock(SS, mapping)));
	yield* this.vmtruncate_list(mapping, 0, offset >> 12);
	yield* this.vmtruncate_list(mapping, 1, offset >> 12);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);`,
		);
		const complaint =
			/spins\.ts:9:1: error: vmtruncate\(\) takes more than 4,000 steps .* 'return yield\* become/;
		const checked = rmaplab('check', spins);
		expect(checked.stderr).toMatch(complaint);
		expect(checked.status).toBe(2);
		const args = ['--workload', file('race.litmus', race), '--out', 'spins', '--no-wall-clock'];
		const compared = rmaplab('compare', '--variant', spins, ...args);
		expect(compared.stderr).toMatch(complaint);
		expect(compared.stderr).not.toMatch(/internal fault|at .*\.js:/);
		expect(compared.status).toBe(2);
	});

	test('is said by check where it keeps a race from beginning', () => {
		const waits = variantOf(
			'waits',
			userMap,
			"yield* lock(SS, mapping);\n\tyield* call('again', [mapping]);",
			'adds: { again },',
		);
		const { status, stderr } = rmaplab('check', waits);
		expect(stderr).toMatch(
			/waits\.ts:4:1: error: waits: livelock before the race of [\w-]+: again\(\) comes back/,
		);
		expect(status).toBe(2);
	});

	test('and a limit that is reached gives no verdict, and says so', () => {
		const args = ['--no-wall-clock', '--setup-steps', '100'];
		const compare = (out: string, text: string): Ran =>
			rmaplab(
				'compare',
				'--variant',
				'convert-v1',
				'--workload',
				file(`${out}.litmus`, text),
				'--out',
				out,
				...args,
			);
		const plain = compare('plain', race);
		expect(plain.stdout).toMatch(/^\? {4}\? {2}race$/m);
		expect(plain.stderr).toMatch(
			/^convert-v1 on race: no verdict: .* after 100 steps, in \w+\(\)$/m,
		);
		expect(plain.status).toBe(0);
		const expecting = compare('expecting', `${race}expect convert-v1 never\n`);
		expect(expecting.stderr).toMatch(
			/expecting\.litmus:8: convert-v1 never: undecided, no verdict$/m,
		);
		expect(expecting.status).toBe(1);
	});
});

describe('a printed command', () => {
	const race = `scenario own-race
file f 1 page cached
process A { map m f[0..0] shared }
cpu truncator    { truncate f 0 }
cpu faulter in A { touch m[0] read }
expect zap-whole-vmas sometimes "orphan page mapped"
`;
	const mail = `mail "truncation" from "you, today"
> And it is never noticed.
claim M2 "nobody notices"
	if zap-whole-vmas on own-race never "orphan page mapped"
`;

	/** What is printed, run as a reader would, except for what npx would do. */
	function runAll(text: string): number {
		// Mails fold what is too long for their lines.
		const whole = text.replaceAll(/ \\\n +/g, ' ');
		const commands = [...whole.matchAll(/\bnpx rmaplab (replay .*)$/gm)].map(([, rest]) => rest!);
		for (const rest of commands.filter((each) => !each.startsWith('replay TOKEN'))) {
			const script = `"$0" "$1" ${rest}`;
			const args = ['-c', script, process.execPath, join(root, 'dist/harness/cli.js')];
			const { status, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8', cwd: folder });
			expect([rest, status, stderr]).toEqual([rest, 0, '']);
			expect(stdout).not.toContain('nothing violated');
		}
		return commands.length;
	}

	test('works as it stands on files of one\u2019s own, and says where the tool comes from', () => {
		file('zap.ts', proposal);
		file('own race.litmus', race);
		file('own.claims', mail);
		const own = ['--variant', './zap.ts', '--workload', './own race.litmus'];
		expect(rmaplab('check', './own race.litmus').stderr).toContain("no variant 'zap-whole-vmas'");
		expect(rmaplab('check', './own race.litmus', './zap.ts').status).toBe(0);
		const compared = rmaplab('compare', ...own, '--full', '--out', 'printed', '--no-wall-clock');
		expect(compared.status).toBe(0);
		const short = readFileSync(join(folder, 'printed/mail.txt'), 'utf8');
		expect(short).toMatch(/^Subject: Re: \[PATCH\] truncate: unmap whole vmas/);
		expect(runAll(short)).toBeGreaterThan(1);
		expect(short).toMatch(/^CPU0 truncator +CPU1 faulter$/m);
		expect(short).toContain(`./own race.litmus:\n\n${race.replaceAll(/^(?=.)/gm, '  ')}`);
		const [patch] = /^From: [^]*?(?=^-- >8 --$)/m.exec(short)!;
		const applied = spawnSync('git', ['apply', '--check', '-'], { cwd: root, input: patch });
		expect([applied.status, String(applied.stderr)]).toEqual([0, '']);
		expect(compared.stdout.replaceAll(/\s+/g, ' ')).toMatch(
			/ Of the \d+ litmus tests that come with rmaplab none was run; nothing is said of the others\./,
		);
		const mailed = readFileSync(join(folder, 'printed/mail-full.txt'), 'utf8');
		expect(runAll(mailed)).toBeGreaterThan(5);
		const claims = rmaplab('claims', '--mail', 'own.claims', ...own, '--as', 'mail').stdout;
		expect(runAll(claims)).toBe(1);
		const refined = rmaplab('refine', './zap.ts', 'nonlinear-aware', ...own.slice(2)).stdout;
		expect(runAll(refined.replaceAll('replay', 'replay --all'))).toBe(1);
		const [, token] = /replay (zap\S+)/.exec(mailed)!;
		const small = rmaplab('minimise', token!, ...own, '--out', 'own-min.litmus').stdout;
		expect(runAll(small)).toBe(1);
		for (const text of [mailed, compared.stdout, claims, refined, small]) {
			expect(text).toContain('npx rmaplab replay');
			expect(text.replaceAll(/\s+/g, ' ')).toContain(
				'The commands are of rmaplab 0.1.0, which is not on npm',
			);
		}
	});

	test('a claim of a run of a few litmus stays undecided', () => {
		const some = ['--workload', 'quiet', 'trunc-bystander', '--no-wall-clock', '--full'];
		const nonlinear = ['--variant', 'nonlinear-aware', '--out', 'few'];
		const { stdout } = rmaplab('compare', ...nonlinear, ...some);
		expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
			'; undecided, not every litmus test has a verdict: ',
		);
		expect(readFileSync(join(folder, 'few/mail-full.txt'), 'utf8')).toContain(
			'orphan page mapped: never, not seen; undecided: not every litmus',
		);
		expect(readFileSync(join(folder, 'few/claims.csv'), 'utf8')).not.toContain(',complete,true');
		rmaplab('compare', ...nonlinear, ...some.slice(0, -1));
		expect(existsSync(join(folder, 'few/mail-full.txt'))).toBe(false);
	});
});

describe('a variant that claims what nobody can judge', () => {
	test.each([
		[
			"'orphan page mapped'",
			"'orphan pages mapped'",
			'16:12: error: its variant claims something of',
		],
		[
			"mapped': 'never'",
			"mapped': 'seldom'",
			"16:12: error: 'orphan page mapped' is said to be 'seldom'",
		],
		["'2003-04-05'", "'yesterday'", "14:2: error: 'yesterday' is no date; write one like"],
	])('%s for %s', (right, wrong, message) => {
		const path = file('claims.ts', proposal.replace(right, wrong));
		for (const command of [['check'], ['compare', '--variant']]) {
			const { status, stderr } = rmaplab(...command, path);
			expect([status, stderr.split('\n').length]).toEqual([2, 2]);
			expect(stderr).toContain(`${path}:${message}`);
		}
	});
});

describe('help', () => {
	const commands = [...rmaplab('--help').stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)]
		.map(([, name]) => name!)
		.filter((name) => name !== 'help');

	test('there are commands', () => {
		expect(commands).toEqual(expect.arrayContaining(['compare', 'replay', 'refine', 'export']));
	});

	test.each(commands)('%s names each exit status, in 80 columns', (name) => {
		const [, after] = rmaplab(name, '--help').stdout.split('Exit status:\n') as [string, string];
		const statuses = [...after.matchAll(/^ {2}(\d+) +\S/gm)].map(([, status]) => Number(status));
		const canBeOne = [
			'compare',
			'refine',
			'diff',
			'calibrate',
			'stack',
			'doctor',
			'recorded',
			'host',
			'merge',
			'serve-queue',
			'fsx',
		].includes(name);
		expect(statuses).toEqual(canBeOne ? [0, 1, 2, 3, 130] : [0, 2, 3, 130]);
		expect(after.split('\n').filter((line) => line.length > 80)).toEqual([]);
	});
});
