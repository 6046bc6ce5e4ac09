/*
 * No text of a chart is cut off at its edge, or reaches out of its square, in any font that a reader may have. The
 * place of each text is worked out from the SVG, its width from the tables of the fonts.
 */
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../harness/result.ts';
import { draw } from '../chart.ts';
import { largeComparison } from '../fixture/large.ts';
import { fonts, type FontWidths } from '../fixture/fonts.ts';
import { besideResult, curvesResult, perfResult, timedResult } from '../fixture/perf.ts';
import { smallComparison } from '../fixture/small.ts';
import { textWidth } from '../font-widths.ts';
import { perfFiles, renderers } from '../index.ts';
import { matrixChart, widthOf } from './matrix.ts';

interface Text {
	readonly text: string;
	readonly size: number;
	readonly isBold: boolean;
	readonly anchor: string;
	/** From the text to the picture: a, b, c, d, e, f as in SVG. */
	readonly matrix: Matrix;
}

type Matrix = readonly [number, number, number, number, number, number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];

const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
	a * g + c * h,
	b * g + d * h,
	a * i + c * j,
	b * i + d * j,
	a * k + c * l + e,
	b * k + d * l + f,
];

function matrixOf(transform: string): Matrix {
	let matrix = identity;
	for (const [, name, list = ''] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
		const [one = 0, two = 0] = list.split(/[ ,]+/).map(Number);
		const [sin, cos] = [Math.sin((one * Math.PI) / 180), Math.cos((one * Math.PI) / 180)];
		if (name !== 'translate' && name !== 'rotate') throw new Error(`the chart has a ${name}()`);
		const next: Matrix =
			name === 'translate' ? [1, 0, 0, 1, one, two] : [cos, sin, -sin, cos, 0, 0];
		matrix = times(matrix, next);
	}
	return matrix;
}

const attribute = (tag: string, name: string): string =>
	new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

const unescaped = (text: string): string =>
	text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** All texts of a picture, each line of those with several. */
function textsOf(svg: string): Text[] {
	const above: Matrix[] = [identity];
	const texts: Text[] = [];
	let open: Omit<Text, 'text'> | null = null;
	let down = 0;
	for (const [, tag = '', words = ''] of svg.matchAll(/<([^>]*)>([^<]*)/g)) {
		const matrix = times(above.at(-1)!, matrixOf(attribute(tag, 'transform')));
		if (/^g\b/.test(tag)) above.push(matrix);
		else if (tag === '/g') above.pop();
		else if (tag.startsWith('text')) {
			const weight = attribute(tag, 'font-weight');
			open = {
				size: Number.parseFloat(attribute(tag, 'font-size')),
				isBold: weight === 'bold' || Number(weight) >= 600,
				anchor: attribute(tag, 'text-anchor'),
				matrix,
			};
			down = 0;
		} else if (tag === '/text') open = null;
		else if (tag.startsWith('tspan')) down += Number(attribute(tag, 'dy') || 0);
		if (open === null || words === '') continue;
		texts.push({
			...open,
			text: unescaped(words),
			matrix: times(open.matrix, [1, 0, 0, 1, 0, down]),
		});
	}
	return texts;
}

function widthIn(
	font: FontWidths,
	{ text, size, isBold }: Omit<Text, 'matrix' | 'anchor'>,
): number {
	const widths = isBold ? font.bold : font.regular;
	let sum = 0;
	// What is not ASCII is as wide as it is high.
	for (const each of text) sum += widths[each.codePointAt(0)! - 32] ?? 1000;
	return (sum * size) / 1000;
}

/** How far the text stands out over the edges of the picture, in pixels; none where it is all inside. */
function beyond(svg: string, text: Text, font: FontWidths): number {
	const width = widthIn(font, text);
	const start = { start: 0, middle: -width / 2, end: -width }[text.anchor];
	if (start === undefined) throw new Error(`a text is anchored at ${text.anchor}`);
	// Above and below the line of writing no font reaches farther.
	const [top, bottom] = [-0.95 * text.size, 0.25 * text.size];
	const corners = [start, start + width].flatMap((x) =>
		[top, bottom].map((y) => times(text.matrix, [1, 0, 0, 1, x, y])),
	);
	const [right, low] = ['width', 'height'].map((name) =>
		Number(attribute(svg.slice(0, 400), name)),
	);
	return Math.max(0, ...corners.flatMap(([, , , , x, y]) => [-x, x - right!, -y, y - low!]));
}

