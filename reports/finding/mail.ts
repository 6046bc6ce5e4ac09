/*
 * reports/finding/mail.ts - a mail about one finding, as one would have written it in 2003, or as one does now. Plain
 * ASCII; quoted twice it still fits 80 columns, but for tokens, which are never broken.
 */
import * as messages from '../../harness/messages/index.ts';
import { type Comparison, type VariantResult } from '../../harness/result.ts';
import {
	diagramLines,
	fitted,
	litmusParts,
	type Part,
	patchPart,
	runAgainLines,
	safeLine,
	shortened,
} from '../mail-parts.ts';
import { isAlone } from '../changes.ts';
import { ascii, table, wrap } from '../table.ts';
import { originOf } from '../text.ts';
import { type Facts, factsOf, filesOf, type MailedFinding } from './facts.ts';
import { isSameLine } from './quotes.ts';
import { cellsOf, closerSays, namedBy, nobodySays, whoCloses } from './who-closes.ts';

export const mailStyles = ['2003', 'modern'] as const;
export type MailStyle = (typeof mailStyles)[number];

/** Columns of prose. */
export const styleWidths: Readonly<Record<MailStyle, number>> = { '2003': 72, modern: 75 };

/** The mail, ending with a newline. */
export function findingMail(
	comparison: Comparison,
	finding: MailedFinding,
	style: MailStyle,
): string {
	const facts = factsOf(comparison, finding);
	const paragraph = (...sentences: string[]): Part => {
		const text = sentences.filter((each) => each !== '').join(' ');
		return {
			lines: text === '' ? [] : [...wrap(ascii(text), styleWidths[style] - 1).map(safeLine), ''],
		};
	};
	return fitted([
		{ lines: [subjectOf(facts, style), ''] },
		...(style === '2003' ? letter(facts, paragraph) : changelog(facts, paragraph)),
		...ownParts(facts),
		paragraph(originOf(comparison)),
	]);
}

type Paragraph = (...sentences: string[]) => Part;

function subjectOf({ asked, violation, variant, workload }: Facts, style: MailStyle): string {
	const { oracle } = violation;
	const subjects = [
		...(style === '2003' && asked !== null ? [messages.replySubject(asked.subject)] : []),
		messages.findingSubject(oracle, variant, workload),
		messages.findingSubject(oracle, variant, null),
	].map((each) => ascii(each).replaceAll('\n', ' '));
	const width = styleWidths[style];
	return subjects.find((each) => each.length <= width) ?? subjects.at(-1)!.slice(0, width);
}

/** A line of another mail; only one that would pass the width is broken. */
export const quotedLine = (line: string): string[] =>
	line.trim() === ''
		? ['>']
		: wrap(ascii(line), styleWidths['2003'] - 2).map((part) => `> ${part}`);

/** A reply in prose. */
function letter(facts: Facts, paragraph: Paragraph): Part[] {
	const { asked, about, test, violation, comparison } = facts;
	const isInRun = (variant: string): boolean =>
		comparison.variants.some(({ name }) => name === variant);
	const question = messages.questionSaid(test.question);
	const says = comparison.oracles.find(({ name }) => name === violation.oracle)?.says ?? '';
	return [
		...(asked === null
			? []
			: [
					paragraph(messages.wrote(asked.name, asked.date)),
					{ lines: [...asked.lines.flatMap(quotedLine), ''] },
				]),
		paragraph(
			messages.triedIt(about.name, about.subject, test.name),
			about.reading === undefined ||
				!asked?.lines.some((line) =>
					about.quoted.some((each) => isSameLine(line.trim(), each.trim())),
				)
				? ''
				: messages.readsOtherwise(about.reading, isInRun(about.reading.literal)),
			question === '' ? '' : messages.asksIt(question),
		),
		paragraph(
			messages.endsIn(violation, says, isAlone(test)),
			oftenOf(facts),
			messages.caveatOf(test, violation.oracle),
			messages.alsoShows(facts.also),
		),
		...diagramOf(facts, false, paragraph),
		paragraph(whereFrom(facts), ...whoCloses(facts)),
		paragraph(messages.isSimulated(), messages.seeItAll()),
		commandOf(facts),
		tableCommand(facts, '2003'),
	];
}

/** Problem, execution, solution, numbers, patch. */
function changelog(facts: Facts, paragraph: Paragraph): Part[] {
	const { about, test, violation, closers, comparison } = facts;
	const question = messages.questionSaid(test.question);
	const says = comparison.oracles.find(({ name }) => name === violation.oracle)?.says ?? '';
	const [first] = closers;
	const patch = first?.variant ?? about;
	return [
		paragraph(question === '' ? '' : messages.testAsks(test.name, question)),
		paragraph(
			messages.triedIt(about.name, about.subject, test.name),
			messages.endsIn(violation, says, isAlone(test)),
			messages.caveatOf(test, violation.oracle),
			messages.alsoShows(facts.also),
		),
		...diagramOf(facts, true, paragraph),
		paragraph(oftenOf(facts), whereFrom(facts)),
		paragraph(first === undefined ? nobodySays(facts) : closerSays(facts, first)),
		{ lines: [...numbersOf(facts), ''] },
		paragraph(messages.tableMeans(), messages.isSimulated()),
		paragraph(messages.seeItAll()),
		commandOf(facts),
		tableCommand(facts, 'modern'),
		...statOf(patch, comparison.base),
	];
}

/** Among how many interleavings it shows; of one cpu there are none. */
const oftenOf = ({ test, violation, cell }: Facts): string =>
	isAlone(test)
		? messages.isNoRace(violation, cell.explored)
		: messages.howOften(violation, cell.explored);

