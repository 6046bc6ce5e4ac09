/*
 * reports/timeline/geometry.ts - where the columns, rows and tracks of a timeline are, so that every text has room.
 */
import type { Timeline, TimelineLock, TimelineTrack } from '../../harness/result.ts';
import { type Row, rowsOf } from './rows.ts';
import { broken, widthOf } from './text.ts';

/** Sizes of letters, and the height of a line of each. */
export const sizes = { title: 15, finding: 12, head: 12, code: 11, small: 9.5, lock: 8.5 } as const;
export const lineHeight = (size: number): number => Math.ceil(size * 1.35);

export const margin = 14;
const gutter = 40;
const laneWidth = 13;
const dotWidth = 16;
const gap = 14;
/** Room of the text of a column, by the number of columns; of a picture beside which the steps are told, less. */
const textWidths: readonly number[] = [0, 440, 310, 290, 240];
const briefWidths: readonly number[] = [0, 220, 170, 150, 130];
const trackWidthMin = 84;
const trackWidthMax = 128;

/** A lock that is held over some rows, and where in its column it is drawn. */
export interface Bar {
	readonly lock: TimelineLock;
	readonly column: number;
	readonly lane: number;
	/** Rows from which and up to which it is held, both ends included. */
	readonly first: number;
	readonly last: number;
}

/** What a track says from one row on, up to the next. */
export interface Segment {
	readonly first: number;
	readonly last: number;
	readonly lines: readonly string[];
	/** All that it was in these rows, where some stand for several steps. */
	readonly all: readonly string[];
}

export interface TrackColumn {
	readonly x: number;
	readonly width: number;
	readonly head: readonly string[];
	readonly segments: readonly Segment[];
}

export interface Column {
	readonly x: number;
	readonly lanes: number;
	/** Where its dots are, and where its texts begin. */
	readonly dotX: number;
	readonly textX: number;
	readonly textWidth: number;
	readonly head: readonly string[];
}

export interface PlacedRow extends Row {
	readonly y: number;
	readonly height: number;
	readonly headLines: readonly string[];
	readonly lines: readonly string[];
}

export interface Geometry {
	readonly width: number;
	readonly columns: readonly Column[];
	readonly rows: readonly PlacedRow[];
	readonly bars: readonly Bar[];
	readonly tracks: readonly TrackColumn[];
	/** Height of all rows together. */
	readonly height: number;
	readonly headHeight: number;
}

const pad = 5;

/** Of the letters in which a row says what is done. */
export const sizeOf = ({ kind }: Row): number => (kind === 'fold' ? sizes.small : sizes.code);

/** Rows begin at y = 0. @param isBrief steps are told elsewhere: they have their numbers, and what is wrong its words */
export function geometryOf(timeline: Timeline, isBrief: boolean = false): Geometry {
	const rows = rowsOf(timeline);
	const bars = barsOf(timeline, rows);
	const columns = columnsOf(timeline, bars, isBrief ? briefWidths : textWidths);
	const right = columns.at(-1)!.textX + columns.at(-1)!.textWidth + gap;
	const tracks = tracksOf(shownTracks(timeline.tracks, isBrief ? 0 : tracksMax), rows, right);
	const texts = rows.map((row) => {
		const { textWidth } = columns[row.column]!;
		return {
			...row,
			headLines: row.head === '' || isBrief ? [] : broken(row.head, textWidth, sizes.small),
			lines:
				isBrief && !isSaid(timeline, row)
					? []
					: row.says.flatMap((each) => broken(each, textWidth - 10, sizeOf(row))),
		};
	});
	const heights = texts.map(
		(row) =>
			row.headLines.length * lineHeight(sizes.small) +
			Math.max(row.lines.length, row.kind === 'step' ? 1 : 0) * lineHeight(sizeOf(row)) +
			pad,
	);
	for (const { segments } of tracks) {
		for (const { first, last, lines } of segments) {
			stretch(heights, first, last, lines.length * lineHeight(sizes.small) + 2 * pad);
		}
	}
	for (const { lock, first, last } of bars) {
		stretch(heights, first, last, widthOf(shortName(lock), sizes.lock) + pad);
	}
	let y = 0;
	const placed = texts.map((row, i): PlacedRow => {
		const at = { ...row, y, height: heights[i]! };
		y += heights[i]!;
		return at;
	});
	const heads = [
		...columns.map(({ head }) => head.length * lineHeight(sizes.head)),
		...tracks.map(({ head }) => head.length * lineHeight(sizes.small)),
	];
	const lastTrack = tracks.at(-1);
	return {
		width: (lastTrack === undefined ? right - gap : lastTrack.x + lastTrack.width) + margin,
		columns,
		rows: placed,
		bars,
		tracks,
		height: y,
		headHeight: Math.max(...heads) + pad,
	};
}

