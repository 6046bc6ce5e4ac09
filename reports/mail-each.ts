/*
 * reports/mail-each.ts - a reply about one patch, or about a few: what it fixes, adds and leaves, what kind of bug
 * it adds and an execution of it, the patch, and how to see all that.
 */
import * as messages from '../harness/messages/index.ts';
import {
	groupBy,
	isHidden,
	plainerFirst,
	type Against,
	type Comparison,
	type FindingRef,
	type Seen,
	seenIn,
	shownBefore,
	type VariantResult,
	type Violation,
} from '../harness/result.ts';
import { type Counted, kindsPhrase } from './changes.ts';
import {
	diagramParts,
	item,
	litmusParts,
	mailWidth,
	originPart,
	paragraph,
	type Part,
	patchPart,
	referenceOf,
	under,
} from './mail-parts.ts';
import type { Selection } from './select.ts';
import { summaryOf } from './summarise.ts';
import { percent } from './table.ts';
import { litmusRunOf, noVerdictLines } from './text.ts';

/** Places of which a list tells, litmus tests named at each, and executions of the first. */
const limits = { places: 10, litmus: 4, commands: 2 } as const;

/** One oracle at one site, on all litmus tests that show it. */
interface Place {
	readonly seen: readonly Seen[];
	readonly plainest: Seen;
}

function placesOf(seen: readonly Seen[]): Place[] {
	const bySite = groupBy(seen, ({ violation: { oracle, site } }) => `${oracle}\n${site}`);
	return [...bySite.values()]
		.map((each) => ({
			seen: each,
			plainest: each.toSorted((a, b) => plainerFirst(a.violation, b.violation))[0]!,
		}))
		.toSorted((a, b) => b.seen.length - a.seen.length);
}

const placeLine = ({ seen, plainest }: Place): string =>
	messages.findingOnLitmus(
		plainest.violation.oracle,
		plainest.violation.site,
		seen.map(({ workload }) => workload),
		limits.litmus,
	);

const more = (places: readonly Place[]): string[] =>
	places.length > limits.places ? [`  ${messages.andMore(places.length - limits.places)}`] : [];

const commandOf = ({ token }: Violation, comparison: Comparison): string[] =>
	messages.replayLines(token, comparison, mailWidth - 4).map((line) => `    ${line}`);

/** Where it is, and an execution of the most frequent. */
function listed({ comparison }: Selection, seen: readonly Seen[]): string[] {
	const places = placesOf(seen);
	return [
		...places
			.slice(0, limits.places)
			.flatMap((place, i) => [
				...item(placeLine(place)),
				...(i < limits.commands ? commandOf(place.plainest.violation, comparison) : []),
			]),
		...more(places),
	];
}

/** What is added, what the oracle means by it, the smallest witness and its command. */
function addedList({ comparison }: Selection, seen: readonly Seen[]): string[] {
	const places = placesOf(seen).toSorted((a, b) =>
		plainerFirst(a.plainest.violation, b.plainest.violation),
	);
	const told = new Set<string>();
	return [
		...places.slice(0, limits.places).flatMap((place) => {
			const { workload, violation } = place.plainest;
			const says = comparison.oracles.find(({ name }) => name === violation.oracle)?.says;
			const isTold = told.has(violation.oracle);
			const at = (comparison.diagrams ?? []).findIndex(({ token }) => token === violation.token);
			told.add(violation.oracle);
			return [
				...item(placeLine(place)),
				...(says === undefined || isTold ? [] : item(says, '    ')),
				...item(messages.smallest(workload, violation, at < 0 ? null : at + 1), '    '),
				...(at < 0 ? commandOf(violation, comparison) : []),
			];
		}),
		...more(places),
	];
}

export function headOf(selection: Selection, changes: Counted): string {
	const { reference } = selection.comparison;
	const { variant, kinds, left, litmus, judged } = changes;
	if (variant.name === reference) return messages.referenceShows(reference, left, litmus);
	if (judged === 0) return messages.nothingJudged(variant.name, litmus);
	return messages.patchDoes(variant.name, changes, reference, kindsPhrase(kinds));
}

