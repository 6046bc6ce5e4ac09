/*
 * reports/mail-styled.ts - the mail of a comparison as one would have written it in 2003, a reply in prose below the lines
 * that propose each patch, or as one does now, a changelog: what is wrong, what the patches do, an execution, numbers.
 * As long as the other form at most; quoted twice it still fits 80 columns, but for commands, which are never broken.
 */
import * as messages from '../harness/messages/index.ts';
import {
	designOfOurs,
	type Diagram,
	groupBy,
	isSameFinding,
	mailLinesOf,
	plainestOfEach,
	type Seen,
	seenIn,
	topicOf,
} from '../harness/result.ts';
import {
	type Changes,
	changesTable,
	columnsOfTopic,
	isAlone,
	lockedOfReference,
	ofReference,
	type Section,
	sectionsOf,
} from './changes.ts';
import { type MailStyle, quotedLine, statOf, styleWidths } from './finding/mail.ts';
import { partsOf, type Quote, quoteOf } from './finding/quotes.ts';
import { hollowSentence } from './hollow.ts';
import { exploredSentence, headOf, priceSentence } from './mail-each.ts';
import {
	diagramLines,
	fitted,
	originPart,
	type Part,
	patchPart,
	referenceOf,
	safeLine,
	shortened,
} from './mail-parts.ts';
import { answerLines, restSentence, unclosedLines } from './mail-table.ts';
import { performanceCommand, performanceLines } from './performance.ts';
import { sequencePart } from './mail-sequences.ts';
import { type Selection, select } from './select.ts';
import { ascii, wrap } from './table.ts';

/** Kinds of bugs that are named, ideas that are answered one by one, patches of which there is a diffstat. */
const limits = { kinds: 5, ideas: 8, stats: 3 } as const;

interface Letter {
	readonly selection: Selection;
	readonly style: MailStyle;
	readonly width: number;
	/** The patches that it is about, forms of one idea together. */
	readonly ideas: Section['ideas'];
	readonly isTable: boolean;
}

/** The mail, ending with a newline. */
export function styledMail(
	comparison: Letter['selection']['comparison'],
	style: MailStyle,
): string {
	const selection = select(comparison);
	const ideas = sectionsOf(selection).find(({ is }) => is === 'topic')?.ideas ?? [];
	const isTable = topicOf(comparison).as === 'table';
	const letter: Letter = { selection, style, width: styleWidths[style], ideas, isTable };
	const { limits: cutShort } = comparison;
	return fitted([
		{ lines: [subjectOf(letter), ''] },
		says(letter, cutShort === undefined ? '' : messages.limitsPhrase(cutShort)),
		says(letter, hollowSentence(selection)),
		...(style === '2003' ? reply(letter) : changelog(letter)),
		originPart(comparison),
		sequencePart(comparison, letter.width),
		{
			lines: ['', ...performanceLines(comparison, letter.width)],
			short: ['', ...performanceCommand(comparison)],
			rank: Infinity,
		},
	]);
}

/** A paragraph. */
function says({ width }: Letter, ...sentences: string[]): Part {
	const text = sentences.filter((each) => each !== '').join(' ');
	return { lines: text === '' ? [] : [...wrap(ascii(text), width - 1).map(safeLine), ''] };
}

function subjectOf({ selection, style, ideas, width }: Letter): string {
	const { reference } = selection.comparison;
	const [only, ...others] = ideas.flat();
	const isOne = only !== undefined && others.length === 0;
	const subject =
		style === '2003'
			? messages.mailSubject(isOne && only.variant.file !== undefined ? only.variant.subject : null)
			: isOne
				? messages.patchSubject(only.variant.subject)
				: messages.severalSubject(ideas.flat().length, reference);
	return ascii(subject).replaceAll('\n', ' ').slice(0, width);
}

