/*
 * What is told step by step, and page by page: of a race the finding that it is known by, and cells that lose VM_LOCKED
 * pages that the reference keeps.
 */
import { describe, expect, test } from 'vitest';
import { cellOf, compared, variantOf, violationOf } from '../../reports/fixture/parts.ts';
import type { AnsweredDiscussion, RaceResult } from './answer.ts';
import { losingCells, losingTokens } from './locked-loss.ts';
import { executionsToTell } from './to-tell.ts';
import type { VariantResult } from './variant.ts';

const cells = compared(
	[
		cellOf('base', 'race', {
			violations: [
				violationOf('access beyond EOF succeeds', 'page of no file', 'v1.both', 9, 1, 0),
				violationOf('orphan page mapped', 'page found by nobody', 'v1.both', 9, 1, 0),
			],
		}),
	],
	'base',
);

const raceOf = (oracles?: readonly string[]): AnsweredDiscussion => {
	const found: RaceResult['cells'][number] = {
		variant: 'base',
		outcome: 'found',
		kind: 'complete',
		token: 'v1.both',
		history: null,
		agrees: null,
		why: null,
	};
	const race = { id: 'E1', says: 'it races', workloads: ['race'], cells: [found] };
	return {
		path: 'a.claims',
		blocks: [{ is: 'race', race: oracles === undefined ? race : { ...race, oracles } }],
	};
};

describe('an execution that shows two findings', () => {
	const told = (discussion: AnsweredDiscussion): string[] =>
		executionsToTell({
			base: 'base',
			reference: 'base',
			variants: [],
			cells,
			discussions: [discussion],
		}).map(({ violation }) => violation.oracle);

	test('is told for the one that its race is known by', () => {
		expect(told(raceOf(['orphan page mapped']))).toEqual(['orphan page mapped']);
	});

	test('is told for the first one where results are older than that', () => {
		expect(told(raceOf())).toEqual(['access beyond EOF succeeds']);
	});
});

test('what few patches add is told before all else, a kind of bug once', () => {
	const orphan = violationOf('orphan page mapped', 'here', 'v1.base', 5, 1, 0);
	const bug = violationOf('kernel BUG', 'one', 'v1.mine', 7, 1, 0);
	const longer = violationOf('kernel BUG', 'two', 'v1.mine.longer', 8, 1, 0);
	const ran = compared(
		[
			cellOf('base', 'race', { violations: [orphan] }),
			cellOf('mine', 'race', { violations: [orphan, longer, bug] }),
		],
		'base',
	);
	const patch = variantOf('mine');
	const tokens = (variants: readonly VariantResult[]): string[] =>
		executionsToTell({
			base: 'base',
			reference: 'base',
			variants,
			cells: ran,
			discussions: [],
		}).map(({ violation }) => violation.token);
	expect(tokens([variantOf('base'), patch])).toEqual(['v1.mine', 'v1.base']);
	const many = ['a', 'b', 'c'].map((name) => variantOf(name));
	expect(tokens([variantOf('base'), patch, ...many])).toEqual(['v1.base', 'v1.mine']);
});

describe('cells that lose VM_LOCKED pages', () => {
	const lost = (max: number, collateralMax: number) => ({
		unmappedLocked: { min: 0, max, collateralMax },
	});
	const all = compared(
		[
			cellOf('base', 'more', lost(2, 0)),
			cellOf('forced', 'more', lost(3, 0)),
			cellOf('quiet', 'none', lost(0, 0)),
			cellOf('quiet', 'told', {
				...lost(0, 0),
				violations: [
					violationOf('VM_LOCKED page unmapped inside EOF', 'pte none', 'v1.lost', 9, 1, 0),
				],
			}),
			cellOf('later', 'alone', lost(1, 1)),
		],
		'base',
	);

	test('are all that lose one, also where only a finding tells it', () => {
		expect(losingCells(all).map((each) => `${each.variant} ${each.workload}`)).toEqual([
			'base more',
			'forced more',
			'quiet told',
			'later alone',
		]);
	});

	test('show it in the executions of findings about it before all others', () => {
		const cell = compared(
			[
				cellOf('base', 'race', {
					violations: [
						violationOf('kernel BUG', 'f', 'v1.bug', 9, 1, 0),
						violationOf('VM_LOCKED page unmapped inside EOF', 'pte none', 'v1.lost', 9, 1, 0),
					],
				}),
			],
			'base',
		)[0]!;
		expect(losingTokens(cell).find((each) => /v1\.(?:bug|lost)/.test(each))).toBe('v1.lost');
	});
});
