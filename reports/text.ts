/*
 * reports/text.ts - what the terminal shows: the matrix, one row of numbers for each variant, one
 * witness for each oracle. The full list of violations is in mail.txt and violations.csv.
 */
import { styleText } from 'node:util';
import * as messages from '../harness/messages/index.ts';
import { cutOf, type Comparison } from '../harness/result.ts';
import { addedLines } from './added.ts';
import { answersOf, racesLines } from './answers.ts';
import { apartLines } from './apart.ts';
import { bestSentences } from './best.ts';
import { changesTable, lockedOfReference, type Section, sectionsOf } from './changes.ts';
import { type Change, differenceMatrix, legendOfChanges } from './difference.ts';
import { hollowSentence } from './hollow.ts';
import { performanceLines } from './performance.ts';
import type { Renderer } from './renderer.ts';
import { select, type Selection } from './select.ts';
import { sequenceLines } from './sequences.ts';
import {
	claimAgrees,
	claimIsOpen,
	expectationsOf,
	litmusRun,
	oracleSummaries,
} from './summarise.ts';
import { indented, wrap } from './table.ts';
import { causesLines, togetherLines } from './together.ts';

export interface TextOptions {
	/** Characters in a line; tokens and long names may pass it. 80 when left out. */
	readonly columns?: number;
	/** Whether the signs of the matrix are coloured; they never depend on it. */
	readonly colour?: boolean;
	/** Only what a maintainer asks first; report.txt has the rest. */
	readonly brief?: boolean;
}

/** Kinds of bugs that are added. */
const addedMax = { full: 24, brief: 8 } as const;

/** At most this many unmet expectations and refuted claims are listed; the rest is counted. */
const listedMax = 12;

/** Colours of signs; a sign without one is as it is. */
const colours: { readonly [C in Change]?: 'green' | 'red' | 'yellow' } = {
	'+': 'green',
	'!': 'red',
	'~': 'red',
	'?': 'yellow',
};

function coloured(sign: Change): string {
	const colour = colours[sign];
	return colour === undefined ? sign : styleText(colour, sign, { validateStream: false });
}

/** Where the commands come from. */
export const originOf = ({ tool, repository }: Comparison): string =>
	messages.toolOrigin(tool, repository ?? null);

/** On how many litmus the rows rest. */
export function litmusRunOf(selection: Selection): string {
	const columns = selection.columns.filter(({ workload }) => workload.calls === undefined);
	if (columns.length === 0 && selection.columns.length > 0)
		return messages.sequenceSaid.noLitmusRun();
	return messages.litmusRunPhrase(litmusRun({ ...selection, columns }), columns.length, {
		run: columns.filter(({ workload }) => workload.file === undefined).length,
		shipped: selection.comparison.litmusShipped ?? null,
	});
}

function oracleLines(selection: Selection, width: number): string[] {
	return oracleSummaries(selection).flatMap((summary) => {
		const { column, cell, violation } = summary.simplest;
		return [
			...wrap(
				`${summary.oracle}: ${messages.counted(summary.variants, 'variant')}, ` +
					`${messages.counted(summary.workloads, 'litmus test')}; plainest ${cell.variant} on ${column.workload.name}, ` +
					`${messages.witnessDetail(violation)}, ` +
					messages.ratePhrase(violation.rate),
				width,
				'  ',
			),
			`  ${messages.replayArguments(violation.token, selection.comparison)}`,
		];
	});
}

function limited(lines: readonly string[]): string[] {
	if (lines.length <= listedMax) return [...lines];
	return [...lines.slice(0, listedMax), `  ${messages.andMore(lines.length - listedMax)}`];
}

function claimLines(selection: Selection): string[] {
	const claims = selection.variants.flatMap((variant) =>
		variant.claims.map((claim) => ({ variant, claim })),
	);
	if (claims.length === 0) return [];
	const open = claims.filter(({ claim }) => claimIsOpen(claim));
	const refuted = claims.filter(({ claim }) => !claimAgrees(claim) && !claimIsOpen(claim));
	const unproved = open.filter(({ claim }) => ['bounded', 'sampled'].includes(claim.rests));
	return [
		...wrap(
			messages.claimsTally({
				agreed: claims.length - refuted.length - open.length,
				decided: claims.length - open.length,
				unproved: unproved.length,
				undecided: open.length - unproved.length,
			}),
			80,
		),
		...limited(
			refuted.map(({ variant, claim }) => `  ${variant.name}: ${messages.claimRefuted(claim)}`),
		),
		'',
	];
}

