/*
 * Imported and recorded calls as workloads: `compare` gives their difference, answers, VM_LOCKED pages and cost beside litmus
 * tests, `perf` what they cost, `replay` and `minimise` what is behind their tokens. Uses dist/, which `npm test` builds
 * first.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import type { ComparedCell, Comparison, PerfResult } from '../result.ts';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab, rmaplabWith } = commandLineIn('sequences');

const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const textOf = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');
const callsText = (calls: readonly (readonly [string, unknown])[]): string =>
	['{"sequence":0}', ...calls.map((each) => JSON.stringify(each)), ''].join('\n');

/** The finding of the mail: truncation takes the page that vm_pgoff names, and not the one that is mapped there. */
const before = [
	['p0 trunc t2 9', { ok: 0 }],
	['p0 mmap 9 4 t2 1 rw sL', { ok: 0 }],
	['p0 pwrite t2 7 1006', { ok: 0 }],
	['p0 remap 10 1 5', { ok: 0 }],
] as const;
const behind = [
	['p0 trunc t2 4', { ok: 0 }],
	['p0 w 10 1008', { sig: 'SIGBUS' }],
	['p0 punch t2 0 1', { ok: 0 }],
	['p0 exit', { ok: 0 }],
] as const;
const reads = (count: number): readonly (readonly [string, unknown])[] =>
	Array.from({ length: count }, () => ['p0 r 9', { ok: 0 }] as const);

write('mail.jsonl', callsText([...before, ...behind]));
/** The fifth call comes later. */
write('later.jsonl', callsText([...before, ...reads(300), ...behind]));

const names = ['nonlinear-aware', 'linux-6-18', 'nonlinear-mlocked'];
const compared = (out: string): Comparison => JSON.parse(textOf(out, 'results.json')) as Comparison;
const cellOf = ({ cells }: Comparison, variant: string, workload = 'mail'): ComparedCell =>
	cells.find((each) => each.variant === variant && each.workload === workload)!;

