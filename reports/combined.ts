/*
 * reports/combined.ts - what sets of patches come to together, as text, as tables for spreadsheets and as a chart.
 */
import * as messages from '../harness/messages/index.ts';
import type { Combined, Comparison } from '../harness/result.ts';
import { draw } from './chart.ts';
import { stacksChart } from './charts/stacks.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';
import { causesLines, stacksTable, takeLines } from './together.ts';

/** At most so many are shown of each list. */
const shownMax = 12;

const width = 80;

/** A paragraph, lines under it, and an empty line; nothing where there are no lines. */
const section = (head: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [...wrap(head, width), '', ...lines, ''];

/** The report for a terminal, ending with a newline; `head` says what was run. */
export function combinedText(
	head: string,
	combined: Combined,
	about: Pick<Comparison, 'reference' | 'causes'>,
): string {
	const { stacks, interactions, unclosed } = combined;
	const minimal = stacks.filter((each) => each.minimal);
	const pairs = interactions.toSorted((a, b) => b.closes + b.opens - (a.closes + a.opens));
	const { best, pareto, interaction } = messages.combinedParts;
	const lines = [
		...wrap(head, width),
		'',
		...takeLines(combined, about, width),
		'',
		...section(best(), stacksTable(minimal.slice(0, shownMax), width)),
		...section(
			pareto(),
			stacksTable(minimal.filter((each) => each.pareto).slice(0, shownMax), width),
		),
		...section(
			messages.combinedParts.interactions(pairs.length),
			pairs
				.slice(0, shownMax)
				.map(
					({ patches, closes, opens }) =>
						`  ${interaction(messages.patchesPhrase(patches), closes, opens)}`,
				),
		),
		...section(
			messages.combinedParts.unclosed(unclosed.length),
			unclosed.slice(0, shownMax).flatMap(({ workload, oracle, site, token }) => {
				const key = [workload, oracle, site].join('\n');
				const cause = about.causes?.find(({ keys }) => keys.includes(key));
				return [
					`  ${cause === undefined ? '' : `${cause.id}  `}${oracle} (${site})`,
					`    npx rmaplab replay ${token}`,
				];
			}),
		),
		...causesLines({ ...about, together: combined }, width),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}

/** Of a comparison that tried stacks. */
export const stacks: Renderer = {
	says: 'stacks.csv, interactions.csv, unclosed.csv, stacks.svg: of a run that tried stacks of patches',
	render: ({ together, base }) =>
		together === undefined ? Promise.resolve([]) : combinedFiles(together, base),
};

/** stacks.csv, interactions.csv, unclosed.csv and stacks.svg. */
export async function combinedFiles(combined: Combined, base: string): Promise<RenderedFile[]> {
	const { stacks, interactions, unclosed } = combined;
	return [
		await sheetFile({
			file: 'stacks.csv',
			columns: [
				'patches',
				'fixed',
				'added',
				'moved',
				'left',
				'open',
				'lockedInsideEof',
				'cost',
				'minimal',
				'pareto',
			],
			rows: stacks.map((each) => ({ ...each, patches: messages.patchesPhrase(each.patches) })),
		}),
		await sheetFile({
			file: 'interactions.csv',
			columns: ['one', 'other', 'closes', 'opens'],
			rows: interactions.map(({ patches: [one, other], closes, opens }) => ({
				one,
				other,
				closes,
				opens,
			})),
		}),
		await sheetFile({
			file: 'unclosed.csv',
			columns: ['workload', 'oracle', 'site', 'token'],
			rows: unclosed,
		}),
		{ file: 'stacks.svg', text: await draw(stacksChart(combined, base)) },
	];
}