function expectationLines(selection: Selection, width: number): string[] {
	const all = expectationsOf(selection);
	if (all.length === 0) return [];
	const unmet = all.filter(({ expectation }) => !expectation.met);
	return [
		messages.expectationsTally(all.length - unmet.length, all.length),
		...limited(
			unmet.map(({ expectation, cell }) =>
				indented(messages.expectationUnmet(expectation, cell.explored), width, 2, 4).join('\n'),
			),
		),
		'',
	];
}

/** The cells that were cut short, and how far they came; only a run with a budget knows that. */
function cutLines(comparison: Comparison, width: number): string[] {
	return limited(
		comparison.cells.flatMap((cell) =>
			cutOf(cell.explored) === null
				? []
				: indented(
						`${cell.variant} on ${cell.workload}: ${messages.exploredPhrase(cell.explored)}`,
						width,
						2,
						4,
					).join('\n'),
		),
	);
}

/** A block, and an empty line behind it. */
const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, '']);

/** The cells that have no verdict, and why. */
export function noVerdictLines({ cells }: Comparison, width: number): string[] {
	const lines = messages.noVerdicts(cells);
	const wrapped = lines.map((each) => wrap(each, width, '    ').join('\n'));
	return lines.length === 0 ? [] : [...limited(wrapped), ''];
}

/** The answers to the `never` lines of files of the user's own. */
function neverLines({ columns, comparison }: Selection, width: number): string[] {
	const own = new Set(
		columns.flatMap(({ workload }) => (workload.file === undefined ? [] : [workload.name])),
	);
	const lines = comparison.cells.flatMap((cell) =>
		!own.has(cell.workload)
			? []
			: cell.questions.map((each) =>
					indented(messages.neverAnswered(cell, each), width, 2, 4).join('\n'),
				),
	);
	return lines.length === 0 ? [] : [messages.neverHead(), ...limited(lines), ''];
}

/** Why a 'never' may not be worth much: what was to race did not. */
function vacuousLines({ cells }: Comparison, width: number): string[] {
	const variants = new Map<string, string[]>();
	for (const { variant, workload, vacuous = [] } of cells) {
		for (const why of vacuous) {
			const key = JSON.stringify([workload, why]);
			variants.set(key, [...(variants.get(key) ?? []), variant]);
		}
	}
	if (variants.size === 0) return [];
	const lines = [...variants].map(([key, names]) => {
		const [workload, why] = JSON.parse(key) as [string, string];
		return indented(messages.vacuousIn(workload, names, why), width, 2, 4).join('\n');
	});
	return [...wrap(messages.vacuousHead(), width), ...limited(lines), ''];
}

/** What tells the variants from their bases. */
function apartBlock(comparison: Comparison, width: number): string[] {
	const lines = apartLines(comparison, width);
	return lines.length === 0 ? [] : [...lines, ''];
}

/** What became of the claims of the mails. */
function tallyLines(comparison: Comparison, width: number): string[] {
	const answers = answersOf(comparison.discussions).filter((each) => each.verdict !== 'undecided');
	if (answers.length === 0) return [];
	const refuted = answers.filter(({ verdict }) => verdict === 'refuted');
	return [
		...wrap(messages.mailTally(answers), width),
		...refuted.flatMap(({ id, says, witness }) => [
			...indented(messages.refutedPhrase(id, says), width, 2, 4),
			...(witness === null ? [] : [`    ${messages.replayCommand(witness, comparison)}`]),
		]),
		'',
	];
}

/** Who has which race. */
const raceLines = ({ discussions }: Comparison, width: number): string[] =>
	discussions.flatMap((each) => racesLines(each, width));

/** What this run did not set out to run. */
function leftOutLines({ leftOut }: Comparison, width: number): string[] {
	return leftOut.length === 0 ? [] : [...wrap(messages.leftOutPhrase(leftOut), width), ''];
}

