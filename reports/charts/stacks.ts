/*
 * reports/charts/stacks.ts - stacks of patches: what each still shows, against what it costs.
 */
import type { TopLevelSpec } from 'vega-lite';
import { type Combined, shownBy, type StackResult } from '../../harness/result.ts';
import * as messages from '../../harness/messages/index.ts';
import { grey, ink, noneInk, reds, shade } from '../chart.ts';
import { frontOf } from '../front.ts';
import { percent } from '../table.ts';
import { placeLabels } from './labels.ts';

/** At most so many have a number in the chart and a line below it. */
const namedMax = 12;

const size = { width: 520, height: 360 } as const;

interface Point {
	readonly cost: number;
	readonly shown: number;
	/** Pages inside EOF that are lost. */
	readonly lost: number;
	/** Its number or its name; empty for most. */
	readonly label: string;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

const lineOf = (stack: StackResult): string =>
	`${messages.patchesPhrase(stack.patches)}: ${messages.counted(shownBy(stack), 'finding')}, ` +
	`${percent(stack.cost)}, ${messages.counted(stack.lockedInsideEof, 'page')}`;

/** None of what nobody knows the cost of. */
function pointsOf(stacks: readonly StackResult[], labelOf: (index: number) => string): Point[] {
	return stacks.flatMap((stack, i): Point[] => {
		const { cost, lockedInsideEof: lost } = stack;
		if (cost === null) return [];
		return [{ cost, shown: shownBy(stack), lost, label: labelOf(i), says: lineOf(stack) }];
	});
}

interface Rows {
	readonly stacks: readonly Point[];
	/** Those that a reader chooses among, numbered. */
	readonly front: readonly Point[];
	/** The base and the control, by name. */
	readonly ends: readonly Point[];
}

/** Where the axes begin and end; a little room is left at the sides. */
function domainsOf({ stacks, ends }: Rows): Record<'cost' | 'shown', readonly [number, number]> {
	const all = [...stacks, ...ends];
	const costs = [-1, 1, ...all.map(({ cost }) => cost)];
	const [low, high] = [Math.min(...costs), Math.max(...costs)];
	const room = (high - low) * 0.04;
	const most = Math.max(1, ...all.map(({ shown }) => shown));
	return { cost: [low - room, high + room], shown: [-most * 0.03, most * 1.05] };
}

type Axes = ReturnType<typeof axesOf>;

function axesOf(rows: Rows, base: string) {
	const { cost, shown } = domainsOf(rows);
	const axis = { grid: true, gridColor: '#ececec' };
	return {
		x: {
			field: 'cost',
			type: 'quantitative' as const,
			scale: { domain: [...cost], nice: false, zero: false },
			axis: {
				...axis,
				title: `operations of sequential runs against ${base}, percent`,
				labelFlush: false,
				tickCount: 10,
				labelExpr: "(datum.value > 0 ? '+' : '') + datum.value",
			},
		},
		y: {
			field: 'shown',
			type: 'quantitative' as const,
			scale: { domain: [...shown], nice: false, zero: false },
			axis: { ...axis, title: 'findings that are still shown, new, or open', tickMinStep: 1 },
		},
	};
}

/** Shape and colour say the same, for those who see no colours. */
function lostOf({ stacks, ends }: Rows) {
	const domain = [...new Set([...stacks, ...ends].map(({ lost }) => lost))].toSorted(
		(a, b) => a - b,
	);
	const most = Math.max(1, ...domain);
	const field = { field: 'lost', type: 'nominal' as const };
	const legend = {
		title: 'pages inside EOF lost from VM_LOCKED vmas, at most',
		orient: 'top' as const,
		direction: 'horizontal' as const,
		titleFontWeight: 'normal' as const,
		titleOrient: 'left' as const,
		titleLimit: 0,
		symbolSize: 70,
	};
	return {
		color: {
			...field,
			scale: {
				domain,
				range: domain.map((lost) => (lost === 0 ? noneInk : shade(reds.slice(2), lost, most))),
			},
			legend,
		},
		shape: {
			...field,
			scale: { domain, range: domain.map((lost) => (lost === 0 ? 'circle' : 'triangle-up')) },
			legend,
		},
	};
}

type Unit = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];
type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

