/*
 * reports/timeline/inline.ts - a picture as a part of a page: the same shapes as in a file, but that what looks alike
 * stands together and has a class, so that a page holds dozens of them.
 */
import { sizes } from './geometry.ts';
import type { Picture, Shape } from './shapes.ts';
import { escaped, visible } from './text.ts';

const round = (value: number): string => String(Math.round(value));

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

/** A part of a path. */
function traced(shape: Drawn): string {
	if (shape.is === 'rect') {
		const { x, y, width, height } = shape;
		return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h-${round(width)}z`;
	}
	const d = shape.d
		.replaceAll(/-?\d+\.\d+/g, (number) => round(+number))
		.replaceAll(/ (?=[A-Z])/g, '');
	return shape.hasArrow ? d + tip : d;
}

/** Things by what they have in common, in the order in which it comes up first. */
class Groups {
	readonly all = new Map<string, string[]>();

	add(key: string, item: string): void {
		const items = this.all.get(key) ?? [];
		items.push(item);
		this.all.set(key, items);
	}
}

/** Markup for the body of a page. Text lies above all else; the numbers of steps are in the group `n`. */
export function inlineSvg({ width, height, title, shapes }: Picture, looks: Looks): string {
	const paths = new Groups();
	const texts = new Groups();
	for (const shape of shapes) {
		if (shape.is === 'text') {
			const { x, y, isUpright, isNumber, text } = shape;
			const look = `class="${looks.classOf(lookOfText(shape))}${isNumber ? ' n' : ''}"`;
			const place = isUpright ? 'rotate(-90)' : `translate(${round(x)})`;
			const at = isUpright ? `x=${round(-y)} y=${round(x)}` : `y=${round(y)}`;
			texts.add(`${look} transform="${place}"`, `<text ${at}>${escaped(text)}</text>`);
		} else if (shape.is === 'path' && shape.dot !== undefined) {
			const { x, y, isFull } = shape.dot;
			const d = `M${round(x)} ${round(y)}h0`;
			paths.add(looks.classOf(lookOfDot(shape.stroke, 9)), d);
			if (!isFull) paths.add(looks.classOf(lookOfDot('#fff', 6)), d);
		} else paths.add(looks.classOf(lookOf(shape)), traced(shape));
	}
	const [w, h] = [Math.ceil(width), Math.ceil(height)];
	return [
		`<svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escaped(visible(title))}">`,
		...[...paths.all].map(([look, d]) => `<path class=${look} d="${d.join('')}"/>`),
		...[...texts.all].map(([look, each]) => `<g ${look}>${each.join('')}</g>`),
		'</svg>',
	].join('');
}