describe('compare', () => {
	let whole: Comparison;
	let said: ReturnType<typeof rmaplab>;
	beforeAll(() => {
		const workloads = ['./mail.jsonl', 'trunc-innocent-locked', './later.jsonl'];
		const args = ['--variant', ...names, '--workload', ...workloads, '--no-perf', '--no-cache'];
		said = rmaplab('compare', ...args, '--out', 'out');
		whole = compared('out');
	}, 120_000);

	test('a cell is complete, and the call that shows a finding is its site and its token', () => {
		expect([said.status, whole.workloads.map(({ name, calls }) => [name, calls])]).toEqual([
			0,
			[
				['trunc-innocent-locked', undefined],
				['mail', 8],
				['later', 308],
			],
		]);
		const { explored, violations, outcomes } = cellOf(whole, 'lock-page-convert');
		expect(explored).toEqual({
			kind: 'complete',
			engine: 'one order',
			states: 9,
			transitions: 8,
			terminals: 1,
		});
		expect(violations).toMatchObject([
			{ oracle: 'orphan page mapped', site: 'page found by pte_chain, call 5', steps: 5 },
		]);
		expect(violations[0]!.token).toMatch(/^lock-page-convert:mail@[0-9a-f]{6}\.[0-9a-f]{6}:A5$/);
		expect(outcomes).toHaveLength(1);
		// In a long sequence oracles are not asked after each call, and the call is found all the same.
		expect(cellOf(whole, 'lock-page-convert', 'later').violations).toMatchObject([{ steps: 305 }]);
		expect(cellOf(whole, 'lock-page-convert', 'later').sequence!.oraclesAsked).toBeLessThan(60);
	});

	test('what a variant fixes, adds and moves', () => {
		const { fixed, added } = cellOf(whole, 'nonlinear-aware').against;
		expect([fixed.map(({ oracle }) => oracle), added]).toEqual([['orphan page mapped'], []]);
		const dies = cellOf(whole, 'nonlinear-mlocked');
		expect(dies.against.added.map(({ oracle, site }) => `${oracle}: ${site}`)).toEqual([
			'page not reachable by rmap: no vma leads to the pte, call 4',
			'page not reachable by rmap: page->mapping is NULL, call 5',
			'kernel BUG: page_remove_rmap: !page->mapping, call 8',
		]);
		expect(dies.sequence!.diedAt).toBe(8);
	});

	test('answers that differ, with causes as data and the fewest calls', () => {
		const { answers, asRecorded, calls } = cellOf(whole, 'linux-6-18').sequence!;
		expect([asRecorded, calls, answers.differ, answers.unexplained]).toEqual([8, 8, 2, 0]);
		const causes = answers.causes.map(({ id, isOf, answers: count }) => [id, isOf, count]);
		expect(causes).toEqual([
			['remap-is-mmap', 'linux-6-18', 1],
			['no-hole-punching', 'lock-page-convert', 1],
		]);
		expect(answers.causes[1]!.functions).toContain('madvise_remove');
		const aware = cellOf(whole, 'nonlinear-aware').sequence!.answers;
		expect(aware.causes.map(({ id }) => id)).toEqual(['trusts-vm-pgoff']);
		expect(aware.examples[0]).toMatchObject({
			recorded: 'ok',
			said: 'SIGBUS',
			calls: [
				'p0 trunc t2 9',
				'p0 mmap 9 4 t2 1 rw sL',
				'p0 remap 10 1 5',
				'p0 trunc t2 4',
				'p0 w 10 1008',
			],
		});
	});

	test('VM_LOCKED pages by who took them, and what the calls cost', () => {
		const { unmappedLocked, sequence } = cellOf(whole, 'linux-6-18');
		expect(unmappedLocked).toEqual({ min: 2, max: 2, collateralMax: 0 });
		expect(sequence!.cost.lockedUnmapped).toMatchObject({ truncation: 2, insideEof: 0 });
		expect(sequence!.cost.system).toBeGreaterThan(cellOf(whole, names[0]!).sequence!.cost.system);
	});

	test('the reports have it', () => {
		expect(said.stdout).toContain('4 variants, 1 litmus test, 2 sequences of calls, base');
		const text = textOf('out', 'report.txt');
		const block = text.slice(text.indexOf('mail: 8 calls'), text.indexOf('\nlater: '));
		expect(block.replaceAll(/@[0-9a-f.]+:/g, '@DIGESTS:')).toMatchInlineSnapshot(`
			"mail: 8 calls, cost on p4-2.7ghz-up
			                   fix  add  move  left  answers  own  beyond  inside     ms
			lock-page-convert    -    -     -     1        -    3       1       0  0.033
			nonlinear-aware      1    0     0     0        1    2       2       0  0.033
			linux-6-18           1    0     0     0        2    2       2       0  0.038
			nonlinear-mlocked    0    3     1     0        1    2       1       0  0.032
			  nonlinear-aware: 1 of 8 answers differ: trusts-vm-pgoff 1 (of
			      lock-page-convert)
			  linux-6-18: 2 of 8 answers differ: remap-is-mmap 1 (of linux-6-18),
			      no-hole-punching 1 (of lock-page-convert)
			  nonlinear-mlocked: 1 of 8 answers differ: trusts-vm-pgoff 1
			  trusts-vm-pgoff: truncation and faults take a page for the one that vm_pgoff
			      says (Hugh Dickins, 4 April 2003, 'objrmap and vmtruncate'; 2.6.7)
			  remap-is-mmap: remap_file_pages() is a mmap() of the range already, and splits
			      vmas (c8d78c18 (4.0), later than the recorded kernel)
			  no-hole-punching: holes cannot be punched: the call says EINVAL, and what it
			      would have dropped stays (MADV_REMOVE came with 2.6.16 (from memory);
			      16a10019 (2007) unmaps once more)
			As the file says: linux-6-18.
			orphan page mapped (page found by pte_chain, call 5), lock-page-convert:
			  npx rmaplab replay lock-page-convert:mail@DIGESTS:A5 --workload ./mail.jsonl
			    p0 trunc t2 9
			    p0 mmap 9 4 t2 1 rw sL
			    p0 remap 10 1 5
			    p0 trunc t2 4
			trusts-vm-pgoff, nonlinear-aware:
			    p0 trunc t2 9
			    p0 mmap 9 4 t2 1 rw sL
			    p0 remap 10 1 5
			    p0 trunc t2 4
			    p0 w 10 1008    lock-page-convert ok, nonlinear-aware SIGBUS
			remap-is-mmap, linux-6-18:
			    p0 trunc t2 9
			    p0 mmap 9 4 t2 1 rw sL
			    p0 remap 10 1 5
			    p0 trunc t2 4
			    p0 w 10 1008    lock-page-convert ok, linux-6-18 SIGBUS
			no-hole-punching, linux-6-18:
			    p0 punch t2 0 1    lock-page-convert EINVAL, linux-6-18 ok
			page not reachable by rmap (no vma leads to the pte, call 4), nonlinear-mlocked:
			  npx rmaplab replay nonlinear-mlocked:mail@DIGESTS:A4 --workload ./mail.jsonl
			    p0 trunc t2 9
			    p0 mmap 9 4 t2 1 rw sL
			    p0 remap 10 1 5
			orphan page mapped (page found by nobody, call 5), nonlinear-mlocked:
			  npx rmaplab replay nonlinear-mlocked:mail@DIGESTS:A5 --workload ./mail.jsonl
			    p0 trunc t2 9
			    p0 mmap 9 4 t2 1 rw sL
			    p0 remap 10 1 5
			    p0 trunc t2 4
			"
		`);
		expect(textOf('out', 'mail.txt')).toContain(
			'orphan page mapped (page found by pte_chain, call 5)',
		);
		expect(textOf('out', 'report.html')).toMatch(/<h2 id="?sequences-head"?>/);
		const [head, ...rows] = textOf('out', 'cells.csv').split('\n');
		expect(head).toMatch(/,answersDiffer,answersUnexplained,causes,unmappedByOwn,/);
		expect(rows.find((row) => row.startsWith('linux-6-18,mail,'))).toContain(
			',remap-is-mmap 1; no-hole-punching 1,',
		);
	});

	test('parts of a run are the run', () => {
		const args = ['--variant', 'nonlinear-aware', '--workload', './mail.jsonl', 'trunc-remapped'];
		for (const part of ['1/2', '2/2']) {
			const out = `part-${part[0]!}`;
			const { status } = rmaplab('compare', ...args, '--shard', part, '--out', out);
			expect(status).toBe(0);
		}
		rmaplab('merge', 'part-1', 'part-2', '--out', 'merged');
		rmaplab('compare', ...args, '--out', 'one');
		expect(compared('merged').cells).toEqual(compared('one').cells);
	}, 120_000);

	test('cells are kept, and a variant that fails leaves the others theirs', () => {
		mkdirSync(join(folder, 'node_modules'), { recursive: true });
		symlinkSync(packageRoot(), join(folder, 'node_modules/rmaplab'));
		const own = (body: string): string =>
			`import { defineVariant } from 'rmaplab';
import type { Kernel, Task, vm_area_struct } from 'rmaplab';
function* vmtruncate_vma(this: Kernel, vma: vm_area_struct): Task {
	${body}
}
export default defineVariant({
	name: 'mine', subject: 's', from: 'me', date: '2003-04-05', replaces: { vmtruncate_vma }, claims: {},
});
`;
		const args = ['--variant', './mine.ts', '--workload', './mail.jsonl', '--no-perf'];
		write('mine.ts', own("throw new Error('ouch');"));
		const failed = rmaplab('compare', ...args, '--out', 'own');
		expect([failed.status, failed.stderr]).toEqual([
			2,
			expect.stringContaining('mine.ts:4:1: error: vmtruncate_vma() throws Error: ouch'),
		]);
		write('mine.ts', own('void vma;'));
		const mended = rmaplab('compare', ...args, '--out', 'own');
		expect(mended.status).toBe(0);
		expect(cellOf(compared('own'), 'mine').violations.length).toBeGreaterThan(0);
		const cache = { RMAPLAB_NO_CACHE: undefined, XDG_CACHE_HOME: join(folder, 'cache') };
		const ours = ['compare', '--workload', './mail.jsonl', '--variant', names[0]!];
		rmaplabWith(cache, ...ours);
		const again = rmaplabWith(cache, ...ours);
		expect(again.stderr).toContain('2 cells as an earlier run of this build found them');
	}, 120_000);

	test.each([
		['other.jsonl', '# a litmus test\nscenario x\n', '1:1: error: neither {"sequence":N} nor'],
		['empty.jsonl', '{"sequence":0}\n{"sequence":1}\n', '1:1: error: no call in this sequence'],
		['end.jsonl', `${callsText(before)}{"sequence":1}\n`, '6:1: error: no call in this sequence'],
		['call.jsonl', callsText([['p0 mmup 1 1', { ok: 0 }]]), '2:3: error: no call of this name'],
	])('bad input: %s', (file, text, why) => {
		write(file, text);
		for (const args of [
			['compare', '--workload', `./${file}`],
			['perf', '--load', `./${file}`],
		]) {
			const { status, stdout, stderr } = rmaplab(...args);
			expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
			expect(stderr).toContain(`./${file}:${why}`);
		}
	});

	test('other commands say who takes such a file', () => {
		const { status, stderr } = rmaplab('check', './mail.jsonl');
		expect(status).toBe(2);
		expect(stderr).toContain('mail.jsonl:1:1: error: calls of a recording are no litmus test');
	});
});