/** What is wrong, what the patches do, an execution, the numbers, the patches. */
function changelog(letter: Letter): Part[] {
	const { selection, ideas, isTable, width } = letter;
	const { comparison } = selection;
	const all = ideas.flat();
	return [
		says(letter, problemOf(selection), messages.mailMeans(null)),
		...(isTable
			? [{ lines: answerLines(comparison, width) }]
			: all.map((each) => says(letter, `${subjectSaid(each)} ${headOf(selection, each)}`))),
		...firstDiagram(letter),
		{ lines: [...changesTable(selection, ideas, { isMail: true, width }), ''] },
		says(letter, meansOf(letter)),
		...(isTable
			? [{ lines: unclosedLines(selection, namesOf(all)), short: [], rank: 7 }]
			: all.map((each) => says(letter, exploredOf(selection, all, each)))),
		...all
			.slice(0, isTable ? 0 : limits.stats)
			.flatMap((each) => [
				...statOf(each.variant, comparison.base),
				...witnessOf(letter, each),
				...[each.variant]
					.filter(({ file }) => file !== undefined)
					.flatMap((own) => patchPart(own, comparison.base) ?? []),
			]),
	];
}

/** A patch that is answered, and the lines that it is answered below. */
interface Answered {
	readonly changes: Changes;
	readonly quote: Quote | null;
	/** Whether its witness is told. */
	readonly isFirst: boolean;
}

/** The patches in the order of the lines that they quote; who takes those literally comes first. */
function answeredOf({ selection: { comparison }, ideas }: Letter): Answered[] {
	const mails = mailLinesOf(comparison.discussions);
	const at = ({ quote }: Answered): number => quote?.at ?? Infinity;
	const otherwise = ({ changes }: Answered): number =>
		Number(changes.variant.reading !== undefined);
	return ideas
		.slice(0, limits.ideas)
		.flatMap((idea) =>
			idea.map((changes, i) => ({
				changes,
				quote: quoteOf(mails, changes.variant),
				isFirst: i === 0,
			})),
		)
		.toSorted((a, b) => (at(a) === at(b) ? otherwise(a) - otherwise(b) : at(a) - at(b)));
}

/** Who wrote the lines, and they themselves, where they are not those that stand above already. */
function quoteLines(letter: Letter, quote: Quote | null, before: Quote | null): Part[] {
	// One of them may quote a line more.
	if (quote === null || quote.at === before?.at) return [];
	const head = messages.wrote(quote.name, quote.date);
	const isSame = before !== null && head === messages.wrote(before.name, before.date);
	return [
		...(isSame ? [] : [says(letter, head)]),
		{ lines: [...quote.lines.flatMap(quotedLine), ''] },
	];
}

