/*
 * reports/mail-full.ts - the comparison as a long answer to the mail: its lines quoted, the evidence below
 * each of them. Plain ASCII, 72 columns, except that tokens and commands are never broken.
 */
import * as messages from '../harness/messages/index.ts';
import type { ClaimResult, Comparison, VariantResult } from '../harness/result.ts';
import { racesLines } from './answers.ts';
import { apartLines } from './apart.ts';
import type { Renderer } from './renderer.ts';
import { select, type Selection } from './select.ts';
import {
	claimAgrees,
	claimIsOpen,
	expectationsOf,
	groupsOf,
	heldQuestions,
	summaryOf,
	type Group,
	type Sighting,
	type VariantSummary,
} from './summarise.ts';
import {
	ascii,
	legendOfColumns,
	legendOfSigns,
	matrix,
	percent,
	wrap,
	table,
	type TableColumn,
} from './table.ts';
import { litmusRunOf, originOf, noVerdictLines } from './text.ts';

const width = 72;

function paragraph(text: string): string[] {
	return [...wrap(ascii(text), width), ''];
}

function item(text: string, indent: string = '  '): string[] {
	return wrap(ascii(text), width - indent.length, '  ').map((line) => indent + line);
}

/** Quoted lines keep their breaks; only one that would pass the width is broken again. */
function quote(lines: readonly string[]): string[] {
	return lines.flatMap((line) =>
		line.trim() === '' ? ['>'] : wrap(ascii(line), width - 2).map((part) => `> ${part}`),
	);
}

function heading(text: string): string {
	return `== ${ascii(text)} `.padEnd(width, '=');
}

function costPhrase(summary: VariantSummary, base: string): string {
	const value = summary.operationsPercent;
	if (summary.variant.name === base) return 'it is the base that the others are compared with';
	if (value === null) return 'no litmus to compare its cost by';
	const over = `over ${summary.litmusCompared} litmus`;
	if (percent(value) === '0.0%') return `as many operations as ${base} ${over}`;
	const direction = value > 0 ? 'more' : 'fewer';
	return `${percent(Math.abs(value)).replace('+', '')} ${direction} operations than ${base} ${over}`;
}

function brokenPhrase(summary: VariantSummary): string {
	if (summary.cellsViolated === 0) return `Nothing violated in ${summary.cells} litmus`;
	const oracles =
		summary.oraclesViolated === 0
			? 'No oracle violated, only never lines of the litmus'
			: `${messages.counted(summary.oraclesViolated, 'oracle')} violated`;
	return `${oracles}, in ${summary.cellsViolated} of ${summary.cells} litmus`;
}

function outcome(summary: VariantSummary, { base, showsOperations }: Comparison): string {
	const inside =
		summary.collateralMax === 0
			? 'none of them inside EOF'
			: `at worst ${summary.collateralMax} still inside EOF`;
	const unlocked =
		summary.unmappedLockedMax === 0
			? 'no page missing from a VM_LOCKED vma'
			: `at worst ${messages.counted(summary.unmappedLockedMax, 'page')} missing from ` +
				`VM_LOCKED vmas, ${inside}`;
	const cost = showsOperations ? `; ${costPhrase(summary, base)}` : '';
	return `${brokenPhrase(summary)}; ${unlocked}${cost}.`;
}

function claimLines(claims: readonly ClaimResult[], named: Comparison): string[] {
	if (claims.length === 0) return [];
	return [
		'Claims, as stated and as they came out:',
		...claims.flatMap((claim) => [
			...item(
				claimAgrees(claim) || claimIsOpen(claim)
					? `${claim.claim}: ${claim.stated}, ${messages.claimHeld(claim)}`
					: `REFUTED: ${messages.claimRefuted(claim)}`,
			),
			...(claim.witness === null ? [] : [`    ${messages.replayCommand(claim.witness, named)}`]),
		]),
		'',
	];
}

/** The site, where the oracle has two in one litmus. */
function siteAmong({ sightings }: Group, { column, violation }: Sighting): string {
	const alike = sightings.filter((each) => each.column === column);
	return alike.length === 1 ? '' : ` at ${violation.site}`;
}

