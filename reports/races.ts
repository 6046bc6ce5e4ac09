/*
 * reports/races.ts - which variant has which of the races that history knows.
 */
import * as messages from '../harness/messages.ts';
import type { RaceCell, RaceResult } from '../harness/result.ts';
import { ascii, wrap } from './table.ts';

/** One sign for each thing that can be said; what history says otherwise gets a '!' behind it. */
function signOf({ outcome, kind, agrees }: RaceCell): string {
	const sign =
		outcome === 'found'
			? 'X'
			: outcome === 'not-applicable'
				? '/'
				: outcome === 'not-run'
					? '-'
					: kind === 'complete'
						? '.'
						: kind === 'bounded'
							? ':'
							: '?';
	return agrees === false ? `${sign}!` : sign;
}

/** Variants as rows, races as columns. */
export function raceTable(races: readonly RaceResult[], width: number): string[] {
	const variants = races[0]?.cells.map((cell) => cell.variant) ?? [];
	const nameWidth = Math.max('variant'.length, ...variants.map((name) => name.length));
	const columnWidth = Math.max(3, ...races.map(({ id }) => id.length)) + 1;
	const perBlock = Math.max(1, Math.floor((width - nameWidth - 1) / columnWidth));
	const blocks = Array.from({ length: Math.ceil(races.length / perBlock) }, (_, i) =>
		races.slice(i * perBlock, (i + 1) * perBlock),
	);
	const line = (name: string, entries: readonly string[]): string =>
		`${name.padEnd(nameWidth + 1)} ${entries.map((each) => each.padEnd(columnWidth)).join('')}`.trimEnd();
	return blocks.flatMap((block, i) => [
		...(i === 0 ? [] : ['']),
		line(
			'variant',
			block.map(({ id }) => id),
		),
		...variants.map((variant, row) =>
			line(
				variant,
				block.map(({ cells }) => signOf(cells[row]!)),
			),
		),
	]);
}

export function raceLegend(races: readonly RaceResult[], width: number): string[] {
	return [
		...messages.raceSigns().flatMap((each) => wrap(each, width, '  ')),
		'',
		...races.flatMap((race) =>
			wrap(ascii(`${race.id.padEnd(4)}${race.says} [${race.workloads.join(', ')}]`), width, '    '),
		),
	];
}

/** A note that is about more variants than this does not name them: the table does. */
const namedMax = 6;

/** Where the search and history differ, and why; what does not apply, and why. */
export function raceNotes(races: readonly RaceResult[], width: number): string[] {
	const notes = races.flatMap(({ id, cells }) => {
		const byWhy = new Map<string, string[]>();
		for (const cell of cells) {
			if (cell.agrees !== false && cell.outcome !== 'not-applicable') continue;
			const why = messages.raceNote(cell);
			const known = byWhy.get(why);
			if (known === undefined) byWhy.set(why, [cell.variant]);
			else known.push(cell.variant);
		}
		return [...byWhy].map(([why, variants]) =>
			variants.length === cells.length
				? `${id} ${why}`
				: `${id} ${variants.length > namedMax ? messages.othersOf(variants.length) : variants.join(', ')}: ${why}`,
		);
	});
	return notes.flatMap((each) => wrap(ascii(each), width, '  '));
}