/** Whether every cell that was to be run has a verdict. */
const isWhole = ({ cells, limits }: Comparison): boolean =>
	(limits?.notRun ?? []).length === 0 && cells.every(({ explored }) => explored.kind !== 'stopped');

/** What each variant changes: in a few sentences, in counts, and litmus test by litmus test. */
function differenceLines(
	selection: Selection,
	width: number,
	{ colour = false, brief = false }: TextOptions,
): string[] {
	const { reference, base } = selection.comparison;
	const sections = sectionsOf(selection);
	const topic = sections.find(({ is }) => is === 'topic')?.ideas ?? [];
	const others = sections.find(({ is }) => is === 'others')?.ideas ?? [];
	const dress = colour ? coloured : undefined;
	const meaning = messages.changesMean(reference, base, {
		isMail: false,
		hasOpen: true,
		hasCost: selection.comparison.showsOperations === true,
		locked: lockedOfReference(selection),
	});
	const form = { isMail: false, width };
	const signs = (ideas: Section['ideas']): string[] =>
		differenceMatrix(selection, ideas, width, dress);
	return [
		...spaced(bestSentences(selection, sections).flatMap((each) => wrap(each, width, '  '))),
		...(topic.length === 0
			? []
			: [
					...spaced(changesTable(selection, topic, form)),
					...spaced(wrap(meaning, width)),
					...spaced(legendOfChanges(reference, width)),
					...spaced(signs(topic)),
				]),
		...(others.length === 0 || brief
			? []
			: [
					...spaced(wrap(messages.othersHead(), width)),
					...spaced(changesTable(selection, others, form)),
					...spaced(signs(others)),
				]),
		...spaced(
			addedLines(
				selection,
				brief ? topic : [...topic, ...others],
				width,
				addedMax[brief ? 'brief' : 'full'],
			),
		),
	];
}

/** What has no room on a screen. */
function detailLines(selection: Selection, width: number): string[] {
	const { comparison } = selection;
	const oracles = oracleLines(selection, width);
	return [
		...(oracles.length === 0
			? [messages.nothingViolated(isWhole(comparison))]
			: [messages.witnessHead(), ...oracles, ...wrap(originOf(comparison), width)]),
		'',
		...neverLines(selection, width),
		...vacuousLines(comparison, width),
		...claimLines(selection),
		...expectationLines(selection, width),
		...apartBlock(comparison, width),
		...tallyLines(comparison, width),
		...raceLines(comparison, width),
		...leftOutLines(comparison, width),
	];
}

/** The counts of what each variant changes, and nothing else; ends with a newline. */
export function quietText(comparison: Comparison, width: number): string {
	const selection = select(comparison);
	const ideas = sectionsOf(selection).flatMap((section) => section.ideas);
	const hollow = hollowSentence(selection);
	return `${[
		...changesTable(selection, ideas, { isMail: false, width }),
		...(hollow === '' ? [] : wrap(hollow, width)),
	].join('\n')}\n`;
}

/** The report for a terminal, ending with a newline. */
export function terminalText(comparison: Comparison, options: TextOptions = {}): string {
	const width = options.columns ?? 80;
	const selection = select(comparison);
	const lines = [
		...wrap(messages.comparisonTitle(comparison), width),
		'',
		...(comparison.limits === undefined
			? []
			: [
					...wrap(messages.limitsPhrase(comparison.limits), width),
					...cutLines(comparison, width),
					'',
				]),
		...noVerdictLines(comparison, width),
		...differenceLines(selection, width, options),
		...wrap(litmusRunOf(selection), width),
		'',
		...(options.brief === true
			? [...expectationLines(selection, width), ...tallyLines(comparison, width)]
			: detailLines(selection, width)),
		// Last, where the eye falls when the run is over.
		...spaced(causesLines(comparison, width)),
		...spaced(togetherLines(comparison, width)),
		...spaced(sequenceLines(comparison, width)),
		...spaced(performanceLines(comparison, width)),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}

export const text: Renderer = {
	says: 'report.txt: what the terminal shows and what has no room there, without colour',
	render: (comparison) => Promise.resolve([{ file: 'report.txt', text: terminalText(comparison) }]),
};
