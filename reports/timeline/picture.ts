/*
 * reports/timeline/picture.ts - a timeline as a picture: a column for each cpu with its locks and steps, and beside them
 * what became of the page that the finding names.
 *
 * Colour only repeats what shapes and words say. The colours are those of Okabe and Ito, which most colour-blind readers
 * can tell apart.
 */
import * as messages from '../../harness/messages/index.ts';
import type { Timeline } from '../../harness/result.ts';
import {
	barWidth,
	type Geometry,
	geometryOf,
	laneX,
	lineHeight,
	margin,
	namesOfLocks,
	type PlacedRow,
	shortName,
	sizes,
} from './geometry.ts';
import { type Shape, type Picture, svgOf } from './shapes.ts';
import { broken, widthOf } from './text.ts';

const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;
const grey = '#666';
const wrong = '#a40000';

const colourOf = (column: number): string => colours[column % colours.length]!;

export interface PictureOptions {
	/** What shows the execution in a terminal. */
	readonly command: string;
	/** What ids of the file begin with; 'race' when left out. */
	readonly id?: string;
}

/** The picture as a file: self-contained, on white, without scripts. */
export const timelineSvg = (timeline: Timeline, options: PictureOptions): string =>
	svgOf(timelinePicture(timeline, options));

/** Findings that are told above the steps and at their end. */
const findingsMax = 3;

export function timelinePicture(
	timeline: Timeline,
	{ command, id = 'race' }: PictureOptions,
): Picture {
	const geometry = geometryOf(timeline);
	const least = widthOf(command, sizes.small) + 2 * margin;
	const width = Math.max(geometry.width, Math.min(least, 900));
	const room = width - 2 * margin;
	const head = headOf(timeline, room);
	const top = head.height + geometry.headHeight;
	const foot = footOf(timeline, geometry, { command, top: top + geometry.height, room });
	return {
		id,
		width,
		height: foot.bottom + margin,
		title: messages.timelineTitle(timeline),
		description: messages.timelineDescription(timeline),
		shapes: [
			...head.shapes,
			...headsOf(geometry, head.height),
			...shifted([...stripes(geometry, width), ...trackShapes(geometry)], top),
			...shifted(barShapes(geometry, timeline), top),
			...shifted(rowShapes(geometry, timeline), top),
			...foot.shapes,
		],
	};
}

/** The picture without what stands around it in a page: title, functions, legend. `locks`: short names of what it draws. */
export function briefPicture(timeline: Timeline): Picture & { readonly locks: readonly string[] } {
	const geometry = geometryOf(timeline, true);
	return {
		id: '',
		width: geometry.width,
		height: geometry.headHeight + geometry.height + margin,
		title: messages.timelineTitle(timeline),
		description: '',
		shapes: [...headsOf(geometry, 0), ...rowsAndTracks(geometry, timeline, geometry.headHeight)],
		locks: namesOfLocks(geometry.bars),
	};
}

const rowsAndTracks = (geometry: Geometry, timeline: Timeline, top: number): Shape[] =>
	shifted(
		[
			...lines(geometry),
			...trackShapes(geometry),
			...barShapes(geometry, timeline),
			...rowShapes(geometry, timeline),
		],
		top,
	);

/** Lines of text below each other. */
function block(
	lines: readonly string[],
	at: { readonly x: number; readonly y: number },
	style: Omit<Extract<Shape, { is: 'text' }>, 'is' | 'x' | 'y' | 'text'>,
): Shape[] {
	const step = lineHeight(style.size);
	return lines.map((text, i) => ({
		is: 'text',
		x: at.x,
		y: at.y + i * step + style.size,
		text,
		...style,
	}));
}

function headOf(timeline: Timeline, room: number): { shapes: Shape[]; height: number } {
	const shapes: Shape[] = [];
	let y = margin;
	const put = (text: string, style: Parameters<typeof block>[2]): void => {
		const lines = broken(text, room, style.size, style.isBold);
		shapes.push(...block(lines, { x: margin, y }, style));
		y += lines.length * lineHeight(style.size);
	};
	put(messages.timelineTitle(timeline), { size: sizes.title, isBold: true });
	y += 2;
	if (timeline.question !== '') put(timeline.question, { size: sizes.finding, fill: grey });
	const { findings } = timeline;
	for (const { oracle, detail } of findings.slice(0, findingsMax)) {
		put(`*** ${oracle}: ${detail}`, { size: sizes.finding, fill: wrong });
	}
	if (findings.length > findingsMax) {
		put(messages.andMore(findings.length - findingsMax), { size: sizes.finding, fill: wrong });
	}
	return { shapes, height: y + 10 };
}

