/*
 * reports/timeline/text.ts - text in a picture: how wide it is at most, broken into lines that fit, and safe to write.
 */
import { textWidth } from '../font-widths.ts';

/** A character of a monospaced font is at most so wide, in the unit of the size. */
const monospaced = 0.62;

/** At most so wide in any usual font, proportional or monospaced. */
export const widthOf = (text: string, size: number, isBold: boolean = false): number =>
	Math.max(textWidth(text, size, isBold), monospaced * size * text.length);

/** What a picture may hold of a text that somebody else wrote: no control characters, no halves of characters. */
export const visible = (text: string): string =>
	text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]/gu, '?');

/** The same as the text of an element or the value of an attribute. */
export const escaped = (text: string): string =>
	visible(text)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');

/** A text in lines that are at most so wide, broken at blanks, else behind '_', ',' or ')', else anywhere. */
export function broken(
	text: string,
	width: number,
	size: number,
	isBold: boolean = false,
): string[] {
	const lines: string[] = [];
	let rest = visible(text).trim();
	while (widthOf(rest, size, isBold) > width) {
		const end = endOfLine(rest, width, size, isBold);
		lines.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}
	return [...lines, rest];
}

function endOfLine(text: string, width: number, size: number, isBold: boolean): number {
	let end = 1;
	while (end < text.length && widthOf(text.slice(0, end + 1), size, isBold) <= width) end++;
	const blank = text.lastIndexOf(' ', end);
	if (blank > end / 3) return blank;
	const part = Math.max(
		...['_', ',', ')', '/', '.'].map((each) => text.lastIndexOf(each, end - 1)),
	);
	return part > end / 3 ? part + 1 : end;
}