/** What was run, and how it has to do with the lines above. */
function ranSentence({ selection: { comparison } }: Letter, { changes, quote }: Answered): string {
	const { name, subject, from, reading } = changes.variant;
	if (quote === null) return messages.ranAlone(name, subject);
	const { name: author, date } = partsOf({ subject, from });
	const who = designOfOurs.test(from)
		? messages.ofThisProject()
		: date === ''
			? from.replace(/ \(.*/, '')
			: `${author}, ${date}`;
	const ran = quote.isOfMail
		? messages.ranIt(name, subject)
		: messages.ranAbout(name, subject, who);
	if (reading === undefined) return ran;
	const isInRun = comparison.variants.some((each) => each.name === reading.literal);
	return `${ran} ${messages.readsOtherwise(reading, isInRun)}`;
}

/** Below the lines that propose it, what each patch does. */
function reply(letter: Letter): Part[] {
	const { selection, ideas, isTable, width } = letter;
	const { comparison } = selection;
	const answered = answeredOf(letter);
	const all = ideas.flat();
	const rest = all.length - answered.length;
	return [
		...answered.flatMap((each, i): Part[] => [
			...quoteLines(letter, each.quote, answered[i - 1]?.quote ?? null),
			says(
				letter,
				ranSentence(letter, each),
				headOf(selection, each.changes),
				isTable ? '' : exploredOf(selection, all, each.changes),
			),
			...(isTable && !each.isFirst ? [] : witnessOf(letter, each.changes)),
		]),
		says(letter, rest > 0 ? messages.othersInTable(rest) : ''),
		{ lines: isTable ? answerLines(comparison, width) : [] },
		...firstDiagram(letter),
		says(letter, problemOf(selection), messages.mailMeans(null)),
		...(isTable
			? [
					{ lines: [...changesTable(selection, ideas, { isMail: true, width }), ''] },
					says(letter, meansOf(letter)),
					{ lines: unclosedLines(selection, namesOf(all)), short: [], rank: 7 },
				]
			: []),
		...all.flatMap(({ variant }) =>
			variant.file === undefined ? [] : (patchPart(variant, comparison.base) ?? []),
		),
	];
}

const namesOf = (all: readonly Changes[]): string[] => all.map(({ variant }) => variant.name);

const subjectSaid = ({ variant: { name, subject, date } }: Changes): string =>
	messages.patchSaid(name, subject, date);

/** What the kernel shows that all are held against, by kind of bug. */
function problemOf(selection: Selection): string {
	const reference = referenceOf(selection);
	if (reference === null) return '';
	const columns = columnsOfTopic(selection);
	const { findings, litmus } = ofReference(selection, columns);
	const seen = columns.flatMap(
		({ workload }) => selection.cell(reference.name, workload.name)?.violations ?? [],
	);
	const kinds = [...groupBy(seen, ({ oracle }) => oracle)]
		.map(([oracle, each]) => ({ oracle, findings: each.length }))
		.toSorted((a, b) => b.findings - a.findings);
	const named = messages.kindsList(kinds.slice(0, limits.kinds));
	const others = kinds.slice(limits.kinds);
	const rest = others.reduce((sum, each) => sum + each.findings, 0);
	return messages.isWrong(reference, findings, litmus, named, {
		kinds: others.length,
		findings: rest,
	});
}

const exploredOf = (selection: Selection, all: readonly Changes[], each: Changes): string =>
	`${all.length === 1 ? '' : `${each.variant.name}: `}${exploredSentence(selection, each)} ` +
	priceSentence(selection, each.variant);

/** What the columns of the table are. */
function meansOf({ selection, ideas, isTable }: Letter): string {
	const { comparison } = selection;
	const columns = messages.changesMean(comparison.reference, comparison.base, {
		isMail: true,
		hasOpen: ideas.flat().some(({ open }) => open > 0),
		hasCost: comparison.showsOperations === true,
		locked: lockedOfReference(selection),
	});
	// Of few patches each says it for itself.
	return isTable ? `${columns} ${restSentence(comparison)}` : columns;
}

/** The command for the plainest execution of what a patch adds, or else leaves. */
function witnessOf(letter: Letter, { variant: { name }, added }: Changes): Part[] {
	const { comparison } = letter.selection;
	const plainest = (list: 'added' | 'left'): Seen | undefined =>
		plainestOfEach(seenIn(comparison.cells, name, (against) => against[list]))[0];
	const seen = added > 0 ? plainest('added') : plainest('left');
	// What is drawn has its command there.
	if (seen === undefined || seen.violation.token === comparison.diagrams?.[0]?.token) return [];
	const { workload, violation } = seen;
	const is = added > 0 ? messages.isAddedBy : messages.isLeftBy;
	const lines = messages.replayLines(violation.token, comparison, letter.width - 2);
	return [
		says(letter, is(name, violation.oracle, workload, messages.witnessDetail(violation))),
		{ lines: [...lines.map((line) => `  ${line}`), ''] },
	];
}

/** Whether what is drawn is what the kernel shows that all are held against. */
const isLeft = ({ cell, comparison: { reference } }: Selection, drawn: Diagram): boolean =>
	drawn.variant !== reference &&
	cell(drawn.variant, drawn.workload)?.against.left.some((each) => isSameFinding(each, drawn)) ===
		true;

/** The first execution that the results have a drawing of. */
function firstDiagram(letter: Letter): Part[] {
	const { selection, style, width } = letter;
	const { comparison } = selection;
	const [first] = comparison.diagrams ?? [];
	if (first === undefined) return [];
	const { variant, workload, oracle, site, detail } = first;
	const lines = diagramLines(first, style === 'modern');
	const test = comparison.workloads.find(({ name }) => name === workload);
	const question = messages.questionSaid(test?.question ?? '');
	const end = wrap(ascii(`*** ${oracle}: ${detail} ***`), styleWidths['2003'] - 1, '    ');
	const notation = messages.notation([...lines, site, detail].join('\n'));
	return [
		says(
			letter,
			messages.executionOf(variant, workload, question, notation, isAlone(test)),
			isLeft(selection, first) ? messages.showsAsWell(comparison.reference) : '',
			messages.caveatOf(test, oracle),
		),
		{
			lines: [...shortened(lines), '', ...end.map((line) => ` ${line}`), ''],
			short: [...end.map((line) => ` ${line}`), ''],
			rank: 2,
		},
		{
			lines: [
				...messages.replayLines(first.token, comparison, width - 2).map((line) => `  ${line}`),
				'',
			],
		},
	];
}
