/*
 * reports/changes.ts - how many findings each variant fixes, adds and leaves, the forms of one idea together, and
 * what kind of bug is added.
 */
import * as messages from '../harness/messages/index.ts';
import {
	groupBy,
	isHidden,
	plainestOfEach,
	type Seen,
	seenIn,
	topicOf,
	type VariantResult,
	type WorkloadResult,
} from '../harness/result.ts';
import type { Selection } from './select.ts';
import { summaryOf, type VariantSummary } from './summarise.ts';
import { indented, percent, table } from './table.ts';

/** How often something of one oracle is added. */
export interface Kind {
	readonly oracle: string;
	readonly findings: number;
	/** Whether the variant's own file says that it always does this: then it is what the proposal is. */
	readonly isMeant: boolean;
}

/** What a variant changes on litmus tests that it and the reference ran. */
export interface Changes {
	readonly variant: VariantResult;
	/** Stands for it in the table of signs: 'A', 'B' ... 'Z', 'AA'. */
	readonly id: string;
	/** Litmus that both ran. */
	readonly litmus: number;
	/** Those of them on which it has a verdict. */
	readonly judged: number;
	/** What the reference shows on them. */
	readonly before: number;
	readonly fixed: number;
	readonly added: number;
	readonly moved: number;
	/** Of `moved`, what the reference dies of another bug before it gets to: none of `before`. */
	readonly uncovered: number;
	readonly left: number;
	readonly open: number;
	/** Of `open`, what the variant does not get to, since it dies first of a bug that it adds. */
	readonly hidden: number;
	/** What is added. */
	readonly news: readonly Seen[];
	/** The same by kind, the most frequent first. */
	readonly kinds: readonly Kind[];
}

/** Variants that are shown together. */
export interface Section {
	readonly is: 'topic' | 'others';
	/** Forms of one idea stand together, the best of them first. */
	readonly ideas: readonly (readonly Changes[])[];
}

/** The same before its place among the others is known. */
export type Counted = Omit<Changes, 'id'>;

/** Counts of what a variant changes on these litmus tests; all that there are when left out. */
export function changesOf(
	selection: Selection,
	variant: VariantResult,
	columns: Selection['columns'] = selection.columns,
): Counted {
	const { comparison, cell } = selection;
	const pairs = columns.flatMap(({ workload }) => {
		const own = cell(variant.name, workload.name);
		const other = cell(comparison.reference, workload.name);
		return own === undefined || other === undefined ? [] : [{ own, other }];
	});
	const against = pairs.map(({ own }) => own.against);
	const count = (of: (each: (typeof against)[number]) => number): number =>
		against.reduce((sum, each) => sum + of(each), 0);
	const names = new Set(columns.map(({ workload }) => workload.name));
	const news = seenIn(comparison.cells, variant.name, (each) => each.added).filter(({ workload }) =>
		names.has(workload),
	);
	const kinds = [...groupBy(news, ({ violation }) => violation.oracle)]
		.map(([oracle, found]): Kind => ({
			oracle,
			findings: found.length,
			isMeant: isMeant(variant, oracle),
		}))
		.toSorted((a, b) => b.findings - a.findings);
	return {
		variant,
		litmus: pairs.length,
		judged: pairs.filter(({ own }) => own.explored.kind !== 'stopped').length,
		before: pairs.reduce((sum, { other }) => sum + other.violations.length, 0),
		fixed: count(({ fixed }) => fixed.length),
		added: count((each) => each.added.length),
		moved: count(({ moved }) => moved.length),
		uncovered: count(({ moved }) => moved.filter(({ why }) => why === 'uncovered').length),
		left: count(({ left }) => left.length),
		open: count(({ open }) => open.length),
		hidden: count(({ open }) => open.filter(isHidden).length),
		news,
		kinds,
	};
}

/** Whether it ran about as many litmus tests as any, so that its counts compare. */
export function isBroad({ litmus }: Counted, all: readonly Counted[]): boolean {
	return litmus * 10 >= 9 * Math.max(...all.map((each) => each.litmus));
}

/** 0 is A, 25 is Z, 26 is AA. */
const idOf = (n: number): string =>
	(n < 26 ? '' : idOf(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));

function ideasOf(all: readonly Counted[]): Counted[][] {
	const ran = (each: Counted): number => Number(isBroad(each, all));
	const better = (a: Counted, b: Counted): number =>
		ran(b) - ran(a) || b.fixed - b.added - (a.fixed - a.added) || a.added - b.added;
	const ideas = groupBy(all.toSorted(better), ({ variant }) => variant.idea);
	return [...ideas.values()].toSorted(([a], [b]) => better(a!, b!));
}

/**
 * What the topic of a run is counted on: where several stand beside each other, the litmus that the reference and
 * all of them ran, so that their counts compare. All that there are where hardly any are left, in a run that was
 * cut short.
 */
export function columnsOfTopic(selection: Selection): Selection['columns'] {
	const { comparison, columns, cell } = selection;
	const { as, variants } = topicOf(comparison);
	if (as === 'each') return columns;
	const names = [comparison.reference, ...variants.map(({ name }) => name)];
	const ofReference = columns.filter(({ workload }) => cell(names[0]!, workload.name));
	const common = ofReference.filter(({ workload }) =>
		names.every((name) => cell(name, workload.name) !== undefined),
	);
	return common.length * 2 < ofReference.length ? columns : common;
}

/** Whether a test has one cpu, and a memory in which nothing else moves: then nothing races. */
export const isAlone = (test: Pick<WorkloadResult, 'cpus' | 'memory'> | undefined): boolean =>
	test?.cpus === 1 && test.memory === 'sc';

