/*
 * reports/helvetica.ts - how wide a text is in Helvetica, Arial or Liberation Sans, which share their
 * widths.
 *
 * Without a canvas the chart library guesses 0.8 em for each character, which cuts labels off. With
 * these numbers its layout is right, and the same on every machine.
 */

/** Thousandths of the font size for the characters from space to tilde. */
// prettier-ignore
const regular: readonly number[] = [
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

// prettier-ignore
const bold: readonly number[] = [
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
	975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
	333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
	611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/** What characters outside ASCII are taken for: a digit is as wide as most signs that we use. */
const otherWidth = 556;

/** Width in the unit of `size`. */
export function textWidth(text: string, size: number, isBold: boolean): number {
	const widths = isBold ? bold : regular;
	let sum = 0;
	for (const character of text) {
		sum += widths[(character.codePointAt(0) ?? 0) - 32] ?? otherWidth;
	}
	return (sum * size) / 1000;
}