/** One oracle: where it was violated, how often by luck, and the witness to read first. */
function groupLines(group: Group, named: Comparison): string[] {
	const { column, cell, violation } = group.simplest;
	const places = group.sightings.map(
		(sighting) =>
			`${sighting.column.label} ${sighting.violation.frequency} ` +
			`${sighting.violation.rate.hits}/${sighting.violation.rate.runs}${siteAmong(group, sighting)}`,
	);
	return [
		...wrap(`${ascii(group.oracle)}, ${messages.counted(places.length, 'violation')}:`, width),
		...item(places.join('; ')),
		...item(
			`${column.label} ${column.workload.name}: ${violation.site}. ${violation.detail}. It shows ` +
				`${violation.frequency}; ${messages.exploredPhrase(cell.explored)}; ` +
				`${messages.counted(violation.steps, 'step')}, ` +
				`${messages.counted(violation.preemptions, 'preemption')}; ` +
				`${messages.ratePhrase(violation.rate)}.`,
		),
		`    ${messages.replayCommand(violation.token, named)}`,
	];
}

function questionLines(selection: Selection, variant: string): string[] {
	const held = heldQuestions(selection, variant);
	if (held.length === 0) return [];
	return [
		'Of what the litmus files say must never be:',
		...held.flatMap(({ column, cell, question }) => [
			...item(
				`${column.label} ${column.workload.name}: ${question.text}: ${question.frequency}; ` +
					messages.exploredPhrase(cell.explored),
			),
			...(question.token === null
				? []
				: [`    ${messages.replayCommand(question.token, selection.comparison)}`]),
		]),
		'',
	];
}

function diffstat(variant: VariantResult): string[] {
	if (variant.patch === '') return [];
	const { functions, insertions, deletions } = variant.diffstat;
	return [
		...item(variant.replaces.join(', ')),
		`  ${messages.counted(functions, 'function')}, ` +
			`${messages.counted(insertions, 'insertion')}(+), ` +
			`${messages.counted(deletions, 'deletion')}(-)`,
		'',
	];
}

/** Of one that does otherwise than the lines above it. */
function readingLines({ comparison }: Selection, { reading }: VariantResult): string[] {
	if (reading === undefined) return [];
	const isInRun = comparison.variants.some(({ name }) => name === reading.literal);
	return paragraph(messages.readsOtherwise(reading, isInRun));
}

function section(selection: Selection, variant: VariantResult): string[] {
	const groups = groupsOf(selection, variant.name);
	const base = variant.base === null ? '' : `; on top of ${variant.base}`;
	return [
		heading(variant.name),
		'',
		...wrap(ascii(variant.subject), width),
		...wrap(ascii(`(${variant.from}${base})`), width, ' '),
		'',
		...(variant.quoted.length === 0 ? [] : [...quote(variant.quoted), '']),
		...readingLines(selection, variant),
		...paragraph(outcome(summaryOf(selection, variant), selection.comparison)),
		...claimLines(variant.claims, selection.comparison),
		...groups.flatMap((group) => [...groupLines(group, selection.comparison), '']),
		...questionLines(selection, variant.name),
		...diffstat(variant),
	];
}

function expectationSection(selection: Selection): string[] {
	const all = expectationsOf(selection);
	const unmet = all.filter(({ expectation }) => !expectation.met);
	if (all.length === 0) return [];
	return [
		heading('expectations'),
		'',
		messages.expectationsTally(all.length - unmet.length, all.length),
		...unmet.flatMap(({ expectation, cell }) =>
			item(messages.expectationUnmet(expectation, cell.explored)),
		),
		'',
	];
}

function apart(comparison: Comparison): string[] {
	const lines = apartLines(comparison, width);
	return lines.length === 0 ? [] : [heading('what tells them apart'), '', ...lines, ''];
}

function races({ discussions }: Comparison): string[] {
	const lines = discussions.flatMap((each) => racesLines(each, width));
	return lines.length === 0 ? [] : [heading('races of history'), '', ...lines];
}

