/*
 * reports/charts/stacks.ts - stacks of patches: what each still shows, against what it costs.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Combined, StackResult } from '../../harness/result.ts';
import * as messages from '../../harness/messages/index.ts';
import { grey, ink } from '../chart.ts';
import { percent } from '../table.ts';

/** At most so many have a number in the chart and a line beside it. */
const namedMax = 12;

interface Point {
	readonly cost: number;
	readonly shown: number;
	readonly lost: string;
	/** Its number, of those that are named; else empty. */
	readonly number: string;
	readonly says: string;
	/** The base or the control. */
	readonly end: boolean;
}

const lostWords = ['none lost', 'some lost'] as const;

const shownBy = ({ left, moved, added, open }: StackResult): number => left + moved + added + open;

const lineOf = (stack: StackResult): string =>
	`${messages.patchesPhrase(stack.patches)}: ${shownBy(stack)}, ${percent(stack.cost)}`;

function pointOf(stack: StackResult, number: string): Point {
	return {
		cost: stack.cost,
		shown: shownBy(stack),
		lost: lostWords[stack.lockedInsideEof === 0 ? 0 : 1],
		number,
		says: lineOf(stack),
		end: false,
	};
}

/** Those that a reader chooses among. */
const namedOf = (stacks: readonly StackResult[]): StackResult[] =>
	stacks.filter((each) => each.minimal && each.pareto).slice(0, namedMax);

const x = {
	field: 'cost',
	type: 'quantitative',
	title: 'operations of sequential runs against the base, %',
} as const;

const y = {
	field: 'shown',
	type: 'quantitative',
	title: 'findings that are still shown, or new',
} as const;

const label = { field: 'number', type: 'nominal' } as const;

type Unit = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

function scatter(points: readonly Point[]): Unit {
	return {
		width: 420,
		height: 340,
		data: { values: [...points] },
		layer: [
			{
				mark: { type: 'point', filled: true, opacity: 0.75 },
				encoding: {
					x,
					y,
					size: { condition: { test: "datum.number === ''", value: 14 }, value: 70 },
					shape: {
						field: 'lost',
						type: 'nominal',
						scale: { domain: [...lostWords], range: ['circle', 'triangle-up'] },
						title: 'pages inside EOF lost from VM_LOCKED vmas',
					},
					color: {
						field: 'lost',
						type: 'nominal',
						scale: { domain: [...lostWords], range: ['#1f7a4d', '#d14a3a'] },
					},
					tooltip: { field: 'says', type: 'nominal' },
				},
			},
			{
				transform: [{ filter: "!datum.end && datum.number !== ''" }],
				mark: { type: 'text', align: 'left', dx: 7, dy: -6, fontSize: 11, color: ink },
				encoding: { x, y, text: label },
			},
			{
				transform: [{ filter: 'datum.end' }],
				mark: { type: 'text', align: 'right', dx: -8, fontSize: 11, color: ink },
				encoding: { x, y, text: label },
			},
		],
	};
}

/** What the numbers in the chart stand for. */
function listOf(named: readonly StackResult[]): Unit {
	return {
		height: Math.max(20, named.length * 18),
		width: 10,
		data: { values: named.map((each, row) => ({ row, line: `${row + 1}  ${lineOf(each)}` })) },
		mark: { type: 'text', align: 'left', fontSize: 11.5, color: grey, limit: 0 },
		encoding: {
			y: { field: 'row', type: 'ordinal', axis: null },
			x: { value: 0 },
			text: { field: 'line', type: 'nominal' },
		},
	};
}

/** One point for each stack, a number on those that are worth a name, and the base and the control. */
export function stacksChart({ stacks, findings, control }: Combined, base: string): TopLevelSpec {
	const named = namedOf(stacks);
	const asBase: Point = {
		cost: 0,
		shown: findings,
		lost: lostWords[1],
		number: base,
		says: `${base}: ${findings}`,
		end: true,
	};
	const points = [
		...stacks.filter((each) => !named.includes(each)).map((each) => pointOf(each, '')),
		...named.map((each, i) => pointOf(each, String(i + 1))),
		asBase,
		...(control === null
			? []
			: [{ ...pointOf(control, messages.patchesPhrase(control.patches)), end: true }]),
	];
	return {
		title: {
			text: 'Which patches together: what is still shown, against what it costs',
			subtitle: [
				`${stacks.length} stacks; numbered: those of which no patch can be left out, and that no other stack`,
				'beats in findings, lost pages and cost at once',
			],
		},
		hconcat: [scatter(points), listOf(named)],
		config: { legend: { orient: 'bottom', direction: 'horizontal', titleLimit: 0 } },
	};
}