const description = { field: 'says', type: 'nominal' } as const;

function pointLayers(rows: Rows, { x, y }: Axes): Layer[] {
	const { color, shape } = lostOf(rows);
	const values = (points: readonly Point[]): { values: Point[] } => ({ values: [...points] });
	return [
		{
			data: values(rows.stacks),
			mark: { type: 'point', filled: true, size: 50, opacity: 0.7 },
			encoding: { x, y, color, shape, description },
		},
		{
			data: values(rows.front),
			mark: { type: 'point', filled: true, size: 95, opacity: 1, stroke: ink, strokeWidth: 1 },
			encoding: { x, y, color, shape, description },
		},
		{
			data: values(rows.ends),
			mark: {
				type: 'point',
				shape: 'diamond',
				filled: true,
				size: 150,
				opacity: 1,
				stroke: ink,
				strokeWidth: 1.5,
			},
			encoding: { x, y, color, description },
		},
	];
}

/** Texts at places where they do not cover each other, with a line to the point where that is farther off. */
function labelLayers(rows: Rows, { x, y }: Axes): Layer[] {
	const domains = domainsOf(rows);
	const labels = placeLabels([...rows.ends, ...rows.front], rows.stacks, {
		...size,
		...domains,
	});
	const at = {
		x: { ...x, field: 'labelCost' },
		y: { ...y, field: 'labelShown' },
		text: { field: 'label', type: 'nominal' },
	} as const;
	const text = { type: 'text', fontSize: 12, fontWeight: 'bold', aria: false } as const;
	const data = { values: labels.map((each) => ({ ...each })) };
	return [
		{
			data,
			transform: [{ filter: 'datum.isFar' }],
			mark: { type: 'rule', color: grey, strokeWidth: 0.8, aria: false },
			encoding: { x, y, x2: { field: 'labelCost' }, y2: { field: 'labelShown' } },
		},
		// White around each, so that it can be read among many points.
		{ data, mark: { ...text, stroke: '#ffffff', strokeWidth: 4 }, encoding: at },
		{ data, mark: { ...text, color: ink }, encoding: at },
	];
}

/** What the numbers in the chart stand for. */
function listOf(front: readonly StackResult[]): Unit {
	return {
		height: front.length * 18,
		width: size.width,
		data: { values: front.map((each, row) => ({ row, line: `${row + 1}  ${lineOf(each)}` })) },
		mark: { type: 'text', align: 'left', fontSize: 11.5, color: ink, limit: 0 },
		encoding: {
			y: { field: 'row', type: 'ordinal', axis: null },
			x: { value: 0 },
			text: { field: 'line', type: 'nominal' },
		},
	};
}

/** One point for each stack, a number on those that are worth a name, and the base and the control. */
export function stacksChart(combined: Combined, base: string): TopLevelSpec {
	const { stacks, control } = combined;
	const front = frontOf(stacks.filter(({ cost }) => cost !== null)).slice(0, namedMax);
	const ends = control === null ? [combined.base] : [combined.base, control];
	const rows: Rows = {
		stacks: pointsOf(stacks, () => ''),
		front: pointsOf(front, (i) => String(i + 1)),
		ends: pointsOf(ends, (i) => messages.patchesPhrase(ends[i]!.patches)),
	};
	const axes = axesOf(rows, base);
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: 'Stacks of patches: what they leave, what they cost',
			subtitle: [
				`${messages.counted(stacks.length, 'stack')} of patches; lower and further left is better. ` +
					'Numbered: no other stack is as good',
				'in findings, lost pages and cost at once; of several with the same numbers the smallest',
			],
		},
		vconcat: [
			{ ...size, layer: [...pointLayers(rows, axes), ...labelLayers(rows, axes)] },
			...(front.length === 0 ? [] : [listOf(front)]),
		],
	};
}