describe('tokens', () => {
	const token = (variant: string, calls: string): string => `${variant}:mail:${calls}`;

	test('replay makes the calls once more, also beside another variant', () => {
		const args = ['--workload', './mail.jsonl', '--against', 'nonlinear-aware'];
		const { stdout, status } = rmaplab('replay', token('lock-page-convert', 'A6'), ...args);
		expect(status).toBe(0);
		expect(stdout).toMatchInlineSnapshot(`
			"lock-page-convert on mail: the first 6 calls

			     1  p0 trunc t2 9                 ok
			     2  p0 mmap 9 4 t2 1 rw sL        ok
			     3  p0 pwrite t2 7 1006           ok
			     4  p0 remap 10 1 5               ok
			     5  p0 trunc t2 4                 ok
			     6  p0 w 10 1008                  ok          the file says SIGBUS; nonlinear-aware SIGBUS

			 *** orphan page mapped: page 18 of process p0, meant for t2[5], maps page#6,
			     which is in no file ***
			"
		`);
		const json = rmaplab('replay', token('nonlinear-mlocked', 'A8'), ...args.slice(0, 2), '--json');
		const { calls, findings } = JSON.parse(json.stdout) as {
			readonly calls: readonly { readonly answer: string | null }[];
			readonly findings: readonly { readonly oracle: string }[];
		};
		expect([calls.at(-1)!.answer, findings.map(({ oracle }) => oracle)]).toEqual([
			null,
			['kernel BUG'],
		]);
	}, 60_000);

	test('a token of other calls is refused', () => {
		const { status, stderr } = rmaplab(
			'replay',
			'lock-page-convert:mail@000000:A6',
			'--workload',
			'./mail.jsonl',
		);
		expect([status, stderr]).toEqual([2, expect.stringContaining('000000')]);
	});

	test('minimise writes the fewest calls, and a litmus test that shows the same', () => {
		const args = ['--workload', './later.jsonl', '--out', 'few.litmus'];
		const { stdout, status } = rmaplab('minimise', 'lock-page-convert:later:A8h', ...args);
		expect([status, stdout.split('\n')[0]]).toEqual([
			0,
			"The fewest calls found that show 'orphan page mapped': 4 of 305.",
		]);
		expect(textOf('few.jsonl')).toBe(
			callsText([
				['p0 trunc t2 9', { ok: 0 }],
				['p0 mmap 9 4 t2 1 rw sL', { ok: 0 }],
				['p0 remap 10 1 5', { ok: 0 }],
				['p0 trunc t2 4', { ok: 0 }],
			]),
		);
		// Its expect line says that the variant always shows it: an unmet one has status 1.
		const both = ['./few.litmus', './few.jsonl'];
		const found = rmaplab('compare', '--variant', names[0]!, '--workload', ...both, '--out', 'few');
		expect(found.status).toBe(0);
		const sites = compared('few').cells.map(({ violations }) => violations.map((v) => v.oracle));
		expect(sites.filter((each) => each.includes('orphan page mapped'))).toHaveLength(2);
	}, 60_000);

	test('the token of docs/recorded.md shows what the page says', () => {
		const page = readFileSync(join(packageRoot(), 'docs/recorded.md'), 'utf8');
		const [, text = '', file = ''] = /replay (\S+) --workload (\S+)$/m.exec(page)!;
		const { stdout, status } = rmaplab('replay', text, '--workload', join(packageRoot(), file));
		expect([status, stdout]).toEqual([0, expect.stringContaining('*** orphan page mapped: page')]);
		expect(stdout).toContain('the first 28 calls of sequence 28');
	}, 60_000);

	test('what has one order is not walked through', () => {
		const args = ['--workload', './mail.jsonl', '--step'];
		const { status, stderr } = rmaplab('replay', token('lock-page-convert', 'A6'), ...args);
		expect([status, stderr]).toEqual([2, expect.stringContaining('--step')]);
	});
});

