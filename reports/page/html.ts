/*
 * reports/page/html.ts - HTML by template, in which nothing that comes from input is ever markup.
 */

/** Text that is markup already. Only `htm` and `markup` make it. */
export interface Html {
	readonly html: string;
}

/** What may stand in a template; strings and numbers are escaped, null is nothing. */
export type Part = string | number | null | Html | readonly Part[];

/** What nobody sees, and what may end a line or turn its direction; line breaks and tabulators are as they are. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Characters that nobody sees by their numbers; in a chart too, whose text is escaped by whoever drew it. */
export const seen = (text: string): string =>
	text.replaceAll(unseen, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);

/** Text as it is shown, in an element or between quotes. */
export const escape = (text: string): string =>
	seen(text).replaceAll(/[&<>"']/g, (found) => entities[found]!);

function textOf(part: Part): string {
	if (part === null) return '';
	if (typeof part === 'string') return escape(part);
	if (typeof part === 'number') return String(part);
	return 'html' in part ? part.html : part.map(textOf).join('');
}

/** Line breaks of a template, with what indents the next line, are for those who read the source. */
const dense = (text: string): string => text.replaceAll(/\n\t*/g, '');

/**
 * A piece of HTML; attributes stand between double quotes.
 * @example htm`<b title="${name}">${name}</b>`
 */
export function htm(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
	const text = strings.map((each, i) => textOf(parts[i - 1] ?? null) + dense(each)).join('');
	return { html: text };
}

/** Text of ours that is markup as it stands: a style, a script, a chart. Never anything from input. */
export const markup = (text: string): Html => ({ html: text });

/** Things in a sentence or a list. */
export const between = (parts: readonly Part[], separator: Part): Part =>
	parts.flatMap((each, i) => (i === 0 ? [each] : [separator, each]));