/** Names of the columns and the tracks. */
function headsOf({ columns, tracks }: Geometry, y: number): Shape[] {
	return [
		...columns.flatMap(({ head, x }, i) =>
			block(head, { x, y }, { size: sizes.head, isBold: true, fill: colourOf(i) }),
		),
		...tracks.flatMap(({ head, x }) =>
			block(head, { x: x + 4, y }, { size: sizes.small, isBold: true }),
		),
	];
}

/** Every second row is shaded, and each column has a line that its dots are on. */
function stripes(geometry: Geometry, width: number): Shape[] {
	const { rows } = geometry;
	return [
		...rows.flatMap(({ y, height: high }, i): Shape[] =>
			i % 2 === 0 ? [{ is: 'rect', x: 4, y, width: width - 8, height: high, fill: '#f6f6f6' }] : [],
		),
		...lines(geometry),
	];
}

/** The line of each column. */
const lines = ({ columns, height }: Geometry): Shape[] =>
	columns.map(({ dotX }, i) => ({
		is: 'path',
		d: `M${dotX} 0 V${height}`,
		stroke: colourOf(i),
		strokeWidth: 1,
	}));

/** From the top of one row to the bottom of another. */
function spanOf(
	rows: readonly PlacedRow[],
	first: number,
	last: number,
): [y: number, height: number] {
	const [top, end] = [rows[first]!, rows[last]!];
	return [top.y, end.y + end.height - top.y];
}

function trackShapes({ tracks, rows }: Geometry): Shape[] {
	return tracks.flatMap(({ x, width, segments }) =>
		segments.flatMap(({ first, last, lines, all }, i): Shape[] => {
			const [y, height] = spanOf(rows, first, last);
			return [
				{
					is: 'rect',
					x,
					y: y + 1.5,
					width,
					height: height - 3,
					fill: i === 0 ? '#fff' : i % 2 === 1 ? '#fdf1d7' : '#e3f0f8',
					stroke: '#888',
					title: all.join(' > '),
				},
				...block(lines, { x: x + 5, y: y + 4 }, { size: sizes.small, isBold: i > 0 }),
			];
		}),
	);
}

function barShapes({ bars, rows, columns }: Geometry, { steps }: Timeline): Shape[] {
	return bars.flatMap((bar): Shape[] => {
		const { lock, column, lane, first, last } = bar;
		const [y, height] = spanOf(rows, first, last);
		const x = laneX(columns[column]!, lane);
		const label = [lock.lock, shortName(lock)].find(
			(each) => widthOf(each, sizes.lock) + 4 <= height,
		)!;
		return [
			{
				is: 'rect',
				x,
				y: y + 1,
				width: barWidth,
				height: height - 2,
				fill: lock.isShared ? '#fff' : lock.isContended ? '#f0e442' : '#e4e4e4',
				stroke: lock.isContended ? '#000' : '#999',
				strokeWidth: lock.isContended ? 1.2 : 0.8,
				title: messages.lockHeld(lock, steps.length),
			},
			{
				is: 'text',
				x: x + barWidth - 2.5,
				y: y + 2 + widthOf(label, sizes.lock),
				size: sizes.lock,
				text: label,
				isUpright: true,
			},
		];
	});
}

/** What a step is, by the shape of its dot. */
function dotOf(x: number, y: number, row: PlacedRow, { steps }: Timeline): Shape {
	const { writes, dies } = steps[row.first - 1]!;
	const stroke = dies ? wrong : colourOf(row.column);
	if (dies) {
		const d = `M${x - 5} ${y - 5} L${x + 5} ${y + 5} M${x - 5} ${y + 5} L${x + 5} ${y - 5}`;
		return { is: 'path', d, stroke, strokeWidth: 3 };
	}
	const d = `M${x - 4} ${y} a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 Z`;
	const isFull = writes.length > 0;
	const dot = { x, y, isFull };
	return { is: 'path', d, stroke, strokeWidth: 1.6, fill: isFull ? stroke : '#fff', dot };
}

