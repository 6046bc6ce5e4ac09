/*
 * reports/difference.ts - what each variant changes against the reference: a sign for each litmus test, a row of
 * counts, and what it adds.
 */
import * as messages from '../harness/messages/index.ts';
import {
	type ComparedCell,
	isSameFinding,
	plainest,
	type VariantResult,
	type Violation,
} from '../harness/result.ts';
import type { Selection } from './select.ts';
import { summaryOf } from './summarise.ts';
import { chunks, percent, table, wrap } from './table.ts';

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

/** Signs that say that something is otherwise than on the reference, or that it is not known. */
const isChange = (sign: Change): boolean => '+!~?'.includes(sign);

const meanings: Readonly<Record<Change, string>> = {
	'+': 'fixes',
	'!': 'adds',
	'~': 'fixes and adds',
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

/** Names of litmus tests, one character a line, the last at the bottom. */
function vertical(names: readonly string[]): string[] {
	const height = Math.max(...names.map((name) => name.length));
	return Array.from({ length: height }, (_, row) =>
		names.map((name) => name.padStart(height)[row]!).join(''),
	);
}

interface Row {
	readonly name: string;
	readonly signs: readonly Change[];
	readonly alike: string[];
}

/** Variants that do the same to each litmus test are one row. */
function rowsOf({ variants, cell }: Selection, reference: string, names: readonly string[]): Row[] {
	const rows = new Map<string, Row>();
	for (const { name } of variants) {
		const signs = names.map((workload) =>
			changeOf(cell(name, workload), cell(reference, workload)),
		);
		const key = name === reference ? name : signs.join('');
		const known = rows.get(key);
		if (known === undefined) rows.set(key, { name, signs, alike: [] });
		else known.alike.push(name);
	}
	return [...rows.values()];
}

/**
 * Variants as rows, litmus tests as columns. Litmus tests on which nobody changes anything are named in a
 * line below, and so are variants whose row is that of another.
 */
export function differenceMatrix(
	selection: Selection,
	width: number,
	dress: (sign: Change) => string = (sign) => sign,
): string[] {
	const { comparison, columns, variants, cell } = selection;
	const { reference } = comparison;
	const all = columns.map(({ workload }) => workload.name);
	const isTouched = (workload: string): boolean =>
		variants.some(({ name }) =>
			isChange(changeOf(cell(name, workload), cell(reference, workload))),
		);
	const isRun = (workload: string): boolean =>
		variants.some(({ name }) => name !== reference && cell(name, workload) !== undefined);
	const touched = all.filter(isTouched);
	const rest = all.filter((name) => !isTouched(name));
	const rows = rowsOf(selection, reference, touched);
	const nameWidth = Math.max(...rows.map(({ name, alike }) => label(name, alike).length));
	const blocks = chunks(touched, Math.max(8, width - nameWidth - 2)).flatMap((names, block) => {
		const from = touched.indexOf(names[0]!);
		return [
			...(block === 0 ? [] : ['']),
			...vertical(names).map((line) => `${' '.repeat(nameWidth)}  ${line}`.trimEnd()),
			...rows.map(({ name, alike, signs }) => {
				const own = signs
					.slice(from, from + names.length)
					.map((sign) => dress(sign))
					.join('');
				return `${label(name, alike).padEnd(nameWidth)}  ${own}`.trimEnd();
			}),
		];
	});
	return [
		...blocks,
		...named(messages.nobodyChanges, rest.filter(isRun), width),
		...named(
			messages.nobodyRan,
			rest.filter((workload) => !isRun(workload)),
			width,
		),
		...rows
			.filter(({ alike }) => alike.length > 0)
			.flatMap(({ name, alike }) =>
				wrap(`${name} stands also for ${alike.join(', ')}.`, width, '    '),
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

const label = (name: string, alike: readonly string[]): string =>
	alike.length === 0 ? name : `${name} *${alike.length + 1}`;

/** What a variant changes on all litmus tests that it and the reference ran. */
export interface Changes {
	readonly variant: VariantResult;
	/** Litmus that both ran. */
	readonly litmus: number;
	readonly fixed: number;
	readonly added: number;
	readonly moved: number;
	readonly left: number;
	readonly open: number;
}

/** Whether it ran about as many litmus tests as any, so that its counts compare. */
export function isBroad({ litmus }: Changes, all: readonly Changes[]): boolean {
	return litmus * 10 >= 9 * Math.max(...all.map((each) => each.litmus));
}

/** Counts of findings, most fixed first among those that ran most litmus tests. */
export function changesOf(selection: Selection): Changes[] {
	const { comparison, columns, variants, cell } = selection;
	const all = variants
		.filter(({ name }) => name !== comparison.reference)
		.map((variant): Changes => {
			const cells = columns.flatMap(({ workload }) => {
				const own = cell(variant.name, workload.name);
				const other = cell(comparison.reference, workload.name);
				return own === undefined || other === undefined ? [] : [own.against];
			});
			const count = (of: (each: (typeof cells)[number]) => number): number =>
				cells.reduce((sum, each) => sum + of(each), 0);
			return {
				variant,
				litmus: cells.length,
				fixed: count(({ fixed }) => fixed.length),
				added: count(({ added }) => added.length),
				moved: count(({ moved }) => moved.length),
				left: count(({ left }) => left.length),
				open: count(({ open }) => open.length),
			};
		});
	const ran = (each: Changes): number => Number(isBroad(each, all));
	return all.toSorted(
		(a, b) => ran(b) - ran(a) || b.fixed - b.added - (a.fixed - a.added) || a.added - b.added,
	);
}

/** A row of counts for each variant but the reference; fits 72 columns. */
export function changesTable(selection: Selection, of: readonly Changes[]): string[] {
	const heads = ['ran', 'fix', 'add', 'move', 'left', 'open', 'lock', 'cost'];
	return table(
		[
			{ head: 'variant', align: 'left' },
			...heads.map((head) => ({ head, align: 'right' }) as const),
		],
		of.map(({ variant, litmus, fixed, added, moved, left, open }) => {
			const { collateralMax, operationsPercent } = summaryOf(selection, variant);
			const counts = [litmus, fixed, added, moved, left, open, collateralMax].map(String);
			return [variant.name, ...counts, percent(operationsPercent)];
		}),
	);
}

/** What the columns of that table mean. */
export function changesLegend({ comparison }: Selection, width: number): string[] {
	return wrap(messages.changesMean(comparison.reference, comparison.base), width);
}

/** What variants add, the plainest witness of each. */
export function addedLines(selection: Selection, width: number, max: number): string[] {
	const { variants, columns, cell } = selection;
	const lines = variants.flatMap(({ name }) => {
		const found = columns.flatMap(({ workload }) => {
			const own = cell(name, workload.name);
			const isAdded = (violation: Violation): boolean =>
				own!.against.added.some((each) => isSameFinding(each, violation));
			return own === undefined ? [] : own.violations.filter(isAdded);
		});
		const first = plainest(found);
		if (first === undefined) return [];
		const text = messages.variantAdds(name, found.length, first);
		return [
			[
				...wrap(text, width - 2, '    ').map((line) => `  ${line}`),
				`    ${messages.replayArguments(first.token, selection.comparison)}`,
			],
		];
	});
	if (lines.length === 0) return [];
	const rest = lines.length - max;
	return [
		messages.addedHead(),
		...lines.slice(0, max).flat(),
		...(rest > 0 ? [`  ${messages.andMore(rest)}`] : []),
	];
}