/** Of a picture beside which the steps are told: what is wrong, and why another cpu goes on. */
const isSaid = ({ offends, steps }: Timeline, { kind, first }: Row): boolean =>
	kind === 'switch' || (kind === 'step' && (offends === first || steps[first - 1]!.dies));

/** Makes rows together as high as `needed`; the last one takes what is missing. */
function stretch(heights: number[], first: number, last: number, needed: number): void {
	const height = heights.slice(first, last + 1).reduce((sum, each) => sum + each, 0);
	if (height < needed) heights[last]! += needed - height;
}

/** 'PTL' of 'PTL(mm of A)'. */
export const shortName = ({ lock }: TimelineLock): string => lock.replace(/\(.*/, '');

/** Of locks that are drawn, each once. */
export const namesOfLocks = (bars: readonly Bar[]): string[] => [
	...new Set(bars.map(({ lock }) => shortName(lock))),
];

/** The row that stands for a step; of a switch behind it nothing. */
function rowOf(rows: readonly Row[], step: number): number {
	const at = rows.findIndex(({ kind, last }) => kind !== 'switch' && last >= step);
	return at < 0 ? rows.length - 1 : at;
}

/** Locks that are held over a row with a step, in lanes beside each other. */
function barsOf({ locks, tasks, steps }: Timeline, rows: readonly Row[]): Bar[] {
	const ends = new Map<string, number[]>();
	const bars: Bar[] = [];
	for (const lock of locks) {
		const column = tasks[lock.task]!.column;
		const first = rowOf(rows, lock.from);
		const last = Math.max(first, rowOf(rows, lock.to ?? steps.length));
		const covers = rows
			.slice(first, last + 1)
			.some(
				(row) => row.kind !== 'fold' && row.last >= lock.from && row.first <= (lock.to ?? Infinity),
			);
		if (!covers) continue;
		const taken = ends.get(`${column}`) ?? [];
		ends.set(`${column}`, taken);
		const free = taken.findIndex((end) => end < first);
		const lane = free < 0 ? taken.length : free;
		taken[lane] = last;
		bars.push({ lock, column, lane, first, last });
	}
	return bars;
}

function columnsOf(timeline: Timeline, bars: readonly Bar[], widths: readonly number[]): Column[] {
	const textWidth = widths[Math.min(timeline.columns.length, widths.length - 1)]!;
	let x = margin + gutter;
	return timeline.columns.map(({ head }, i): Column => {
		const lanes = Math.max(
			0,
			...bars.filter(({ column }) => column === i).map((bar) => bar.lane + 1),
		);
		const dotX = x + lanes * laneWidth + dotWidth / 2;
		const textX = x + lanes * laneWidth + dotWidth;
		const column = {
			x,
			lanes,
			dotX,
			textX,
			textWidth,
			head: broken(head, lanes * laneWidth + dotWidth + textWidth - 4, sizes.head, true),
		};
		x = textX + textWidth + gap;
		return column;
	});
}

/** Where the lane of a bar begins. */
export const laneX = ({ x }: Column, lane: number): number => x + lane * laneWidth;
export const barWidth: number = laneWidth - 2;

/** Where there are many tracks those are left out that are always the same. */
const tracksMax = 6;

function shownTracks(tracks: readonly TimelineTrack[], max: number): readonly TimelineTrack[] {
	if (tracks.length <= max) return tracks;
	return tracks.filter(({ values }) => values.length > 1);
}

function tracksOf(
	tracks: readonly TimelineTrack[],
	rows: readonly Row[],
	left: number,
): TrackColumn[] {
	let x = left;
	return tracks.map(({ page, name, values }): TrackColumn => {
		const widest = Math.max(
			...values.map(({ value }) => widthOf(value, sizes.small)),
			widthOf(name, sizes.small, true),
		);
		const width = Math.min(trackWidthMax, Math.max(trackWidthMin, Math.ceil(widest) + 12));
		const room = width - 10;
		const starts = values.map(({ from }) => (from === 0 ? 0 : rowOf(rows, from)));
		const segments = values.flatMap(({ value }, i): Segment[] => {
			const first = starts[i]!;
			// What is over in the row in which it begins is told to pointers only.
			if (i + 1 < starts.length && starts[i + 1] === first) return [];
			const all = values.filter((_, k) => starts[k] === first).map((each) => each.value);
			const last = (starts[i + 1] ?? rows.length) - 1;
			return [{ first, last, lines: broken(value, room, sizes.small), all }];
		});
		const head = [
			...(page === '' ? [] : broken(page, room, sizes.small, true)),
			...broken(name, room, sizes.small, true),
		];
		const column = { x, width, head, segments };
		x += width + 6;
		return column;
	});
}