test('perf takes them as loads', () => {
	const args = ['--variant', 'nonlinear-aware', '--load', './mail.jsonl', '--out', 'perf'];
	const { status, stdout } = rmaplab('perf', ...args);
	expect([status, stdout]).toEqual([0, expect.stringContaining('mail: calls 8')]);
	const { rows } = JSON.parse(textOf('perf', 'perf.json')) as PerfResult;
	expect(rows.map(({ variant, load, findings }) => [variant, load, findings.length])).toEqual([
		['lock-page-convert', 'mail', 1],
		['nonlinear-aware', 'mail', 0],
	]);
	const [base] = rows as [(typeof rows)[0]];
	expect(base.events['syscalls']).toBe(7);
	expect(base.memory.total).toBeGreaterThan(0);
	expect(base.elapsed).toBeCloseTo(base.user + base.system + base.disk, 12);
	// The cost of a comparison is the same number.
	const cell = cellOf(compared('out'), 'nonlinear-aware');
	expect(cell.sequence!.cost.system).toBe(rows[1]!.system);
	for (const flag of [['--cpus', '2'], ['--rounds', '2'], ['--curve']]) {
		const refused = rmaplab('perf', '--load', './mail.jsonl', ...flag);
		expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining(flag[0]!)]);
	}
}, 60_000);
