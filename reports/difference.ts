/*
 * reports/difference.ts - what each variant changes against the reference, litmus test by litmus test: a sign each.
 */
import * as messages from '../harness/messages/index.ts';
import { type ComparedCell, groupBy } from '../harness/result.ts';
import type { Changes, Section } from './changes.ts';
import type { Selection } from './select.ts';
import { chunks, wrap } from './table.ts';

/** What a variant does to one litmus test, in one sign. */
export type Change = '=' | '.' | 'o' | '+' | '!' | '~' | '?' | '-';

const isComplete = (cell: ComparedCell | undefined): boolean => cell?.explored.kind === 'complete';

/** The sign of a cell beside that of the reference; '-' where there is none. */
export function changeOf(cell: ComparedCell | undefined, other: ComparedCell | undefined): Change {
	if (cell === undefined) return '-';
	const { reference, same, fixed, added, left, moved, open } = cell.against;
	if (cell.explored.kind === 'stopped') return '?';
	if (cell.variant === reference) return left.length > 0 ? 'o' : '.';
	if (added.length > 0) return fixed.length > 0 ? '~' : '!';
	if (open.length > 0) return '?';
	if (fixed.length > 0) return '+';
	if (same) return '=';
	if (left.length + moved.length > 0) return 'o';
	return isComplete(cell) && isComplete(other) ? '.' : '?';
}

/** How many findings a cell still shows that the reference shows, there or at another place. */
export const stillShown = ({ against: { left, moved } }: ComparedCell): number =>
	left.length + moved.length;

/** Signs that say that something is otherwise than on the reference, or that it is not known. */
const isChange = (sign: Change): boolean => '+!~?'.includes(sign);

export const meanings: Readonly<Record<Change, string>> = {
	'+': 'fixes some or all',
	'!': 'adds',
	'~': 'fixes some and adds',
	o: 'as bad as before',
	'.': 'clean in both',
	'=': 'same steps in every schedule',
	'?': 'not known, since one of the two was not run or not explored completely',
	'-': 'not run',
};

/** The legend of the signs. */
export function legendOfChanges(reference: string, width: number): string[] {
	const signs = Object.entries(meanings).map(([sign, meaning]) => `${sign} ${meaning}`);
	return wrap(`Against ${reference}: ${signs.join(', ')}.`, width, '    ');
}

/** Columns of a table of signs, those of one idea without a blank between them. */
type Groups = readonly (readonly Changes[])[];

/** Ideas with one form are grouped by fives. */
function groupsOf(ideas: Section['ideas']): Groups {
	const groups: Changes[][] = [];
	let singles: Changes[] = [];
	for (const idea of ideas) {
		if (idea.length > 1) {
			groups.push([...idea]);
			singles = [];
			continue;
		}
		if (singles.length % 5 === 0) groups.push((singles = []));
		singles.push(...idea);
	}
	return groups;
}

/** Litmus tests on which all variants do the same. */
interface Row {
	readonly base: Change;
	readonly signs: readonly (readonly Change[])[];
	readonly names: readonly string[];
}

function rowsOf(selection: Selection, groups: Groups): Row[] {
	const { comparison, columns, cell } = selection;
	const { reference } = comparison;
	const rows = columns.map(({ workload: { name } }) => {
		const other = cell(reference, name);
		const signs = groups.map((group) =>
			group.map(({ variant }) => changeOf(cell(variant.name, name), other)),
		);
		return { name, base: changeOf(other, other), signs };
	});
	const alike = groupBy(rows, ({ base, signs }) =>
		[base, ...signs.map((each) => each.join(''))].join(),
	);
	return [...alike.values()].map((each) => ({
		...each[0]!,
		names: each.map(({ name }) => name),
	}));
}

/** The letters above the columns, one below the other where a variant has two. */
function headOf(groups: Groups): string[] {
	const height = Math.max(...groups.flat().map(({ id }) => id.length));
	return Array.from({ length: height }, (_, line) =>
		groups.map((group) => group.map(({ id }) => id.padStart(height)[line]).join('')).join(' '),
	);
}

/** Columns of signs before a table is split. */
const columnsMax = 45;

/** Ideas in blocks that fit a line. */
function blocksOf(ideas: Section['ideas']): Section['ideas'][] {
	const blocks: (readonly Changes[])[][] = [[]];
	for (const idea of ideas.flatMap((each) => chunks(each, columnsMax))) {
		const last = blocks.at(-1)!;
		if (last.length > 0 && last.flat().length + idea.length > columnsMax) blocks.push([idea]);
		else last.push(idea);
	}
	return blocks;
}

/**
 * A row of signs for each litmus test, or for all that are alike, whose names stand behind it; a column for each
 * variant, under its letter. Litmus tests on which nobody changes anything are only named.
 */
export function differenceMatrix(
	selection: Selection,
	ideas: Section['ideas'],
	width: number,
	dress: (sign: Change) => string = (sign) => sign,
): string[] {
	const { control } = selection.comparison;
	const isOnlyControl = ideas.flat().every(({ variant }) => variant.name === control);
	// It fixes all that it runs, and would be a sign in every row.
	const shown = ideas.filter(([first]) => isOnlyControl || first!.variant.name !== control);
	const blocks = blocksOf(shown).map((block) => blockLines(selection, block, width, dress));
	return blocks.flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}

function blockLines(
	selection: Selection,
	ideas: Section['ideas'],
	width: number,
	dress: (sign: Change) => string,
): string[] {
	const groups = groupsOf(ideas);
	const rows = rowsOf(selection, groups);
	const isTouched = ({ base, signs }: Row): boolean => base !== '-' && signs.flat().some(isChange);
	const isRun = ({ base, signs }: Row): boolean =>
		base !== '-' && signs.flat().some((sign) => sign !== '-');
	const head = headOf(groups);
	const indent = ' '.repeat('base '.length + head[0]!.length + 2);
	const names = (which: (row: Row) => boolean): string[] =>
		rows.filter(which).flatMap((row) => row.names);
	return [
		...head.map((line, i) =>
			i < head.length - 1 ? `     ${line}`.trimEnd() : `base ${line}  litmus`,
		),
		...rows.filter(isTouched).flatMap(({ base, signs, names: alike }) => {
			const own = signs.map((each) => each.map((sign) => dress(sign)).join('')).join(' ');
			const [first, ...others] = wrap(alike.join(', '), Math.max(26, width - indent.length));
			return [`${base}    ${own}  ${first}`, ...others.map((line) => indent + line)];
		}),
		...named(
			messages.nobodyChanges,
			names((row) => isRun(row) && !isTouched(row)),
			width,
		),
		...named(
			(litmus) => messages.nobodyRan(selection.comparison.reference, litmus),
			names((row) => !isRun(row)),
			width,
		),
	];
}

/** A line that counts names and gives them; none where there are none. */
const named = (
	says: (count: number) => string,
	names: readonly string[],
	width: number,
): string[] =>
	names.length === 0 ? [] : wrap(`${says(names.length)}: ${names.join(', ')}.`, width, '    ');