const clippedIn = (svg: string, font: FontWidths): string[] =>
	textsOf(svg)
		.filter((text) => beyond(svg, text, font) > 0)
		.map(({ text }) => text);

/** With other names for variants and litmus tests. */
function renamed(comparison: Comparison, nameOf: (index: number) => string): Comparison {
	const names = [...comparison.variants, ...comparison.workloads].map(({ name }) => name);
	let text = JSON.stringify(comparison);
	for (const [i, name] of names.entries()) text = text.replaceAll(`"${name}"`, `"${nameOf(i)}"`);
	return JSON.parse(text) as Comparison;
}

const pictures: readonly (readonly [string, Comparison])[] = [
	['a few', smallComparison],
	['the size of a real run', largeComparison()],
	// Names of the letters in which fonts differ the most, and the longest that there may be.
	['names of thin letters', renamed(smallComparison, (i) => `${'fillrit-'.repeat(7)}${i}`)],
	['names of wide letters', renamed(smallComparison, (i) => `${'mwMW_'.repeat(12)}${i}`)],
	['names of digits', renamed(smallComparison, (i) => `v${'0123456789+'.repeat(5)}${i}`)],
];

describe.each(fonts)('in $name', (font) => {
	test.each(pictures)('no text is cut off: %s', async (_, comparison) => {
		for (const name of ['svg', 'stacks'] as const) {
			const files = await renderers[name].render({ ...comparison, showsOperations: true });
			for (const { file, text } of files) {
				if (!file.endsWith('.svg')) continue;
				expect(textsOf(text).length, file).toBeGreaterThan(5);
				expect(clippedIn(text, font), file).toEqual([]);
			}
		}
	});

	test.each(['v', 'fillrit-'.repeat(7), 'mwMW_'.repeat(12)])(
		'no text is cut off in the charts of loads: %s',
		async (name) => {
			const results = [
				perfResult(name, 1),
				perfResult(name, 1e6),
				curvesResult(name),
				timedResult(name),
				besideResult(name),
			];
			for (const result of results) {
				for (const { file, text } of await perfFiles(result)) {
					if (!file.endsWith('.svg')) continue;
					expect(textsOf(text).length, file).toBeGreaterThan(5);
					expect(clippedIn(text, font), file).toEqual([]);
				}
			}
		},
	);

	test('no character is wider than it was laid out for', () => {
		for (let code = 32; code < 127; code++) {
			const text = String.fromCodePoint(code);
			for (const isBold of [false, true]) {
				const most = textWidth(text, 10, isBold);
				expect([text, widthIn(font, { text, size: 10, isBold }) <= most]).toEqual([text, true]);
			}
		}
	});
});

test('a label that does not fit is seen', async () => {
	const svg = await draw(matrixOfNames('v'));
	expect(fonts.map((font) => clippedIn(svg, font))).toEqual(fonts.map(() => []));
	const long = svg.replaceAll('>v<', '>longer-than-the-layout-knew<');
	for (const font of fonts) {
		expect(clippedIn(long, font)).toEqual(['longer-than-the-layout-knew']);
	}
	// Turned labels, too.
	const turned = svg.replaceAll('>litmus<', '>a-litmus-test-of-which-the-layout-did-not-know<');
	for (const font of fonts) expect(clippedIn(turned, font)).toHaveLength(1);
});

test('a square is as wide as what stands in it, in every font', () => {
	const square = matrixSquare('v');
	for (const text of ['3', '12b', '0-2b (2)', '10-12s (11)']) {
		for (const bold of [false, true]) {
			for (const font of fonts) {
				const width = widthIn(font, { text, size: 11.5, isBold: bold });
				expect(width).toBeLessThan(widthOf({ ...square, text, bold }));
			}
		}
	}
});

const matrixSquare = (variant: string) =>
	({
		variant,
		litmus: 'litmus',
		fill: '#ffffff',
		ink: '#000000',
		text: '1',
		bold: false,
		check: false,
		says: '',
	}) as const;

const matrixOfNames = (variant: string) =>
	matrixChart({
		title: 'Title',
		subtitle: ['one line', 'and another'],
		variants: [variant],
		litmus: ['litmus'],
		squares: [matrixSquare(variant)],
		step: 27,
	});