function rowShapes(geometry: Geometry, timeline: Timeline): Shape[] {
	const { rows, columns } = geometry;
	return rows.flatMap((row, i): Shape[] => {
		const { kind, y, lines, headLines, first } = row;
		const { dotX, textX } = columns[row.column]!;
		const textY = y + 2 + headLines.length * lineHeight(sizes.small);
		const at = { x: textX + 8, y: textY };
		if (kind === 'fold') return block(lines, at, { size: sizes.small, fill: grey });
		if (kind === 'switch') {
			const style = { size: sizes.code, isSlanted: true, fill: colourOf(row.column) };
			return [...block(lines, at, style), ...arrowOf(geometry, i)];
		}
		const isWrong = timeline.offends === first || timeline.steps[first - 1]!.dies;
		const dotY = textY + sizes.code * 0.65;
		return [
			...(isWrong ? [markOf(row, geometry)] : []),
			...block(
				[`${first}`],
				{ x: margin, y: textY },
				{ size: sizes.small, fill: grey, isNumber: true },
			),
			...block(headLines, { x: textX, y: y + 2 }, { size: sizes.small, fill: grey }),
			dotOf(dotX, dotY, row, timeline),
			...block(lines, at, {
				size: sizes.code,
				isBold: isWrong,
				...(isWrong ? { fill: wrong } : {}),
			}),
		];
	});
}

/** A frame around the step that is wrong. */
function markOf({ y, height, column }: PlacedRow, { columns }: Geometry): Shape {
	const { textX, textWidth } = columns[column]!;
	return {
		is: 'rect',
		x: textX - 3,
		y: y + 0.5,
		width: textWidth + 6,
		height: height - 1,
		fill: '#fff1f0',
		stroke: wrong,
		strokeWidth: 2,
	};
}

/** From where one cpu stops to where the next one goes on. */
function arrowOf({ rows, columns }: Geometry, at: number): Shape[] {
	const from = rows[at]!;
	const next = rows[at + 1];
	if (from.to === null || next === undefined || next.column === from.column) return [];
	const [x0, x1] = [columns[from.column]!.dotX, columns[next.column]!.dotX];
	const y0 = from.y + from.height / 2;
	const y1 = next.y + 2;
	const middle = from.y + from.height - 1;
	return [
		{
			is: 'path',
			d: `M${x0} ${y0} V${middle} H${x1} V${y1 + 4}`,
			stroke: '#555',
			isDashed: true,
			hasArrow: true,
		},
	];
}

const shifted = (shapes: readonly Shape[], by: number): Shape[] =>
	shapes.map((shape) => {
		if (shape.is !== 'path') return { ...shape, y: shape.y + by };
		const { dot, d } = shape;
		return {
			...shape,
			d: shiftedPath(d, by),
			...(dot === undefined ? {} : { dot: { ...dot, y: dot.y + by } }),
		};
	});

/** Commands with capital letters say where to, those with small ones how far. */
const shiftedPath = (d: string, by: number): string =>
	d
		.replaceAll(/([ML])(-?[\d.]+) (-?[\d.]+)/g, (_, letter, x, y) => `${letter}${x} ${+y + by}`)
		.replaceAll(/V(-?[\d.]+)/g, (_, y) => `V${+y + by}`);

/** What is wrong at the end, what the marks mean, and how to see it all. */
function footOf(
	timeline: Timeline,
	{ bars }: Geometry,
	{ command, top, room }: { readonly command: string; readonly top: number; readonly room: number },
): { shapes: Shape[]; bottom: number } {
	const shapes: Shape[] = [];
	let y = top + 6;
	const put = (text: string, style: Parameters<typeof block>[2]): void => {
		const lines = broken(text, room, style.size, style.isBold);
		shapes.push(...block(lines, { x: margin, y }, style));
		y += lines.length * lineHeight(style.size) + 2;
	};
	const ends = messages.timelineEnds(timeline);
	if (ends !== null) put(ends, { size: sizes.finding, isBold: true, fill: wrong });
	y += 4;
	put(messages.timelineLegend(namesOfLocks(bars)), { size: sizes.small, fill: grey });
	put(command, { size: sizes.small });
	return { shapes, bottom: y };
}
