/*
 * reports/published.ts - published tables beside simulated ones, as files: a sheet, JSON and a chart.
 */
import type { PublishedResult } from '../harness/result.ts';
import { chartFiles } from './chart.ts';
import { publishedChart } from './charts/published.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';

export const publishedJson = (result: PublishedResult): string =>
	`${JSON.stringify(result, null, '\t')}\n`;

/** published.json, published.csv, and published.svg with what it is drawn from; the same bytes for the same result. */
export async function publishedFiles(result: PublishedResult): Promise<RenderedFile[]> {
	return [
		{ file: 'published.json', text: publishedJson(result) },
		await sheetFile({
			file: 'published.csv',
			columns: [
				'table',
				'row',
				'variant',
				'base',
				'published',
				'simulated',
				'ratio',
				'isSame',
				'isKeptBack',
				'size',
			],
			rows: result.rows.map((row) => ({ ...row })),
		}),
		...(await chartFiles('published', publishedChart(result))),
	];
}
