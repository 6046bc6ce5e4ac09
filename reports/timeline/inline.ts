/*
 * reports/timeline/inline.ts - a picture as a part of a page: the same shapes as in a file, but that what looks alike
 * stands together and has a class, so that a page holds dozens of them.
 */
import { sizes } from './geometry.ts';
import type { Picture, Shape } from './shapes.ts';
import { escaped, visible } from './text.ts';

const round = (value: number): number => Math.round(value);

type Text = Extract<Shape, { is: 'text' }>;
type Drawn = Exclude<Shape, { is: 'text' }>;

/** Classes of a page by how what has them looks, as the body of a rule. */
export class Looks {
	readonly #classes = new Map<string, string>();

	classOf(look: string): string {
		const known = this.#classes.get(look) ?? `t${this.#classes.size}`;
		this.#classes.set(look, known);
		return known;
	}

	/** The rules of all pictures that were written so far. */
	style(): string {
		return [...this.#classes].map(([look, name]) => `.race .${name}{${look}}`).join('\n');
	}
}

function lookOf({ fill = 'none', stroke, strokeWidth = 1, ...rest }: Drawn): string {
	const line = stroke === undefined ? '' : `;stroke:${stroke};stroke-width:${strokeWidth}`;
	const dashes = rest.is === 'path' && rest.isDashed ? ';stroke-dasharray:4 3' : '';
	return `fill:${fill}${line}${dashes}`;
}

/** What a track was is not bold here: that would part what stands below each other. */
function lookOfText({ size, fill, isBold, isSlanted }: Text): string {
	const weight = isBold && size !== sizes.small ? ';font-weight:bold' : '';
	const slant = isSlanted ? ';font-style:italic' : '';
	return `font-size:${size}px${weight}${slant}${fill === undefined ? '' : `;fill:${fill}`}`;
}

/** A dot is a line without length that has round ends; an empty one has a smaller white one on it. */
const lookOfDot = (stroke: string, width: number): string =>
	`stroke:${stroke};stroke-width:${width};stroke-linecap:round`;

const tip = 'm-3-5l3 5 3-5';

/** A part of a path that is neither a box nor a dot. */
function traced({ d, hasArrow }: Extract<Shape, { is: 'path' }>): string {
	const line = d
		.replaceAll(/-?\d+\.\d+/g, (number) => String(round(+number)))
		.replaceAll(/ (?=[A-Z])/g, '');
	return hasArrow ? line + tip : line;
}

/** What looks alike, as one path. */
export interface Traces {
	/** By turns x, y, width and height. */
	readonly boxes: number[];
	/** By turns x and y. */
	readonly dots: number[];
	/** The rest, as the text of a path. */
	lines: string;
}

function pathOf({ boxes, dots, lines }: Traces): string {
	let d = lines;
	for (let i = 0; i < boxes.length; i += 4) {
		const [x, y, width, height] = boxes.slice(i, i + 4);
		d += `M${x} ${y}h${width}v${height}h-${width}z`;
	}
	for (let i = 0; i < dots.length; i += 2) d += `M${dots[i]} ${dots[i + 1]}h0`;
	return d;
}

/** Texts that look alike and begin at the same x, or run upwards: where each stands, and what it says. */
interface Texts {
	readonly look: string;
	/** Whether they are the numbers of steps, which the script of a page finds. */
	readonly isNumber: boolean;
	/** Null of those that run upwards. */
	readonly x: number | null;
	/** By turns y, or of those that run upwards their x and y in a picture that is turned, and the text. */
	readonly items: (number | string)[];
}

/** A picture of which what looks alike stands together, by classes of `Looks`. */
export interface Grouped {
	readonly width: number;
	readonly height: number;
	readonly title: string;
	readonly paths: ReadonlyMap<string, Traces>;
	readonly texts: readonly Texts[];
}

export function grouped({ width, height, title, shapes }: Picture, looks: Looks): Grouped {
	const paths = new Map<string, Traces>();
	const texts = new Map<string, Texts>();
	// What makes dots empty lies above the dots of all cpus, whichever comes first.
	const holes: Traces = { boxes: [], dots: [], lines: '' };
	const tracesOf = (look: string): Traces => {
		const known = paths.get(look) ?? { boxes: [], dots: [], lines: '' };
		paths.set(look, known);
		return known;
	};
	for (const shape of shapes) {
		if (shape.is === 'text') {
			const { x, y, isUpright = false, isNumber = false, text } = shape;
			const look = looks.classOf(lookOfText(shape));
			const at = isUpright ? null : round(x);
			const key = `${look} ${isNumber} ${at}`;
			const group = texts.get(key) ?? { look, isNumber, x: at, items: [] };
			texts.set(key, group);
			group.items.push(...(isUpright ? [round(-y), round(x)] : [round(y)]), visible(text));
		} else if (shape.is === 'path' && shape.dot !== undefined) {
			const { x, y, isFull } = shape.dot;
			const at = [round(x), round(y)];
			tracesOf(looks.classOf(lookOfDot(shape.stroke, 9))).dots.push(...at);
			if (!isFull) holes.dots.push(...at);
		} else {
			const traces = tracesOf(looks.classOf(lookOf(shape)));
			if (shape.is === 'path') traces.lines += traced(shape);
			else traces.boxes.push(...[shape.x, shape.y, shape.width, shape.height].map(round));
		}
	}
	if (holes.dots.length > 0) paths.set(looks.classOf(lookOfDot('#fff', 6)), holes);
	return {
		width: Math.ceil(width),
		height: Math.ceil(height),
		title: visible(title),
		paths,
		texts: [...texts.values()],
	};
}

function textsMarkup({ look, isNumber, x, items }: Texts): string {
	const size = x === null ? 3 : 2;
	const each = Array.from({ length: items.length / size }, (_, i) => {
		const item = items.slice(i * size, (i + 1) * size);
		const at = x === null ? `x=${item[0]} y=${item[1]}` : `y=${item[0]}`;
		return `<text ${at}>${escaped(String(item.at(-1)))}</text>`;
	});
	const place = x === null ? 'rotate(-90)' : `translate(${x})`;
	return `<g class="${look}${isNumber ? ' n' : ''}" transform="${place}">${each.join('')}</g>`;
}

/** Markup for the body of a page. Text lies above all else; the numbers of steps are in the group `n`. */
export function inlineSvg(picture: Picture, looks: Looks): string {
	const { width: w, height: h, title, paths, texts } = grouped(picture, looks);
	return [
		`<svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escaped(title)}">`,
		...[...paths].map(([look, traces]) => `<path class=${look} d="${pathOf(traces)}"/>`),
		...texts.map(textsMarkup),
		'</svg>',
	].join('');
}
