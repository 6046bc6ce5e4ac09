/*
 * reports/finding/who-closes.ts - what a mail about one finding says of those that do not show it, and which variants it
 * names and has numbers of.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	cellFinder,
	type Closer,
	type ComparedCell,
	type FreeOfIt,
	hollowWhy,
	isSameFinding,
} from '../../harness/result.ts';
import type { Facts } from './facts.ts';

/** Named in a list of those that are free of it. */
const namedMax = 4;
/** Rows of those that close it, in the table. */
const rowsMax = 3;

/** Those that never show it and yet close nothing, as far as they are named. */
const nobodyOf = ({ free, isAddedHere }: Facts, max: number = namedMax): FreeOfIt[] =>
	(['without', 'instead'] as const).flatMap((which) =>
		// Where the patch adds it, whoever is without it has nothing to close.
		isAddedHere && which === 'without' ? [] : free.filter(({ why }) => why === which).slice(0, max),
	);

/** Of a finding that no variant closes. */
export function nobodySays(facts: Facts): string {
	const { about, others, isAddedHere } = facts;
	if (others === 0) return '';
	const free = nobodyOf(facts);
	if (isAddedHere && free.length === 0) return '';
	const of = (which: FreeOfIt['why']): string[] =>
		free.flatMap(({ name, why }) => (why === which ? [name] : []));
	return free.length === 0
		? messages.noneCloses(others)
		: messages.freeAndNoRepair(about.name, others, {
				without: of('without'),
				instead: of('instead'),
				hasMore: nobodyOf(facts, Infinity).length > free.length,
			});
}

/** Of the first that closes it. */
export function closerSays(
	{ comparison, cell }: Facts,
	{ variant, still, onTopOfRepair, cell: own }: Closer,
): string {
	const says = messages.closesIt(
		variant.name,
		{
			...variant,
			base: variant.base ?? comparison.base,
			onTopOfRepair: onTopOfRepair !== null,
		},
		still,
	);
	const base = variant.base ?? comparison.base;
	return [
		says,
		messages.alsoNew(newOn(own, cellFinder(comparison.cells)(base, own.workload)), base),
		messages.hollowCloser(hollowWhy(own, cell)),
	]
		.filter((each) => each !== '')
		.join(' ');
}

/** How many findings a cell has that the one below it does not; 0 where nobody knows. */
const newOn = (own: ComparedCell, below: ComparedCell | undefined): number =>
	below?.explored.kind === 'complete'
		? own.violations.filter((each) => !below.violations.some((other) => isSameFinding(each, other)))
				.length
		: 0;

/** Who else shows nothing at all, beside the first that closes it. */
const alsoFree = ({ closers }: Facts): string[] =>
	closers
		.slice(1)
		.filter(({ still }) => still.length === 0)
		.map(({ variant }) => variant.name);

/** The first that closes it, and who else is free of all; or why nobody is named. */
export function whoCloses(facts: Facts): string[] {
	const [first] = facts.closers;
	if (first === undefined) return [nobodySays(facts)];
	const free = alsoFree(facts);
	return [
		closerSays(facts, first),
		free.length === 0 ? '' : messages.freeOfIt(free.slice(0, namedMax), free.length > namedMax),
	];
}

/** The variants that a mail names, so that its command gives all that it says of them again. */
export function namedBy(facts: Facts, hasTable: boolean): string[] {
	const { closers, below, about, comparison } = facts;
	const [first] = closers;
	const rows = cellsOf(facts).map(({ variant }) => variant);
	if (first === undefined) return [...rows, ...nobodyOf(facts).map(({ name }) => name)];
	const prose = [about.name, ...(below === null ? [] : [below.variant]), first.variant.name];
	const named = hasTable ? rows : [...prose, ...alsoFree(facts).slice(0, namedMax)];
	return [...named, first.variant.base ?? comparison.base];
}

/** The variants that the mail has numbers of: itself, what it stacks on, and those that close it. */
export function cellsOf({ cell, below, closers }: Facts): ComparedCell[] {
	const closes = new Set(closers.slice(0, rowsMax).map((each: Closer) => each.cell));
	return [cell, ...(below === null || closes.has(below) ? [] : [below]), ...closes];
}
