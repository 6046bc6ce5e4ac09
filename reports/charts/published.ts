/*
 * reports/charts/published.ts - published tables: how far each simulated number is from the published one.
 */
import type { TopLevelSpec } from 'vega-lite';
import { perfSaid } from '../../harness/messages/index.ts';
import type { PublishedResult, PublishedRowResult } from '../../harness/result.ts';
import { grey, ink } from '../chart.ts';
import { short } from '../perf-lines.ts';

const plotWidth = 320;
const rowHeight = 17;
/** Simulated to published is between these in no chart that is narrower. */
const usualBounds = [0.25, 4] as const;

const labelOf = ({ table, row, variant }: PublishedRowResult): string =>
	`${table} ${row}, ${variant}`;

/** A dot for each number of which both are known, on a logarithmic axis: a hit lies on the line at 1. */
export function publishedChart({ rows }: PublishedResult): TopLevelSpec {
	const values = rows.flatMap((each) =>
		each.ratio === null || each.ratio === 0
			? []
			: [
					{
						label: labelOf(each),
						ratio: each.ratio,
						text: short(each.ratio),
						says: `${labelOf(each)}: ${short(each.ratio)}`,
					},
				],
	);
	const ratios = [...usualBounds, ...values.map(({ ratio }) => ratio)];
	const y = {
		field: 'label',
		type: 'nominal',
		sort: values.map(({ label }) => label),
		axis: { title: null, grid: false },
	} as const;
	const x = {
		field: 'ratio',
		type: 'quantitative' as const,
		scale: {
			type: 'log' as const,
			domain: [Math.min(...ratios) / 1.3, Math.max(...ratios) * 1.6],
		},
		axis: { title: perfSaid.publishedAxis(), format: '~g', grid: false, tickCount: 5 },
	};
	return {
		title: { text: perfSaid.publishedTitle(), subtitle: [...perfSaid.publishedSubtitle()] },
		width: plotWidth,
		height: { step: rowHeight },
		layer: [
			{
				data: { values: [{ at: 1 }] },
				mark: { type: 'rule', color: grey, aria: false },
				encoding: { x: { field: 'at', type: 'quantitative' } },
			},
			{
				data: { values },
				mark: { type: 'point', filled: true, size: 42, opacity: 1, color: ink },
				encoding: { x, y, description: { field: 'says', type: 'nominal' } },
			},
			{
				data: { values },
				mark: { type: 'text', align: 'left', dx: 8, fontSize: 11, color: grey, aria: false },
				encoding: { x, y, text: { field: 'text', type: 'nominal' } },
			},
		],
	};
}
