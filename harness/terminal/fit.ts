/*
 * harness/terminal/fit.ts - what a message repeats of somebody's input, made fit to be seen.
 */

/** Characters of a message at most; a file may consist of one word. */
const longest = 4_000;

/** Controls, line ends that are none to us, and what turns the direction of text. */
const obeyed =
	// eslint-disable-next-line no-control-regex
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Escapes what a terminal would obey instead of showing it, and cuts what is too long. Line feeds and tabs stay.
 *
 * @example fitForTerminal('no \u001b[31m') // 'no \\x1b[31m'
 */
export function fitForTerminal(text: string): string {
	const shown = text.replaceAll(obeyed, escaped);
	if (shown.length <= longest) return shown;
	return `${shown.slice(0, longest)} ... (${text.length - longest} more characters)`;
}

/** What turns the direction of text makes a line say what does not stand there. */
function escaped(each: string): string {
	const code = each.codePointAt(0)!.toString(16);
	return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
