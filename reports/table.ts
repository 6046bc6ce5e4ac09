/*
 * reports/table.ts - fixed-width text: tables, the matrix, wrapped paragraphs. Plain ASCII.
 */
import type { Explored } from '../harness/result.ts';
import type { Selection } from './select.ts';
import { markOf, type Mark } from './summarise.ts';

/** One sign for each of the seven things that a cell can say; they are never blurred. */
const signs: Readonly<Record<Explored['kind'], { readonly found: string; readonly none: string }>> =
	{
		complete: { found: 'X', none: '.' },
		bounded: { found: 'x', none: ':' },
		sampled: { found: '!', none: '?' },
		stopped: { found: '~', none: '~' },
	};

const missing = '-';

function signOf(mark: Mark): string {
	return mark.found ? signs[mark.kind].found : signs[mark.kind].none;
}

const explanations: Readonly<
	Record<Explored['kind'], { readonly found: string; readonly none: string }>
> = {
	complete: {
		found: 'violated; all schedules explored',
		none: 'never violated in any schedule',
	},
	bounded: { found: 'violated; preemptions bounded', none: 'not violated within the bound' },
	sampled: { found: 'violated; samples only', none: 'not seen in samples (no proof)' },
	stopped: { found: 'no verdict: a limit was reached', none: 'no verdict: a limit was reached' },
};

/** The legend of the signs, always all of them, so that a missing kind is seen to be missing. */
export function legendOfSigns(width: number): string[] {
	const kinds = ['complete', 'bounded', 'sampled'] as const;
	const pairs = kinds.map((kind): readonly [string, string] => [
		`${signs[kind].found} ${explanations[kind].found}`,
		`${signs[kind].none} ${explanations[kind].none}`,
	]);
	const leftWidth = Math.max(...pairs.map(([left]) => left.length)) + 2;
	const rightWidth = Math.max(...pairs.map(([, right]) => right.length));
	const lines =
		leftWidth + rightWidth <= width
			? pairs.map(([left, right]) => left.padEnd(leftWidth) + right)
			: pairs.flat();
	const rest = [
		`${missing} not run`,
		`${signs.stopped.none} ${explanations.stopped.none}`,
	] as const;
	return [
		...lines,
		...(leftWidth + rightWidth <= width ? [rest[0].padEnd(leftWidth) + rest[1]] : rest),
	];
}

/** How signs are dressed; the terminal passes colours, everybody else nothing. */
export type Dress = (sign: string, mark: Mark | null) => string;

const undressed: Dress = (sign) => sign;

/**
 * Variants as rows, litmus tests as single characters in groups of five, with the label of its first
 * litmus test over each group; split into blocks that fit the width.
 */
export function matrix(selection: Selection, width: number, dress: Dress = undressed): string[] {
	const nameWidth = Math.max(
		'variant'.length,
		...selection.variants.map((variant) => variant.name.length),
	);
	const groups = chunks(selection.columns, 5);
	const groupsPerBlock = Math.max(1, Math.floor((width - nameWidth - 1) / 6));
	const blocks = chunks(groups, groupsPerBlock).map((block) => {
		const head = block.map((group) => (group[0]?.label ?? '').padEnd(5)).join(' ');
		const rows = selection.variants.map((variant) => {
			const cells = block.map((group) =>
				group
					.map((column) => {
						const cell = selection.cell(variant.name, column.workload.name);
						if (cell === undefined) return dress(missing, null);
						const mark = markOf(cell);
						return dress(signOf(mark), mark);
					})
					.join(''),
			);
			return `${variant.name.padEnd(nameWidth)}  ${cells.join(' ')}`;
		});
		return [`${'variant'.padEnd(nameWidth)}  ${head}`.trimEnd(), ...rows];
	});
	return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** The litmus test of each label, in as many columns as fit. */
export function legendOfColumns(selection: Selection, width: number): string[] {
	const entries = selection.columns.map((column) => `${column.label} ${column.workload.name}`);
	if (entries.length === 0) return [];
	const entryWidth = Math.max(...entries.map((entry) => entry.length)) + 2;
	const perLine = Math.max(1, Math.floor((width + 2) / entryWidth));
	const height = Math.ceil(entries.length / perLine);
	return Array.from({ length: height }, (_, row) =>
		Array.from({ length: perLine }, (__, column) => entries[column * height + row] ?? '')
			.map((entry) => entry.padEnd(entryWidth))
			.join('')
			.trimEnd(),
	);
}

export interface TableColumn {
	readonly head: string;
	readonly align: 'left' | 'right';
}

/** A table with a rule under its head; columns are as wide as their widest entry. */
export function table(
	columns: readonly TableColumn[],
	rows: readonly (readonly string[])[],
): string[] {
	const widths = columns.map((column, index) =>
		Math.max(column.head.length, ...rows.map((row) => (row[index] ?? '').length)),
	);
	const line = (entries: readonly string[]): string =>
		columns
			.map((column, index) => {
				const entry = entries[index] ?? '';
				const size = widths[index] ?? 0;
				return column.align === 'left' ? entry.padEnd(size) : entry.padStart(size);
			})
			.join('  ')
			.trimEnd();
	return [
		line(columns.map((column) => column.head)),
		widths.map((size) => '-'.repeat(size)).join('  '),
		...rows.map(line),
	];
}

/** Fills a paragraph; later lines start with `indent`. Words longer than the width stand alone. */
export function wrap(text: string, width: number, indent: string = ''): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/).filter((part) => part !== '')) {
		if (line === '') {
			line = lines.length === 0 ? word : indent + word;
		} else if (line.length + 1 + word.length <= width) {
			line += ` ${word}`;
		} else {
			lines.push(line);
			line = indent + word;
		}
	}
	return line === '' ? lines : [...lines, line];
}

/** A paragraph that stands `by` characters in; its later lines stand further in by `more`. */
export const indented = (text: string, width: number, by: number, more: number = 2): string[] =>
	wrap(text, width - by, ' '.repeat(more)).map((line) => ' '.repeat(by) + line);

/** +12.3%, 0.0%, -4.0%, or - where there is nothing to compare with. */
export function percent(value: number | null): string {
	if (value === null) return '-';
	const rounded = value.toFixed(1);
	if (Number(rounded) === 0) return '0.0%';
	return `${value > 0 ? '+' : ''}${rounded}%`;
}

/** Mail of 2003 is ASCII; what has no ASCII spelling becomes '?' rather than a broken character. */
export function ascii(text: string): string {
	return text
		.normalize('NFKD')
		.replaceAll(/[\u2018\u2019]/g, "'")
		.replaceAll(/[\u201c\u201d]/g, '"')
		.replaceAll(/[\u2010-\u2015\u2212]/g, '-')
		.replaceAll('\u2192', '->')
		.replaceAll('\u2264', '<=')
		.replaceAll('\u2265', '>=')
		.replaceAll(/[\u0300-\u036f]/g, '')
		.replaceAll('\t', '    ')
		.replaceAll(/[^\n\u0020-\u007e]/g, '?');
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}
