/*
 * What sets of patches come to together, as a person reads it.
 */
import { describe, expect, test } from 'vitest';
import * as messages from '../harness/messages/index.ts';
import { isOfThread, ownBest, type StackResult } from '../harness/result.ts';
import { variants } from '../variants/index.ts';
import { combinedFiles, combinedText } from './combined.ts';
import { partsOf } from './finding/quotes.ts';
import { smallComparison } from './fixture/small.ts';
import { frontOf } from './front.ts';
import { takeLines } from './together.ts';

const { together, causes } = smallComparison;
const about = {
	reference: 'lock-page-convert',
	causes: causes!,
	named: { variants: [], workloads: [] },
	origin: 'The commands come from here.',
};

test('the report', async () => {
	const text = combinedText('3 stacks on 4 litmus.', together!, about);
	await expect(text).toMatchFileSnapshot('golden/combined.txt');
	expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('what adds nothing is taken, however much another fixes', () => {
	const [first, ...others] = together!.stacks;
	const adding = { ...together!, stacks: [{ ...first!, fixed: 9, added: 2 }, ...others] };
	expect(takeLines(adding, about, 200).join(' ')).toMatch(
		/^Take nonlinear-aware: fixes 2 .*forced-unmap\+nonlinear-aware fixes 9, adds 2/,
	);
	const none = { ...together!, stacks: [{ ...first!, fixed: 1, added: 1 }] };
	expect(takeLines(none, about, 200).join(' ')).toMatch(/^No stack is known to fix any/);
});

test('what a stack costs and loses is said, also where nobody knows', () => {
	const said = (changed: Partial<StackResult>): string =>
		takeLines({ ...together!, stacks: [{ ...together!.stacks[0]!, ...changed }] }, about, 400).join(
			' ',
		);
	expect(said({})).toContain('It takes 2.5% fewer operations, and no page inside EOF is lost');
	expect(said({ cost: 2.5, lockedInsideEof: 2 })).toContain(
		'It takes 2.5% more operations, and up to 2 pages inside EOF are lost',
	);
	expect(said({ cost: null })).toContain('It is not known what it costs');
	expect(said({ left: 1, open: 3 })).toContain('leaves 1, 3 open.');
});

test('what nobody fixes is told by cause', () => {
	expect(takeLines(together!, about, 200).join(' ')).toContain(
		'Fixed by none of all that was run: 1 finding, 1 of VM_LOCKED page unmapped (zap_page_range), locked-inside-eof (C2).',
	);
	expect(takeLines({ ...together!, unclosed: [] }, about, 200).join(' ')).toContain(
		'Each finding is fixed by one of the stacks.',
	);
	const unclosed = together!.unclosed.map((each) => ({ ...each, open: true }));
	expect(takeLines({ ...together!, unclosed }, about, 200).join(' ')).toContain(
		'1 of these is open: a stack does not show it, and its search was not complete.',
	);
});

test('of long lists the rest is counted', () => {
	const stacks = Array.from({ length: 15 }, (_, n) => ({
		...together!.stacks[0]!,
		patches: [`p${n}`],
		cost: n,
	}));
	const text = combinedText('', { ...together!, stacks }, about);
	expect(text.match(/ p\d+$/gm)).toHaveLength(24);
	expect(text.match(/^ +and 3 more$/gm)).toHaveLength(2);
});

test('a file of the user is in the command', () => {
	const token = 'mine+other:own@0a1b2c.3d4e5f:A1';
	const own = {
		...about,
		named: {
			variants: [{ name: 'mine+other', file: './mine.ts+other' }],
			workloads: [{ name: 'own', file: 'own.litmus' }],
		},
	};
	const [pair] = together!.interactions;
	const combined = { ...together!, interactions: [{ ...pair!, witness: token }] };
	expect(combinedText('', combined, own)).toContain(
		`npx rmaplab replay ${token} \\\n      --variant ./mine.ts+other --workload own.litmus\n`,
	);
});

test('of stacks with the same numbers the smallest is on the front', () => {
	const [best] = together!.stacks;
	const stack = (patches: string, changed: Partial<StackResult> = {}): StackResult => ({
		...best!,
		...changed,
		patches: patches.split('+'),
	});
	const all = [
		stack('a+b'),
		stack('c'),
		stack('d+e', { cost: -7 }),
		stack('f', { cost: 9, pareto: false }),
		stack('g', { lockedInsideEof: 1 }),
	];
	expect(frontOf(all).map(({ patches }) => patches.join('+'))).toEqual(['c', 'd+e', 'g']);
});

test('the chart leaves out what nobody knows the cost of', async () => {
	const stacks = together!.stacks.map((each) => ({ ...each, cost: null }));
	const files = await combinedFiles({ ...together!, stacks, control: null }, 'lock-page-convert');
	const svg = files.find(({ file }) => file === 'stacks.svg')!.text;
	expect(svg).toContain('>lock-page-convert<');
	expect(svg).not.toContain('nonlinear-aware');
});

describe("the thread's own", () => {
	const stack = (patches: readonly string[], fixed: number, added: number): StackResult => ({
		...together!.stacks[0]!,
		patches,
		fixed,
		added,
		moved: 0,
		open: 0,
		left: 129 - fixed,
	});
	// One closes more, and shows all of it anew at another place.
	const hides: StackResult = { ...stack(['d'], 40, 0), moved: 40 };
	const stacks = [
		hides,
		stack(['later'], 109, 0),
		stack(['a', 'c'], 94, 13),
		stack(['a', 'b'], 78, 1),
		stack(['a', 'later'], 117, 0),
		stack(['c'], 48, 1),
		stack(['b'], 22, 0),
	];

	test('best patch and stacks leave later Linux out', () => {
		const best = ownBest({ stacks }, new Set(['a', 'b', 'c', 'd']));
		const names = [best.alone, best.leastAdded, best.most].map((each) => each?.patches.join('+'));
		expect(names).toEqual(['b', 'a+b', 'a+c']);
		expect(messages.ownBestAlone(best, { findings: 129 })).toEqual({
			best: "Of the thread's own: b",
			rule: 'closes 22 of 129 and adds none; of single patches that add none it shows the fewest (107).',
		});
		expect(messages.ownBestStacks(best)).toEqual([
			'a+b closes 78, adds 1',
			'a+c closes 94, adds 13',
		]);
		const none = ownBest({ stacks }, new Set(['c']));
		expect(messages.ownBestStacks(none)).toEqual([]);
		expect(messages.ownInShort(none, { findings: 129 })).toBe(
			'None closes anything without adding something.',
		);
	});

	test('patches are those that neither a Linux is nor this project has made', () => {
		const of = (from: string, origin: 'mail' | 'linux') => isOfThread({ from, origin });
		expect(of('Dave McCracken, 4 Apr 2003', 'mail')).toBe(true);
		expect(of('Linux 2.5.66; pte_chains by Rik van Riel', 'mail')).toBe(false);
		expect(of('Nick Piggin, 19 July 2007', 'linux')).toBe(false);
		const ours = ['forced-unmap-blocking', 'recheck-barriers'];
		for (const name of ours) {
			expect(of(variants[name]!.from, 'mail')).toBe(false);
			expect(of(variants[name]!.base!.from, 'mail')).toBe(true);
		}
		// The lines that such a variant quotes are still those of the mail.
		expect(partsOf({ subject: '', from: variants['forced-unmap-blocking']!.from })).toEqual({
			subject: '',
			name: 'Hugh Dickins',
			date: '4 Apr 2003',
		});
	});
});