function diagramOf(
	{ violation, drawn, test }: Facts,
	isUnderlined: boolean,
	paragraph: Paragraph,
): Part[] {
	const lines = diagramLines({ lines: drawn }, isUnderlined);
	const { oracle, detail } = violation;
	const says = wrap(ascii(`*** ${oracle}: ${detail} ***`), styleWidths['2003'] - 1, '    ');
	const end = [...says.map((line) => ` ${line}`), ''];
	if (lines.length === 0) return [{ lines: end }];
	return [
		paragraph(messages.stepsBelow(messages.notation([...lines, detail].join('\n')), isAlone(test))),
		{ lines: [...shortened(lines), '', ...end], short: end, rank: 2 },
	];
}

function whereFrom({ about, below, cell, violation, comparison, closers }: Facts): string {
	// Where no patch is spoken of nobody needs to be told.
	if (about.name === comparison.base) return closers.length > 0 ? messages.isOfBase() : '';
	if (below === null) return '';
	const name = below.variant;
	if (below.violations.some(({ oracle }) => oracle === violation.oracle)) {
		return messages.isInherited(name);
	}
	const { against } = cell;
	const isThis = (each: { readonly oracle: string; readonly site: string }): boolean =>
		each.oracle === violation.oracle && each.site === violation.site;
	if (against.reference === name) {
		const moved = against.moved.find(isThis);
		if (moved !== undefined) return messages.isMoved(name, moved.from.oracle, moved.why);
		if (against.added.some(isThis)) {
			const stand = comparison.variants.find((each) => each.name === name);
			const isOlder = stand !== undefined && about.date < stand.date;
			return isOlder ? messages.isOfBefore(name) : messages.isAdded(name);
		}
	}
	return below.explored.kind === 'complete' ? messages.isNotBelow(name) : '';
}

/** What gives these numbers again. */
function tableCommand(facts: Facts, style: MailStyle): Part {
	const { comparison, test } = facts;
	if (comparison.command === undefined) return { lines: [] };
	const given = (variant: string): string =>
		comparison.variants.find(({ name }) => name === variant)?.file ?? variant;
	const command = messages.compareCommandOf(
		comparison.command,
		[...new Set(namedBy(facts, style === 'modern'))].map(given),
		test.file ?? test.name,
	);
	return { lines: runAgainLines(command, styleWidths['2003']) };
}

function numbersOf(facts: Facts): string[] {
	const { about, violation } = facts;
	const rows = cellsOf(facts).map(({ variant, violations, explored, cost }) => [
		ascii(variant).slice(0, 30),
		variant === about.name
			? violation.frequency
			: (violations.find(({ oracle }) => oracle === violation.oracle)?.frequency ?? 'never'),
		String(violations.length),
		explored.kind,
		'states' in explored ? messages.grouped(explored.states) : '-',
		cost === null ? '-' : messages.grouped(cost.operations),
	]);
	return table(
		[
			{ head: 'variant', align: 'left' },
			{ head: 'this', align: 'left' },
			{ head: 'all', align: 'right' },
			{ head: 'explored', align: 'left' },
			{ head: 'states', align: 'right' },
			{ head: 'operations', align: 'right' },
		],
		rows,
	);
}

function commandOf({ violation, comparison }: Facts): Part {
	const lines = messages.replayLines(violation.token, comparison, styleWidths.modern - 2);
	return { lines: [...lines.map((line) => `  ${line}`), ''] };
}

/** Signs of a line of the diffstat. */
const graphMax = 24;
const pathMax = 40;

/** What the patch touches, as git shows it. */
export function statOf(variant: VariantResult, base: string): Part[] {
	const files = filesOf(variant.patch);
	if (files.length === 0) return [];
	const path = (file: string): string =>
		file.length <= pathMax ? file : `...${file.slice(3 - pathMax)}`;
	const width = Math.max(...files.map(({ file }) => path(file).length));
	const most = Math.max(...files.map((each) => each.insertions + each.deletions));
	const scale = Math.min(1, graphMax / most);
	const sign = (sign: string, count: number): string =>
		sign.repeat(count === 0 ? 0 : Math.max(1, Math.floor(count * scale)));
	const digits = String(most).length;
	const sum = (of: 'insertions' | 'deletions'): number =>
		files.reduce((all, each) => all + each[of], 0);
	return [
		{
			lines: [
				'---',
				...wrap(ascii(messages.statOf(variant.name, variant.base ?? base)), styleWidths.modern),
				'',
				...files.map(
					({ file, insertions, deletions }) =>
						` ${path(ascii(file)).padEnd(width)} | ${String(insertions + deletions).padStart(digits)} ` +
						`${sign('+', insertions)}${sign('-', deletions)}`,
				),
				messages.patchStat(files.length, sum('insertions'), sum('deletions')),
				'',
			],
		},
	];
}

/** Files of the user's own, without which nobody can run the command, and the patch of the user's own that closes it. */
function ownParts({ about, test, closers, comparison }: Facts): Part[] {
	const files = [about, test].flatMap(({ file }) => file ?? []);
	const own = [about, ...closers.slice(0, 1).map(({ variant }) => variant)].filter(
		({ file }) => file !== undefined,
	);
	return [
		...(files.length === 0
			? []
			: [{ lines: [...wrap(ascii(messages.filesNeeded(files)), styleWidths['2003']), ''] }]),
		...own.flatMap((variant) => patchPart(variant, comparison.base) ?? []),
		...litmusParts([test]),
	];
}
