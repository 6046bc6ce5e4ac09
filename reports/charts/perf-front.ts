/*
 * reports/charts/perf-front.ts - correctness against cost: what each variant still shows, against its system time.
 */
import type { TopLevelSpec } from 'vega-lite';
import { besideSaid } from '../../harness/messages/index.ts';
import type { PerfResult } from '../../harness/result.ts';
import { grey, ink, noneInk } from '../chart.ts';
import { sharedName } from '../blocks.ts';
import { type FrontPoint, frontPoints } from '../perf-front.ts';
import { loadsOf } from '../perf-lines.ts';
import { changeOf } from '../perf-table.ts';
import { placeLabels } from './labels.ts';

const size = { width: 560, height: 360 } as const;

type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

const { lost } = besideSaid;
type Lost = (typeof lost)[keyof typeof lost];

interface Dot {
	/** Percent more than the base. */
	readonly cost: number;
	readonly shown: number;
	/** Where pages inside EOF are lost. */
	readonly lost: Lost;
	/** Empty for those that are beaten. */
	readonly label: string;
	readonly isBase: boolean;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

const dotOf = ({ variants, row }: FrontPoint, base: string): Dot => {
	const isBase = variants.includes(base);
	return {
		cost: (row.cost - 1) * 100,
		shown: row.shown,
		lost: row.lostByLoads > 0 ? lost.loads : row.lockedInsideEof > 0 ? lost.litmus : lost.none,
		label: row.pareto || isBase ? sharedName(variants) : '',
		isBase,
		says: besideSaid.says(row, variants, changeOf(row.cost)),
	};
};

/** With room for the labels at the sides. */
function domainsOf(dots: readonly Dot[]): Record<'cost' | 'shown', [number, number]> {
	const around = (values: readonly number[], least: number): [number, number] => {
		const [low, high] = [Math.min(...values), Math.max(...values)];
		const room = Math.max(least, (high - low) * 0.2);
		return [low - room, high + room];
	};
	return {
		cost: around(
			dots.map(({ cost }) => cost),
			1,
		),
		shown: around(
			dots.map(({ shown }) => shown),
			1,
		),
	};
}

function axesOf(domains: ReturnType<typeof domainsOf>, base: string) {
	const axis = { grid: true, gridColor: '#ececec' };
	const scale = (domain: [number, number]) => ({ domain, nice: false, zero: false });
	return {
		x: {
			field: 'cost',
			type: 'quantitative' as const,
			scale: scale(domains.cost),
			axis: {
				...axis,
				title: besideSaid.axes.cost(base),
				tickCount: 8,
				labelExpr: "(datum.value > 0 ? '+' : '') + datum.label",
			},
		},
		y: {
			field: 'shown',
			type: 'quantitative' as const,
			scale: scale(domains.shown),
			axis: { ...axis, title: besideSaid.axes.shown, tickMinStep: 1 },
		},
	};
}

/** Shape and colour say the same, for those who see no colours. */
const dress = {
	legend: {
		title: besideSaid.legend,
		orient: 'top',
		direction: 'horizontal',
		titleFontWeight: 'normal',
		titleOrient: 'left',
		titleLimit: 0,
		symbolSize: 70,
	},
	domain: [lost.none, lost.litmus, lost.loads],
	colours: [noneInk, '#c9741a', '#b3202c'],
	shapes: ['circle', 'triangle-up', 'square'],
} as const;

function dressOf() {
	const { legend } = dress;
	const domain = [...dress.domain];
	const field = { field: 'lost', type: 'nominal' as const };
	return {
		color: { ...field, scale: { domain, range: [...dress.colours] }, legend },
		shape: { ...field, scale: { domain, range: [...dress.shapes] }, legend },
	};
}

type Axes = ReturnType<typeof axesOf>;

/** Texts where they do not cover each other, with a line to the point where that is farther off. */
function labelLayers(
	dots: readonly Dot[],
	domains: ReturnType<typeof domainsOf>,
	{ x, y }: Axes,
): Layer[] {
	const named = dots.filter(({ label }) => label !== '');
	const others = dots.filter(({ label }) => label === '');
	const values = placeLabels(named, others, { ...size, ...domains }).map((each) => ({ ...each }));
	const at = {
		x: { ...x, field: 'labelCost' },
		y: { ...y, field: 'labelShown' },
		text: { field: 'label', type: 'nominal' },
	} as const;
	const text = { type: 'text', fontSize: 12, fontWeight: 'bold', limit: 0, aria: false } as const;
	return [
		{
			data: { values },
			transform: [{ filter: 'datum.isFar' }],
			mark: { type: 'rule', color: grey, strokeWidth: 0.8, aria: false },
			encoding: { x, y, x2: { field: 'labelCost' }, y2: { field: 'labelShown' } },
		},
		// White around each, so that it can be read among many points.
		{ data: { values }, mark: { ...text, stroke: '#ffffff', strokeWidth: 4 }, encoding: at },
		{ data: { values }, mark: { ...text, color: ink }, encoding: at },
	];
}

/** Null where no findings were given, or nobody has a cost. */
export function perfFrontChart(result: PerfResult): TopLevelSpec | null {
	const { base, beside } = result;
	const dots = frontPoints(beside?.rows ?? []).map((point) => dotOf(point, base));
	if (beside === undefined || dots.length === 0) return null;
	const domains = domainsOf(dots);
	const axes = axesOf(domains, base);
	const { x, y } = axes;
	const { color, shape } = dressOf();
	const description = { field: 'says', type: 'nominal' } as const;
	const points = (some: readonly Dot[], mark: object): Layer => ({
		data: { values: some.map((each) => ({ ...each })) },
		mark: { type: 'point', filled: true, opacity: 1, ...mark },
		encoding: { x, y, color, shape, description },
	});
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: besideSaid.title(),
			subtitle: [...besideSaid.subtitle(beside, loadsOf(result).length)],
		},
		...size,
		layer: [
			points(
				dots.filter(({ label }) => label === ''),
				{ size: 45, opacity: 0.75 },
			),
			points(
				dots.filter(({ label, isBase }) => label !== '' && !isBase),
				{ size: 110, stroke: ink, strokeWidth: 1 },
			),
			points(
				dots.filter(({ isBase }) => isBase),
				{ size: 160, stroke: ink, strokeWidth: 2.5 },
			),
			...labelLayers(dots, domains, axes),
		],
	};
}
