/*
 * When one variant refines another, and what tells a variant from its base: on cells that are written by
 * hand, and on real ones.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { variants } from '../../variants/index.ts';
import { runCellWithOutcomes } from '../cell/cell.ts';
import { bootVariant } from '../cell/boot.ts';
import { verdictOnly } from '../cell/options.ts';
import { noCost } from '../cell/cost.ts';
import { apartFrom, refinementOf, relate } from './refine.ts';
import type { Cell, Explored, VariantResult } from '../result.ts';
import { apartLines } from '../../reports/apart.ts';
import { packageRoot } from '../catalogue/source.ts';

const complete: Explored = {
	kind: 'complete',
	engine: 'e',
	states: 1,
	transitions: 1,
	terminals: 1,
};

const cellOf = (outcomes: readonly string[], rest: Partial<Cell> = {}): Cell => ({
	variant: 'v',
	workload: 'w',
	explored: complete,
	violations: [],
	questions: [],
	outcomes: outcomes.toSorted().map((digest) => ({ digest, token: `token ${digest}` })),
	expectations: [],
	unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
	cost: noCost,
	...rest,
});

const variantResult: VariantResult = {
	name: 'v',
	subject: '',
	from: '',
	date: '2003-04-04',
	base: null,
	idea: 'v',
	replaces: [],
	quoted: [],
	claims: [],
	apart: null,
	refines: [],
	patch: '',
	diffstat: { functions: 0, insertions: 0, deletions: 0 },
};

const anOutcome = fc.constantFrom('a', 'b', 'c', 'd');
const someOutcomes = fc.uniqueArray(anOutcome);

describe('what two cells show', () => {
	test('a cell shows what it shows, and less is a refinement of it', () => {
		fc.assert(
			fc.property(someOutcomes, someOutcomes, (one, more) => {
				const whole = cellOf([...new Set([...one, ...more])]);
				expect(relate(cellOf(one), cellOf(one)).relation).toBe('equal');
				const isAll = whole.outcomes!.length === one.length;
				expect(relate(cellOf(one), whole).relation).toBe(isAll ? 'equal' : 'refines');
				expect(relate(whole, cellOf(one)).relation).toBe(isAll ? 'equal' : 'is refined by');
			}),
		);
	});

	test('neither is the other where each shows something of its own', () => {
		expect(relate(cellOf(['a', 'b']), cellOf(['b', 'c']))).toEqual({
			relation: 'differs',
			isProved: true,
			onlyOne: { digest: 'a', token: 'token a' },
			onlyOther: { digest: 'c', token: 'token c' },
		});
	});

	test('nothing is proved by a search that was cut short', () => {
		const cut = cellOf(['a'], { explored: { ...complete, kind: 'bounded', bound: 1 } });
		expect(relate(cut, cellOf(['a']))).toMatchObject({ relation: 'equal', isProved: false });
		expect(refinementOf('v', [cut], [cellOf(['a'])])).toMatchObject({
			holds: true,
			proved: 0,
		});
	});
});

test('one litmus that shows something else is enough against a refinement', () => {
	const own = [cellOf(['a']), cellOf(['a', 'b'], { workload: 'x' })];
	const others = [cellOf(['a']), cellOf(['a'], { workload: 'x' })];
	expect(refinementOf('base', own, others)).toEqual({
		of: 'base',
		litmus: 2,
		equal: 1,
		holds: false,
		proved: 2,
		open: 0,
		violatedBy: { workload: 'x', token: 'token b' },
	});
});

describe('what one shows and the other was not seen to show', () => {
	const cut: Partial<Cell> = { explored: { ...complete, kind: 'bounded', bound: 1 } };
	const less = [cellOf(['a'])];
	const more = [cellOf(['a', 'b'])];

	test('speaks against a refinement though the own search was cut short', () => {
		const own = [cellOf(['a', 'b'], cut)];
		expect(refinementOf('v', own, less)).toMatchObject({ holds: false, open: 0 });
	});

	test('leaves it open where the other search was', () => {
		expect(refinementOf('v', more, [cellOf(['a'], cut)])).toMatchObject({
			holds: null,
			open: 1,
			violatedBy: null,
		});
	});

	test('leaves it open where one shows too much to compare', () => {
		const flood = [cellOf([], { outcomes: null })];
		expect(relate(flood[0]!, less[0]!).relation).toBe('undecided');
		expect(refinementOf('v', less, flood)).toMatchObject({ holds: null, open: 1 });
	});

	test('is in the report with the execution that shows it, or said to be open', () => {
		const lines = (own: Cell[], others: Cell[]): string[] => {
			const refines = [refinementOf('base', own, others)];
			return apartLines({ variants: [{ ...variantResult, refines }], workloads: [] }, 80);
		};
		expect(lines(more, less)).toEqual([
			'v: shows programs what base does not, first on w',
			'  npx rmaplab replay token b',
		]);
		expect(lines(more, [cellOf(['a'], cut)]).join(' ')).toContain('open on 1 of 1 litmus test');
		expect(lines(less, more).join(' ')).toContain('less on 1');
	});
});

describe('what tells a variant from its base', () => {
	const dear = { ...noCost, operations: 1 };

	test('is a violation before an outcome, an outcome before cost', () => {
		const costs = cellOf(['a'], { cost: dear });
		expect(apartFrom('base', [costs], [cellOf(['a'])])).toMatchObject({ by: 'cost' });
		const shows = cellOf(['b'], { workload: 'x' });
		const plain = cellOf(['a'], { workload: 'x' });
		expect(apartFrom('base', [costs, shows], [cellOf(['a']), plain])).toMatchObject({
			by: 'outcomes',
			workload: 'x',
		});
		expect(apartFrom('base', [cellOf(['a'])], [cellOf(['a'])])).toMatchObject({ by: null });
	});

	test('is nothing that an unfinished search has seen', () => {
		const cut = cellOf(['b'], { explored: { ...complete, kind: 'bounded', bound: 1 } });
		expect(apartFrom('base', [cut], [cellOf(['a'])])).toMatchObject({ by: null, litmus: 1 });
	});
});

describe('on the kernel', () => {
	const run = (variant: string, name: string) => {
		const path = join(packageRoot(), 'workloads', 'litmus', `${name}.litmus`);
		const read = parseLitmus(readFileSync(path, 'utf8'), path);
		if ('error' in read) throw new Error(read.error.message);
		return runCellWithOutcomes(bootVariant(variants[variant]!), read.workload, verdictOnly);
	};

	test('a tweak of counts shows programs nothing', () => {
		const base = run('lock-page-convert', 'convert-vs-zap');
		const tweak = run('convert-v3-tweak', 'convert-vs-zap');
		expect(relate(tweak.cell, base.cell)).toMatchObject({ relation: 'equal', isProved: true });
	});

	test('a recheck takes outcomes away and adds none', () => {
		const base = run('lock-page-convert', 'trunc-vs-fault');
		const recheck = run('recheck-racy-b', 'trunc-vs-fault');
		expect(relate(recheck.cell, base.cell).relation).toBe('refines');
		const gone = [...base.observed].filter(([digest]) => !recheck.observed.has(digest));
		expect(gone.flatMap(([, observed]) => observed)).toContain('faulter: kernel BUG');
	});

	test('what shows more than can be kept says so', () => {
		const pages = Array.from({ length: 9 }, (_, i) => `write f[${i}]`).join('; ');
		const cpus = ['a', 'b'].map((name) => `cpu ${name} { ${pages} }\n`).join('');
		const read = parseLitmus(`scenario flood\nfile f 9 pages cached\n${cpus}`, 'flood.litmus');
		if ('error' in read) throw new Error(read.error.message);
		const booted = bootVariant(variants['lock-page-convert']!);
		const { cell } = runCellWithOutcomes(booted, read.workload, verdictOnly);
		expect(cell.explored.kind).toBe('complete');
		expect(cell.outcomes).toBeNull();
	});

	test('a page that shows where SIGBUS is due is an outcome of its own', () => {
		const cleared = run('forced-unmap', 'linear-appears');
		const filled = run('forced-unmap-filepte', 'linear-appears');
		expect(relate(cleared.cell, filled.cell).relation).toBe('differs');
		const lines = (ran: typeof cleared): string[] => [...ran.observed.values()].flat();
		expect(lines(cleared)).toContain('after, call 1: touch-read m[0]: 101');
		expect(lines(filled)).toContain('after, call 1: touch-read m[0]: SIGBUS');
	});
});
