/*
 * reports/charts/perf-clock.ts - wall-clock of the simulation: how far each variant is from the base, with intervals.
 */
import type { TopLevelSpec } from 'vega-lite';
import { perfClockSaid } from '../../harness/messages/index.ts';
import type { PerfResult } from '../../harness/result.ts';
import { grey } from '../chart.ts';
import { percentOfBase, timedRows } from '../perf-clock.ts';
import { loadsOf, short } from '../perf-lines.ts';
import { loadField } from './load-field.ts';

const plotWidth = 190;
/** Loads side by side. */
const columns = 3;
const colours = { less: '#1f5fa8', more: '#b3202c', '~': grey } as const;
type Kind = keyof typeof colours;
const kinds: readonly Kind[] = ['less', '~', 'more'];

type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

interface Dot {
	readonly variant: string;
	readonly load: string;
	readonly percent: number;
	readonly low: number;
	readonly high: number;
	readonly kind: Kind;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

const dotsOf = (result: PerfResult): Dot[] =>
	timedRows(result).flatMap(({ row, times: { against }, ofBase }): Dot[] => {
		if (against === null || ofBase === null) return [];
		const { difference, interval, verdict } = against;
		const of = (milliseconds: number): number => percentOfBase(milliseconds, ofBase);
		const kind = verdict === '~' ? '~' : difference < 0 ? 'less' : 'more';
		const [low, high] = interval.map(of) as [number, number];
		const says = `${row.variant} on ${row.load}: ${short(of(difference))} percent, ${short(low)} to ${short(high)}${kind === '~' ? ', not told apart' : ''}`;
		return [
			{ variant: row.variant, load: row.load, percent: of(difference), low, high, kind, says },
		];
	});

function axesOf(dots: readonly Dot[]) {
	const variants = [...new Set(dots.map(({ variant }) => variant))];
	const ends = dots.flatMap(({ low, high }) => [low, high]);
	const x = {
		field: 'percent',
		type: 'quantitative' as const,
		scale: {
			type: 'symlog' as const,
			constant: 2,
			domain: [Math.min(-1, ...ends), Math.max(1, ...ends)],
			nice: false,
		},
		axis: {
			title: null,
			values: [-90, -50, -20, -10, -5, -2, 0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000],
			labelExpr: "(datum.value > 0 ? '+' : '') + datum.value",
			grid: true,
			gridColor: '#f0f0f0',
			labelOverlap: true,
		},
	};
	const y = {
		field: 'variant',
		type: 'ordinal' as const,
		scale: { domain: variants },
		axis: { title: null, grid: true, gridColor: '#e6e6e6' },
	};
	return { x, y };
}

const color = {
	field: 'kind',
	type: 'nominal' as const,
	scale: { domain: [...kinds], range: kinds.map((kind) => colours[kind]) },
	legend: null,
};

function layersOf(dots: readonly Dot[]): Layer[] {
	const { x, y } = axesOf(dots);
	return [
		{
			mark: { type: 'rule', color: '#555555', strokeWidth: 1, aria: false },
			encoding: { x: { ...x, field: undefined, datum: 0 } },
		},
		{
			mark: { type: 'rule', strokeWidth: 1.6, aria: false },
			encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
		},
		{
			mark: { type: 'point', size: 50, opacity: 1, strokeWidth: 1.5 },
			encoding: {
				x,
				y,
				color,
				fill: {
					condition: { test: "datum.kind === '~'", value: '#ffffff' },
					field: 'kind',
					type: 'nominal',
					scale: color.scale,
					legend: null,
				},
				description: { field: 'says', type: 'nominal' },
			},
		},
	];
}

/** A square for each load; null where nothing was timed beside the base. */
export function perfClockChart(result: PerfResult): TopLevelSpec | null {
	const dots = dotsOf(result);
	if (dots.length === 0) return null;
	const loads = loadsOf(result).filter((load) => dots.some((dot) => dot.load === load));
	const rounds = Math.min(...timedRows(result).map(({ times }) => times.samples.length));
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: perfClockSaid.title(),
			subtitle: [...perfClockSaid.subtitle(result.base, rounds)],
		},
		data: { values: dots.map((each) => ({ ...each })) },
		facet: loadField(loads),
		columns: Math.min(columns, loads.length),
		spacing: { row: 16, column: 24 },
		spec: {
			width: plotWidth,
			height: { step: 19 },
			layer: layersOf(dots),
		},
	};
}
