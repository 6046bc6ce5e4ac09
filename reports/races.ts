/*
 * reports/races.ts - which variant has which of the races that history knows.
 */
import * as messages from '../harness/messages/index.ts';
import type { RaceCell, RaceResult } from '../harness/result.ts';
import { ascii, chunks, wrap } from './table.ts';

/** One sign for each thing that can be said; what history says otherwise gets a '!' behind it. */
export function signOf({ outcome, kind, agrees }: RaceCell): string {
	const sign =
		outcome === 'found'
			? 'X'
			: outcome === 'not-applicable'
				? '/'
				: outcome === 'not-run'
					? '-'
					: outcome === 'no-verdict'
						? '~'
						: kind === 'complete'
							? '.'
							: kind === 'bounded'
								? ':'
								: '?';
	return agrees === false ? `${sign}!` : sign;
}

/** Variants as rows, races as columns; a variant that ran none of them has no row. */
export function raceTable(races: readonly RaceResult[], width: number): string[] {
	const rows = (races[0]?.cells ?? []).flatMap(({ variant }, row) =>
		races.some(({ cells }) => isRun(cells[row]!)) ? [{ variant, row }] : [],
	);
	const nameWidth = Math.max('variant'.length, ...rows.map(({ variant }) => variant.length));
	const columnWidth = Math.max(3, ...races.map(({ id }) => id.length)) + 1;
	const perBlock = Math.max(1, Math.floor((width - nameWidth - 1) / columnWidth));
	const line = (name: string, entries: readonly string[]): string => {
		const columns = entries.map((each) => each.padEnd(columnWidth)).join('');
		return `${name.padEnd(nameWidth + 1)} ${columns}`.trimEnd();
	};
	return chunks(races, perBlock).flatMap((block, i) => [
		...(i === 0 ? [] : ['']),
		line(
			'variant',
			block.map(({ id }) => id),
		),
		...rows.map(({ variant, row }) =>
			line(
				variant,
				block.map(({ cells }) => signOf(cells[row]!)),
			),
		),
	]);
}

/** Whether something is known of it from this run. */
export const isRun = ({ outcome }: RaceCell): boolean =>
	outcome === 'found' || outcome === 'absent' || outcome === 'no-verdict';

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
