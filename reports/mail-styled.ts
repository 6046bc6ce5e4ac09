/*
 * reports/mail-styled.ts - the mail of a comparison as one would have written it in 2003, a reply in prose below the lines
 * that propose each patch, or as one does now, a changelog: what is wrong, what the patches do, an execution, numbers.
 * As long as the other form at most; quoted twice it still fits 80 columns, but for commands, which are never broken.
 */
import * as messages from '../harness/messages/index.ts';
import { groupBy, plainestOfEach, type Seen, seenIn, topicOf } from '../harness/result.ts';
import {
	type Changes,
	changesTable,
	columnsOfTopic,
	ofReference,
	type Section,
	sectionsOf,
} from './changes.ts';
import { partsOf } from './finding/facts.ts';
import { type MailStyle, quotedLine, statOf, styleWidths } from './finding/mail.ts';
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
import { answerLines, unclosedLines } from './mail-table.ts';
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
				...witnessOf(letter, each),
				...statOf(each.variant, comparison.base),
				...[each.variant]
					.filter(({ file }) => file !== undefined)
					.flatMap((own) => patchPart(own, comparison.base) ?? []),
			]),
	];
}

/** Below the lines that propose it, what each patch does. */
function reply(letter: Letter): Part[] {
	const { selection, ideas, isTable, width } = letter;
	const { comparison } = selection;
	const answered = ideas.slice(0, limits.ideas);
	const all = ideas.flat();
	const rest = all.length - answered.flat().length;
	let writer = '';
	return [
		...answered.flatMap((idea): Part[] => {
			const [{ variant }] = idea as [Changes];
			const { name, date } = partsOf({ subject: '', from: variant.from });
			// What has no day is no mail: who wrote the quoted lines is not known then.
			const head = date === '' ? '' : messages.wrote(name, date);
			const isSame = head === writer;
			if (variant.quoted.length > 0) writer = head;
			return [
				...(variant.quoted.length === 0
					? []
					: [
							...(isSame ? [] : [says(letter, head)]),
							{ lines: [...variant.quoted.flatMap(quotedLine), ''] },
						]),
				...idea.flatMap((each) => [
					says(
						letter,
						messages.ranIt(each.variant.name, each.variant.subject),
						headOf(selection, each),
						isTable ? '' : exploredOf(selection, all, each),
					),
					...(isTable && each !== idea[0] ? [] : witnessOf(letter, each)),
				]),
			];
		}),
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
	return messages.isWrong(
		reference,
		findings,
		litmus,
		named,
		Math.max(0, kinds.length - limits.kinds),
	);
}

const exploredOf = (selection: Selection, all: readonly Changes[], each: Changes): string =>
	`${all.length === 1 ? '' : `${each.variant.name}: `}${exploredSentence(selection, each)} ` +
	priceSentence(selection, each.variant);

/** What the columns of the table are. */
function meansOf({ selection: { comparison }, ideas }: Letter): string {
	return messages.changesMean(comparison.reference, comparison.base, {
		isMail: true,
		hasOpen: ideas.flat().some(({ open }) => open > 0),
		hasCost: comparison.showsOperations === true,
	});
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
		says(letter, is(violation.oracle, workload, messages.witnessDetail(violation))),
		{ lines: [...lines.map((line) => `  ${line}`), ''] },
	];
}

/** The first execution that the results have a drawing of. */
function firstDiagram(letter: Letter): Part[] {
	const { selection, style, width } = letter;
	const { comparison } = selection;
	const [first] = comparison.diagrams ?? [];
	if (first === undefined) return [];
	const { variant, workload, oracle, site, detail } = first;
	const lines = diagramLines(first, style === 'modern');
	const question = comparison.workloads.find(({ name }) => name === workload)?.question ?? '';
	const end = wrap(ascii(`*** ${oracle}: ${detail} ***`), styleWidths['2003'] - 1, '    ');
	const notation = messages.notation([...lines, site, detail].join('\n'));
	return [
		says(letter, messages.executionOf(variant, workload, question, notation)),
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
