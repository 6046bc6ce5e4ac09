/*
 * reports/blocks.ts - a table that is too wide for the terminal, in as many blocks as the width asks for, each with the
 * names at its left.
 */
const gap = 2;
/** Names that take more of the width than this stand in a line of their own. */
const nameShare = 0.4;

export interface BlockColumn {
	/** Words over each other; those of all columns end in the same line. */
	readonly head: readonly string[];
	/** One for each name. */
	readonly cells: readonly string[];
}

export interface Blocks {
	readonly names: readonly string[];
	readonly nameWidth: number;
	readonly blocks: readonly (readonly BlockColumn[])[];
}

const widthOf = ({ head, cells }: BlockColumn): number =>
	gap + Math.max(...[...head, ...cells].map(({ length }) => length));

/** As many columns beside each other as there is room for, at least one. */
export function blocksThatFit(
	names: readonly string[],
	columns: readonly BlockColumn[],
	width: number,
): Blocks {
	const longest = Math.max(0, ...names.map(({ length }) => length));
	const nameWidth = Math.min(Math.floor(width * nameShare), longest);
	const blocks: BlockColumn[][] = [];
	let left = 0;
	for (const column of columns) {
		const size = widthOf(column);
		if (blocks.length === 0 || size > left) {
			blocks.push([]);
			left = width - nameWidth;
		}
		blocks.at(-1)!.push(column);
		left -= size;
	}
	return { names, nameWidth, blocks };
}

/** One of the blocks, with the rows that are to be shown, by number. */
export function blockLines(
	{ names, nameWidth }: Blocks,
	block: readonly BlockColumn[],
	rows: readonly number[] = [...names.keys()],
): string[] {
	const line = (name: string, cells: readonly string[]): string[] => {
		const numbers = cells.map((cell, i) => cell.padStart(widthOf(block[i]!))).join('');
		return name.length > nameWidth
			? [name, `${' '.repeat(nameWidth)}${numbers}`]
			: [`${name.padEnd(nameWidth)}${numbers}`.trimEnd()];
	};
	const height = Math.max(...block.map(({ head }) => head.length));
	const heads = Array.from({ length: height }, (_, row) =>
		line(
			'',
			block.map(({ head }) => head[row - height + head.length] ?? ''),
		),
	);
	return [
		...heads.flat(),
		...rows.flatMap((row) =>
			line(
				names[row]!,
				block.map(({ cells }) => cells[row]!),
			),
		),
	];
}

/** A variant and how many others share its line. */
export const sharedName = ([first, ...others]: readonly string[]): string =>
	`${first!}${others.length === 0 ? '' : ` (+${others.length})`}`;