function questionsOfLitmus(selection: Selection): string[] {
	return [
		heading('what the litmus ask'),
		'',
		...selection.columns.flatMap(({ label, workload }) => {
			const serves = workload.serves.length === 0 ? '' : ` [${workload.serves.join(' ')}]`;
			return wrap(ascii(`${label} ${workload.name}${serves}: ${workload.question}`), width, '    ');
		}),
		'',
	];
}

/** The table of numbers. */
function summaryTable(summaries: readonly VariantSummary[], hasCost: boolean): string[] {
	const right = (head: string): TableColumn => ({ head, align: 'right' });
	return table(
		[
			{ head: 'variant', align: 'left' },
			...['oracles', 'litmus', 'locked', ...(hasCost ? ['cost'] : []), 'claims'].map(right),
		],
		summaries.map((summary) => [
			summary.variant.name,
			String(summary.oraclesViolated),
			`${summary.cellsViolated}/${summary.cells}`,
			`${summary.unmappedLockedMax} (${summary.collateralMax})`,
			...(hasCost ? [percent(summary.operationsPercent)] : []),
			messages.claimsBriefly(summary.claimsAgreed, summary.claimsDecided, summary.claimsOpen),
		]),
	);
}

/** What the columns of the table of numbers mean, each explanation hanging under itself. */
function summaryLegend({ base, showsOperations }: Comparison, width: number): string[] {
	const rows: readonly (readonly [string, string])[] = [
		['oracles', 'different oracles violated in some explored schedule'],
		['litmus', 'litmus in which something was violated, of those that ran'],
		[
			'locked',
			'most pages missing from VM_LOCKED vmas once all is quiet; in brackets ' +
				'the most that are still inside EOF; each is the worst of all litmus',
		],
		...(showsOperations
			? [
					[
						'cost',
						`operations of the sequential runs against ${base}; ${messages.costLeavesOut()}`,
					] as const,
				]
			: []),
		['claims', 'came out as their author states, of those decided; 2? are two undecided'],
	];
	return rows.flatMap(([name, explanation]) =>
		wrap(explanation, width - 9).map((part, index) =>
			`${(index === 0 ? name : '').padEnd(9)}${part}`.trimEnd(),
		),
	);
}

/** The whole mail, ending with a newline. */
export function fullMailText(comparison: Comparison): string {
	const selection = select(comparison);
	const summaries = selection.variants.map((variant) => summaryOf(selection, variant));
	const lines = [
		'Subject: Re: objrmap and vmtruncate',
		'',
		...paragraph(
			`Here is what each proposal breaks. Each is a patch ` +
				`against ${comparison.base}, on a simulated 2.5.66-mm, not on a kernel: ` +
				`the order of accesses and the locking are the kernel's, the machine is ` +
				`not. ${litmusRunOf(selection)} ${messages.comparisonTitle(comparison)}.`,
		),
		...paragraph(originOf(comparison)),
		...(comparison.limits === undefined ? [] : paragraph(messages.limitsPhrase(comparison.limits))),
		...noVerdictLines(comparison, width),
		...matrix(selection, width),
		'',
		...legendOfSigns(width),
		'',
		...legendOfColumns(selection, width).map((line) => ascii(line)),
		'',
		...summaryTable(summaries, comparison.showsOperations === true),
		'',
		...summaryLegend(comparison, width),
		'',
		...paragraph(
			'Below, "L03 sometimes 2/500" means: in litmus L03 some but not all ' +
				'outcomes show it, and 2 of 500 random schedules met it by luck. ' +
				'violations.csv has the command for each of them.',
		),
		...selection.variants.flatMap((variant) => section(selection, variant)),
		...expectationSection(selection),
		...apart(comparison),
		...races(comparison),
		...questionsOfLitmus(selection),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}

export const mailFull: Renderer = {
	says: 'mail-full.txt (compare --full): the mail quoted, each proposal with all evidence',
	render: (comparison) =>
		Promise.resolve([{ file: 'mail-full.txt', text: fullMailText(comparison) }]),
};
