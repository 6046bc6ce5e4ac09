/*
 * reports/timeline/shapes.ts - what a picture is made of, and how it is written as SVG.
 */
import { escaped, widthOf } from './text.ts';

export type Shape =
	| {
			readonly is: 'text';
			readonly x: number;
			/** Of the line that the letters stand on. */
			readonly y: number;
			readonly size: number;
			readonly text: string;
			readonly isBold?: boolean;
			readonly isSlanted?: boolean;
			readonly fill?: string;
			/** It runs upwards. */
			readonly isUpright?: boolean;
			/** It is the number of a step, which the script of a page finds. */
			readonly isNumber?: boolean;
	  }
	| {
			readonly is: 'rect';
			readonly x: number;
			readonly y: number;
			readonly width: number;
			readonly height: number;
			readonly fill: string;
			readonly stroke?: string;
			readonly strokeWidth?: number;
			/** What a pointer that rests on it is told. */
			readonly title?: string;
	  }
	| {
			readonly is: 'path';
			readonly d: string;
			readonly stroke: string;
			readonly fill?: string;
			readonly strokeWidth?: number;
			readonly isDashed?: boolean;
			readonly hasArrow?: boolean;
			readonly title?: string;
			/** The middle of a dot, of which the path is the outline; full or empty. */
			readonly dot?: { readonly x: number; readonly y: number; readonly isFull: boolean };
	  };

export interface Picture {
	/** What ids of the file begin with, where several are put into one page. */
	readonly id: string;
	readonly width: number;
	readonly height: number;
	readonly title: string;
	readonly description: string;
	readonly shapes: readonly Shape[];
}

/** Where a text stands, in the widest of fonts. */
export interface Box {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

export function boxOf({
	x,
	y,
	size,
	text,
	isBold = false,
	isUpright = false,
}: Extract<Shape, { is: 'text' }>): Box {
	const width = widthOf(text, size, isBold);
	return isUpright
		? { left: x - size * 0.8, right: x + size * 0.25, top: y - width, bottom: y }
		: { left: x, right: x + width, top: y - size * 0.8, bottom: y + size * 0.25 };
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

function written(shape: Shape, id: string): string {
	const title = 'title' in shape && shape.title ? `<title>${escaped(shape.title)}</title>` : '';
	switch (shape.is) {
		case 'text': {
			const { x, y, size, text, isBold, isSlanted, fill, isUpright } = shape;
			const place = isUpright
				? `transform="translate(${round(x)} ${round(y)}) rotate(-90)"`
				: `x="${round(x)}" y="${round(y)}"`;
			return (
				`<text ${place} font-size="${size}"${isBold ? ' font-weight="bold"' : ''}` +
				`${isSlanted ? ' font-style="italic"' : ''}${fill === undefined ? '' : ` fill="${fill}"`}>` +
				`${escaped(text)}</text>`
			);
		}
		case 'rect': {
			const { x, y, width, height, fill, stroke, strokeWidth } = shape;
			const line =
				stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${strokeWidth ?? 1}"`;
			const attributes =
				`x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ` +
				`fill="${fill}"${line}`;
			return title === '' ? `<rect ${attributes}/>` : `<rect ${attributes}>${title}</rect>`;
		}
		case 'path': {
			const { d, stroke, strokeWidth, isDashed, hasArrow, fill } = shape;
			const attributes =
				`d="${d}" fill="${fill ?? 'none'}" stroke="${stroke}" stroke-width="${strokeWidth ?? 1}"` +
				`${isDashed ? ' stroke-dasharray="4 3"' : ''}${hasArrow ? ` marker-end="url(#${id}-arrow)"` : ''}`;
			return title === '' ? `<path ${attributes}/>` : `<path ${attributes}>${title}</path>`;
		}
	}
}

/** A file of its own: no script, no font, nothing that is loaded. */
export function svgOf({ id, width, height, title, description, shapes }: Picture): string {
	const [w, h] = [Math.ceil(width), Math.ceil(height)];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ` +
			`role="img" aria-labelledby="${id}-title ${id}-desc" font-family="Arial, Helvetica, sans-serif" fill="#222">`,
		`<title id="${id}-title">${escaped(title)}</title>`,
		`<desc id="${id}-desc">${escaped(description)}</desc>`,
		`<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" ` +
			'orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="#555"/></marker></defs>',
		`<rect width="${w}" height="${h}" fill="#fff"/>`,
		...shapes.map((shape) => written(shape, id)),
		'</svg>',
		'',
	].join('\n');
}