/** Pages inside EOF that the reference loses from VM_LOCKED vmas at worst. */
export function lockedOfReference(selection: Selection): number {
	const { reference } = selection.comparison;
	const own = selection.variants.find(({ name }) => name === reference);
	return own === undefined ? 0 : summaryOf(selection, own).collateralMax;
}

/** What the reference shows on these litmus tests, and how many of them it ran. */
export function ofReference(
	{ comparison, cell }: Selection,
	columns: Selection['columns'],
): { readonly findings: number; readonly litmus: number } {
	const cells = columns.flatMap(({ workload }) => cell(comparison.reference, workload.name) ?? []);
	return {
		findings: cells.reduce((sum, { violations }) => sum + violations.length, 0),
		litmus: cells.length,
	};
}

/** What the run is about, then the others that it has; the reference is in neither. */
export function sectionsOf(selection: Selection): Section[] {
	const { comparison, variants } = selection;
	const topic = new Set(topicOf(comparison).variants);
	const between = variants.filter(({ name }) => name !== comparison.reference);
	const common = columnsOfTopic(selection);
	let next = 0;
	return (['topic', 'others'] as const).flatMap((is) => {
		const chosen = between.filter((each) => topic.has(each) === (is === 'topic'));
		const columns = is === 'topic' ? common : selection.columns;
		const ideas = ideasOf(chosen.map((each) => changesOf(selection, each, columns)));
		const named = ideas.map((idea) => idea.map((each) => ({ ...each, id: idOf(next++) })));
		return named.length === 0 ? [] : [{ is, ideas: named }];
	});
}

const isMeant = ({ claims }: VariantResult, oracle: string): boolean =>
	claims.some(({ claim, stated }) => claim === oracle && stated === 'always');

/** 'kernel BUG 3, livelock 1'. */
export const kindsPhrase = (kinds: readonly Kind[]): string =>
	kinds
		.map(
			({ oracle, findings, isMeant: isSo }) =>
				`${oracle} ${findings}${isSo ? messages.asItSays() : ''}`,
		)
		.join(', ');

/** A column of the table of counts. */
interface Head {
	readonly head: string;
	readonly of: (changes: Changes) => string;
}

/** What a row has behind the name. */
function headsOf(selection: Selection, { isMail, hasOpen }: TableForm): Head[] {
	const summary = ({ variant }: Changes): VariantSummary => summaryOf(selection, variant);
	const witness = ({ news }: Changes): string => {
		const [first] = plainestOfEach(news);
		return first === undefined ? '-' : messages.witnessBriefly(first.violation);
	};
	return [
		...(isMail ? [] : [{ head: 'ran', of: ({ litmus }: Changes) => String(litmus) }]),
		{ head: 'fix', of: ({ fixed }) => String(fixed) },
		{ head: 'add', of: ({ added }) => String(added) },
		{ head: 'move', of: ({ moved }) => String(moved) },
		{ head: 'left', of: ({ left }) => String(left) },
		...(hasOpen ? [{ head: 'open', of: ({ open }: Changes) => String(open) }] : []),
		{ head: 'lock', of: (each) => String(summary(each).collateralMax) },
		...(selection.comparison.showsOperations
			? [{ head: 'cost', of: (each: Changes) => percent(summary(each).operationsPercent) }]
			: []),
		...(isMail ? [{ head: 'witness', of: witness }] : []),
	];
}

interface TableForm {
	/** A mail has witnesses in the place of letters and numbers of litmus. */
	readonly isMail: boolean;
	readonly hasOpen: boolean;
	readonly width: number;
}

/** Names that are too long for a line are cut. */
const cut = (name: string, length: number): string =>
	name.length <= length ? name : `${name.slice(0, Math.max(1, length - 2))}..`;

/** Rows of counts; below a row, or below several forms that add the same, what kind of bug is added. */
export function changesTable(
	selection: Selection,
	ideas: Section['ideas'],
	form: Omit<TableForm, 'hasOpen'>,
): string[] {
	const all = ideas.flat();
	const hasOpen = !form.isMail || all.some(({ open }) => open > 0);
	const heads = headsOf(selection, { ...form, hasOpen });
	const ids = form.isMail ? [] : [{ head: '', of: ({ id }: Changes) => id }];
	const rest = [...ids, ...heads].map(({ head, of }) =>
		Math.max(head.length, ...all.map((each) => of(each).length)),
	);
	const room = form.width - rest.reduce((sum, each) => sum + each + 2, 0);
	const [head, rule, ...rows] = table(
		[
			...ids.map(() => ({ head: '', align: 'left' }) as const),
			{ head: 'variant', align: 'left' },
			...heads.map((each) => ({ head: each.head, align: 'right' }) as const),
		],
		all.map((each) => [
			...ids.map(({ of }) => of(each)),
			cut(each.variant.name, room),
			...heads.map(({ of }) => of(each)),
		]),
	);
	const lines = ideas.flatMap((idea) =>
		idea.flatMap((each, i) => [
			rows[all.indexOf(each)]!,
			...kindLines(idea, i).flatMap((text) => indented(text, form.width, 4)),
		]),
	);
	return [head!, rule!, ...lines];
}

/** What is said below the row of a form: nothing where the next one adds the same. */
function kindLines(idea: readonly Changes[], at: number): string[] {
	const { kinds } = idea[at]!;
	const phraseAt = (i: number): string => kindsPhrase(idea[i]?.kinds ?? []);
	const phrase = kindsPhrase(kinds);
	if (phrase === '' || phraseAt(at + 1) === phrase) return [];
	let forms = 1;
	while (at >= forms && phraseAt(at - forms) === phrase) forms++;
	return [messages.addsKinds(phrase, forms)];
}