export function exploredSentence(
	{ comparison: { cells, reference }, cell }: Selection,
	{ variant: { name }, litmus }: Counted,
): string {
	const open = cells.filter(
		({ variant, workload, explored }) =>
			(variant === name || variant === reference) &&
			explored.kind !== 'complete' &&
			cell(name, workload) !== undefined,
	);
	const cut = new Set(open.map(({ workload }) => workload));
	return messages.exploredSays(litmus, [...cut]);
}

export function priceSentence(selection: Selection, variant: VariantResult): string {
	const { reference, base } = selection.comparison;
	if (variant.name === reference) return '';
	const own = summaryOf(selection, variant);
	const before = referenceOf(selection);
	if (before === null) return '';
	const theirs = summaryOf(selection, before);
	const { workloads, showsOperations } = selection.comparison;
	const hasLocked =
		workloads.some(({ lockedPages = 0 }) => lockedPages > 0) ||
		[own, theirs].some(({ unmappedLockedMax }) => unmappedLockedMax > 0);
	const cost = percent(own.operationsPercent);
	return [
		...(hasLocked ? [messages.mostLocked(own.collateralMax, theirs.collateralMax, base)] : []),
		...(showsOperations === true ? [messages.countedCost(cost, base, own.litmusCompared)] : []),
	].join(' ');
}

function seenBy({ comparison }: Selection, name: string) {
	return (list: (against: Against) => Against['left']): Seen[] =>
		seenIn(comparison.cells, name, list);
}

/** What one patch adds, in full. */
function addsLines(selection: Selection, { variant: { name } }: Counted): string[] {
	const seen = seenBy(selection, name);
	return under(
		messages.partHeads.adds(name),
		addedList(
			selection,
			seen(({ added }) => added),
		),
	);
}

/** Whether the list of what one patch adds says how many random schedules met it. */
const hasRates = (selection: Selection, { variant: { name } }: Counted): boolean =>
	seenBy(selection, name)(({ added }) => added).some(({ violation }) => violation.rate.runs > 0);

/** What else one patch changes, and what it does not. */
function restLines(selection: Selection, { variant: { name } }: Counted): string[] {
	const { reference } = selection.comparison;
	const { partHeads } = messages;
	const seen = seenBy(selection, name);
	const before = (of: (against: Against) => readonly FindingRef[]): Seen[] =>
		shownBefore(selection.comparison.cells, { reference, variant: name }, of);
	const list = (which: readonly Seen[]): string[] => listed(selection, which);
	return [
		...under(partHeads.moves(name, reference), list(seen(({ moved }) => moved))),
		...under(partHeads.fixes(name), list(before(({ fixed }) => fixed))),
		...under(
			name === reference ? partHeads.shows(name) : partHeads.leaves(name),
			list(seen(({ left }) => left)),
		),
		...under(partHeads.opens(), list(seen(({ open }) => open))),
		...under(partHeads.hides(name, reference), list(before(({ open }) => open.filter(isHidden)))),
	];
}

/** The parts of the mail behind its subject. */
export function eachParts(selection: Selection, all: readonly Counted[]): Part[] {
	const { comparison, columns } = selection;
	const ends = new Set([comparison.reference, ...all.map(({ variant }) => variant.name)]);
	const others = comparison.variants.filter(({ name }) => !ends.has(name)).length;
	return [
		...all.map((each) => ({ lines: paragraph(headOf(selection, each)) })),
		{
			lines: all.flatMap((each) =>
				paragraph(
					`${all.length === 1 ? '' : `${each.variant.name}: `}${exploredSentence(selection, each)} ` +
						priceSentence(selection, each.variant),
				),
			),
		},
		{
			lines: paragraph(
				[
					messages.mailMeans(referenceOf(selection)),
					...(all.some((each) => hasRates(selection, each)) ? [messages.ratesMean()] : []),
					litmusRunOf(selection),
				].join(' '),
			),
		},
		...all.map((each) => ({ lines: addsLines(selection, each) })),
		{ lines: noVerdictLines(comparison, mailWidth) },
		...diagramParts(comparison),
		...all.map((each) => ({ lines: restLines(selection, each), short: [], rank: 7 })),
		...all.flatMap(({ variant }) => patchPart(variant, comparison.base) ?? []),
		...litmusParts(columns.map(({ workload }) => workload)),
		{ lines: others > 0 ? paragraph(messages.othersRan(others)) : [] },
		originPart(comparison),
	];
}
