import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../workloads/litmus/index.ts';
import { variants } from '../variants/index.ts';
import { bootVariant, defaultCellOptions, runCellWithOutcomes } from './cell.ts';
import { noCost } from './record/cost.ts';
import { apartFrom, refinementOf, relate } from './refine.ts';
import type { Cell, Explored } from './result.ts';
import { packageRoot } from './source.ts';

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
	outcomes: outcomes.toSorted(),
	expectations: [],
	unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
	cost: noCost,
	...rest,
});

const anOutcome = fc.constantFrom('a', 'b', 'c', 'd');
const someOutcomes = fc.uniqueArray(anOutcome);

describe('what two cells show', () => {
	test('a cell shows what it shows, and less is a refinement of it', () => {
		fc.assert(
			fc.property(someOutcomes, someOutcomes, (one, more) => {
				const whole = cellOf([...new Set([...one, ...more])]);
				expect(relate(cellOf(one), cellOf(one)).relation).toBe('equal');
				const isAll = whole.outcomes.length === one.length;
				expect(relate(cellOf(one), whole).relation).toBe(isAll ? 'equal' : 'refines');
				expect(relate(whole, cellOf(one)).relation).toBe(isAll ? 'equal' : 'is refined by');
			}),
		);
	});

	test('neither is the other where each shows something of its own', () => {
		expect(relate(cellOf(['a', 'b']), cellOf(['b', 'c']))).toEqual({
			relation: 'differs',
			isProved: true,
		});
	});

	test('nothing is proved by a search that was cut short', () => {
		const cut = cellOf(['a'], { explored: { ...complete, kind: 'bounded', bound: 1 } });
		expect(relate(cut, cellOf(['a']))).toEqual({ relation: 'equal', isProved: false });
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
		violatedBy: 'x',
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
		const options = { ...defaultCellOptions, sampleRuns: 0, witnessPreemptionsMax: 0 };
		return runCellWithOutcomes(bootVariant(variants[variant]!), read.workload, options);
	};

	test('a tweak of counts shows programs nothing', () => {
		const base = run('lock-page-convert', 'convert-vs-zap');
		const tweak = run('convert-v3-tweak', 'convert-vs-zap');
		expect(relate(tweak.cell, base.cell)).toEqual({ relation: 'equal', isProved: true });
	});

	test('a recheck takes outcomes away and adds none', () => {
		const base = run('lock-page-convert', 'trunc-vs-fault');
		const recheck = run('recheck-racy-b', 'trunc-vs-fault');
		expect(relate(recheck.cell, base.cell).relation).toBe('refines');
		const gone = [...base.outcomes].filter(([digest]) => !recheck.outcomes.has(digest));
		expect(gone.flatMap(([, { observed }]) => observed)).toContain('faulter: kernel BUG');
	});

	test('a page that shows where SIGBUS is due is an outcome of its own', () => {
		const cleared = run('forced-unmap', 'linear-appears');
		const filled = run('forced-unmap-filepte', 'linear-appears');
		expect(relate(cleared.cell, filled.cell).relation).toBe('differs');
		const lines = (ran: typeof cleared): string[] =>
			[...ran.outcomes.values()].flatMap(({ observed }) => observed);
		expect(lines(cleared)).toContain('after, call 1: touch-read m[0]: 101');
		expect(lines(filled)).toContain('after, call 1: touch-read m[0]: SIGBUS');
	});
});
