/*
 * harness/terminal/fit.ts - what a message repeats of somebody's input, made fit to be seen.
 */

/** Characters of a message at most; a file may consist of one word. */
const longest = 4_000;

/**
 * Escapes what a terminal would obey instead of showing it, and cuts what is too long. Line feeds and tabs stay.
 *
 * @example fitForTerminal('no \u001b[31m') // 'no \\x1b[31m'
 */
export function fitForTerminal(text: string): string {
	// eslint-disable-next-line no-control-regex
	const shown = text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, escaped);
	if (shown.length <= longest) return shown;
	return `${shown.slice(0, longest)} ... (${text.length - longest} more characters)`;
}

const escaped = (each: string): string =>
	`\\x${each.codePointAt(0)!.toString(16).padStart(2, '0')}`;
