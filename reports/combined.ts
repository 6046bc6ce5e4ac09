/*
 * reports/combined.ts - what sets of patches come to together, as text, as tables for spreadsheets and as a chart.
 */
import * as messages from '../harness/messages/index.ts';
import type { NamedFiles } from '../harness/messages/index.ts';
import {
	type CauseResult,
	type Combined,
	type Comparison,
	explained,
	type Interaction,
	type StackResult,
	type UnclosedCause,
	unclosedByCause,
} from '../harness/result.ts';
import { chartFiles } from './chart.ts';
import { stacksChart } from './charts/stacks.ts';
import { frontOf } from './front.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { indented, wrap } from './table.ts';
import { causesLines, stacksTable, takeLines } from './together.ts';

/** At most so many are shown of each list. */
const shownMax = 12;

/** Characters in a line, where nobody says. */
const usualWidth = 80;

/** A paragraph, lines under it, and an empty line; nothing where there are no lines. */
const section = (head: string, lines: readonly string[], width: number): string[] =>
	lines.length === 0 ? [] : [...wrap(head, width), '', ...lines, ''];

/** As many as are shown, and how many are not. */
const shown = <T>(all: readonly T[], linesOf: (each: T) => readonly string[]): string[] => [
	...all.slice(0, shownMax).flatMap(linesOf),
	...(all.length > shownMax ? [`  ${messages.andMore(all.length - shownMax)}`] : []),
];

const commandLines = (token: string, named: NamedFiles, width: number): string[] =>
	messages.replayLines(token, named, width - 4).map((line) => `    ${line}`);

/** What the report needs besides the stacks. */
export interface CombinedAbout extends Pick<Comparison, 'reference' | 'causes'> {
	readonly named: NamedFiles;
	/** Where the commands come from. */
	readonly origin: string;
	/** Characters in a line; 80 when left out. */
	readonly columns?: number;
}

function interactionLines(
	interactions: readonly Interaction[],
	named: NamedFiles,
	width: number,
): string[] {
	const { interaction, opened } = messages.combinedParts;
	const pairs = interactions.toSorted((a, b) => b.closes + b.opens - (a.closes + a.opens));
	const [opener] = interactions.toSorted((a, b) => b.opens - a.opens);
	const witness = opener?.witness ?? null;
	return [
		...shown(pairs, ({ patches, closes, opens }) =>
			indented(interaction(messages.patchesPhrase(patches), closes, opens), width, 2),
		),
		...(opener === undefined || witness === null
			? []
			: [
					...indented(opened(messages.patchesPhrase(opener.patches)), width, 2),
					...commandLines(witness, named, width),
				]),
	];
}

function unclosedLines(
	causes: readonly UnclosedCause[],
	named: NamedFiles,
	width: number,
): string[] {
	return shown(causes, ({ cause, name, findings, places, linux, witness }) => [
		...wrap(name, width - 10).map((line, i) =>
			i > 0
				? ' '.repeat(10) + line
				: `${(cause ?? '').padEnd(4)}${String(findings.length).padStart(4)}  ${line}`,
		),
		...places.flatMap(({ says }) => indented(says, width, 10)),
		...indented(messages.closedInLinux(linux), width, 10),
		...commandLines(witness.token, named, width),
	]);
}

/** The report for a terminal, ending with a newline; `head` says what was run. */
export function combinedText(head: string, combined: Combined, about: CombinedAbout): string {
	const { stacks, interactions, unclosed } = combined;
	const { named, origin, causes = [], columns: width = usualWidth } = about;
	const minimal = stacks.filter((each) => each.minimal && each.fixed > 0);
	const open = unclosedByCause(unclosed, causes);
	const parts = messages.combinedParts;
	const lines = [
		...takeLines(combined, about, width),
		'',
		...wrap(head, width),
		'',
		...section(parts.best(), minimal.length === 0 ? [] : tableOf(minimal, width), width),
		...section(parts.pareto(), tableOf(frontOf(stacks), width), width),
		...section(
			parts.interactions(interactions.length),
			interactionLines(interactions, named, width),
			width,
		),
		...section(parts.unclosed(unclosed.length), unclosedLines(open, named, width), width),
		...causesLines({ ...about, together: combined }, width),
		'',
		...(open.length === 0 ? [] : wrap(origin, width)),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}

const tableOf = (stacks: readonly StackResult[], width: number): string[] => [
	...stacksTable(stacks.slice(0, shownMax), width),
	...(stacks.length > shownMax ? [`  ${messages.andMore(stacks.length - shownMax)}`] : []),
];

/** Of a comparison that tried stacks. */
export const stacks: Renderer = {
	says: 'stacks.csv, interactions.csv, unclosed.csv, stacks.svg: of a run that tried stacks of patches',
	render: ({ together, base, causes }) =>
		together === undefined ? Promise.resolve([]) : combinedFiles(together, base, causes),
};

/** stacks.csv, interactions.csv, unclosed.csv, stacks.svg and stacks.vl.json. */
export async function combinedFiles(
	combined: Combined,
	base: string,
	causes: readonly CauseResult[] = [],
): Promise<RenderedFile[]> {
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
			columns: ['one', 'other', 'closes', 'opens', 'witness'],
			rows: interactions.map(({ patches: [one, other], ...rest }) => ({ one, other, ...rest })),
		}),
		await sheetFile({
			file: 'unclosed.csv',
			columns: ['workload', 'oracle', 'site', 'open', 'cause', 'name', 'linux', 'token'],
			rows: explained(unclosed, causes).map((each) => ({ ...each })),
		}),
		...(await chartFiles('stacks', stacksChart(combined, base))),
	];
}
