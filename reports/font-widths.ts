/*
 * reports/font-widths.ts - how wide a text is at most in the fonts that a reader may see a chart in.
 *
 * The program that shows a chart takes Arial, or whatever it has for sans-serif; without a canvas the chart library
 * guesses. Laid out by the widest of these fonts no label is cut off in any of them, and the layout is the same on
 * every machine.
 */

/**
 * Thousandths of the font size for the characters from space to tilde: of each the most in DejaVu Sans, Liberation Sans
 * (as wide as Arial and Helvetica), Noto Sans, Open Sans and Roboto.
 */
// prettier-ignore
const regular: readonly number[] = [
	318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 552, 838, 318, 361, 318, 413,
	637, 637, 637, 637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557,
	1016, 685, 687, 723, 771, 667, 611, 778, 752, 339, 552, 667, 558, 907, 760, 788,
	667, 788, 723, 667, 611, 732, 685, 989, 686, 667, 686, 391, 411, 391, 838, 557,
	578, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612,
	635, 635, 413, 521, 393, 634, 592, 818, 592, 592, 525, 637, 551, 637, 838,
];

// prettier-ignore
const bold: readonly number[] = [
	349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 545, 838, 380, 416, 380, 414,
	696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 611,
	1000, 774, 763, 734, 831, 684, 684, 821, 837, 389, 559, 775, 638, 996, 837, 851,
	733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 423, 458, 838, 557,
	607, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688,
	716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 551, 712, 838,
];

/** What characters outside ASCII are taken for; hardly any sign is wider than it is high. */
const otherWidth = 1000;

/** Verdana and a few others are wider than all of these by so much, over a whole word. */
const others = 1.04;

/** At most so wide, in the unit of `size`. */
export function textWidth(text: string, size: number, isBold: boolean): number {
	const widths = isBold ? bold : regular;
	let sum = 0;
	for (const character of text) {
		sum += widths[(character.codePointAt(0) ?? 0) - 32] ?? otherWidth;
	}
	return (sum * size * others) / 1000;
}
