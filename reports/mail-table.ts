/*
 * reports/mail-table.ts - a reply about many proposals: a table of them, what kinds of bugs they add, what none of
 * them closes, and executions.
 */
import * as messages from '../harness/messages/index.ts';
import {
	type Comparison,
	groupBy,
	isSameFinding,
	plainerFirst,
	type Seen,
	unclosedBy,
	type VariantResult,
} from '../harness/result.ts';
import { addedLines } from './added.ts';
import { bestSentences } from './best.ts';
import {
	changesTable,
	columnsOfTopic,
	lockedOfReference,
	ofReference,
	type Section,
} from './changes.ts';
import {
	diagramParts,
	item,
	mailWidth,
	originPart,
	paragraph,
	type Part,
	referenceOf,
} from './mail-parts.ts';
import type { Selection } from './select.ts';
import { wrap } from './table.ts';
import { takeLines } from './together.ts';
import { noVerdictLines } from './text.ts';

/** Kinds that are added, places that nobody closes, and who closes one later, at most. */
const limits = { added: 14, unclosed: 8, closers: 2 } as const;

/** Variants of the run that fix it by what they change themselves, the earliest first, the control last. */
function closersOf(
	{ comparison: { variants, control }, cell }: Selection,
	{ workload, violation }: Seen,
): VariantResult[] {
	const isEnd = ({ name }: VariantResult): number => Number(name === control);
	const fixes = (name: string): boolean =>
		cell(name, workload)?.against.fixed.some((each) => isSameFinding(each, violation)) === true;
	return variants
		.filter(({ name, base }) => fixes(name) && (base === null || !fixes(base)))
		.toSorted((a, b) => isEnd(a) - isEnd(b) || (a.date < b.date ? -1 : Number(a.date > b.date)));
}

export function unclosedLines(selection: Selection, names: readonly string[]): string[] {
	const seen = unclosedBy(names, selection.comparison);
	const bySite = groupBy(seen, ({ violation: { oracle, site } }) => `${oracle}\n${site}`);
	const places = [...bySite.values()].map((each) =>
		each.toSorted((a, b) => plainerFirst(a.violation, b.violation)),
	);
	if (places.length === 0) return [];
	const rest = places.length - limits.unclosed;
	const hasOthers = places.some(([first]) => closersOf(selection, first!).length > 0);
	return [
		...wrap(messages.nobodyCloses(seen.length, hasOthers), mailWidth),
		...places.slice(0, limits.unclosed).flatMap((each) => {
			const { violation } = each[0]!;
			const where = each.map((one) => one.workload);
			return [
				...item(
					messages.findingOnLitmus(violation.oracle, violation.site, where, 3) +
						(hasOthers
							? `; ${messages.closedBy(closersOf(selection, each[0]!), limits.closers)}`
							: ''),
				),
				`    ${messages.replayArguments(violation.token, selection.comparison)}`,
			];
		}),
		...(rest > 0 ? [`  ${messages.andMore(rest)}`] : []),
		'',
	];
}

/** How many of the cells behind a mail were searched completely. */
export function restSentence({ cells }: Comparison): string {
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	return messages.restsOn(cells.length, complete);
}

/** Which of them to take together; nothing where no stack was run. */
export function answerLines({ together, reference }: Comparison, width: number): string[] {
	if (together === undefined) return [];
	// What causes are called is said elsewhere.
	return [...takeLines(together, { reference, causes: [] }, width), ''];
}

/** The parts of the mail behind its subject. */
export function tableParts(selection: Selection, sections: readonly Section[]): Part[] {
	const { comparison } = selection;
	const ideas = sections.find(({ is }) => is === 'topic')?.ideas ?? [];
	const all = ideas.flat();
	const others = selection.variants.length - all.length - 1;
	const { findings, litmus } = ofReference(selection, columnsOfTopic(selection));
	const hasOpen = all.some(({ open }) => open > 0);
	const form = { isMail: true, width: mailWidth };
	return [
		{
			lines: paragraph(messages.mailBegins(all.length, comparison.reference, findings, litmus)),
		},
		{ lines: paragraph(messages.mailMeans(referenceOf(selection))) },
		{ lines: noVerdictLines(comparison, mailWidth) },
		{ lines: bestSentences(selection, sections).flatMap(paragraph) },
		{ lines: answerLines(comparison, mailWidth) },
		{ lines: [...changesTable(selection, ideas, form), ''] },
		{
			lines: paragraph(
				messages.changesMean(comparison.reference, comparison.base, {
					isMail: true,
					hasOpen,
					hasCost: comparison.showsOperations === true,
					locked: lockedOfReference(selection),
				}),
			),
		},
		{ lines: paragraph(restSentence(comparison)) },
		{ lines: [...addedLines(selection, ideas, mailWidth, limits.added), ''] },
		{
			lines: unclosedLines(
				selection,
				all.map(({ variant }) => variant.name),
			),
		},
		...diagramParts(comparison),
		{ lines: others > 0 ? paragraph(messages.othersRan(others)) : [] },
		{ lines: paragraph(messages.combineAnswers()) },
		originPart(comparison),
	];
}
