/*
 * harness/terminal/look.ts - how output looks here: how wide it may be, whether in colour, and how much is said.
 */
import { styleText } from 'node:util';
import { fitForTerminal } from './fit.ts';

/** Where output goes, as far as it matters here. */
export interface Screen {
	readonly isTTY?: boolean | undefined;
	readonly columns?: number | undefined;
}

const usualColumns = 80;
const fewestColumns = 40;
const mostColumns = 200;

/** Characters in a line: as COLUMNS says, else as the terminal has, else 80. */
export function columnsOf(screen: Screen = process.stdout): number {
	const said = Number(process.env['COLUMNS']);
	const columns = Number.isInteger(said) && said > 0 ? said : (screen.columns ?? usualColumns);
	return Math.min(mostColumns, Math.max(fewestColumns, columns));
}

/** As FORCE_COLOR says, else as NO_COLOR does, else whether it is a terminal that knows colours. */
export function isColoured(screen: Screen = process.stdout): boolean {
	const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
	if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR);
	if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
	return screen.isTTY === true && TERM !== 'dumb';
}

/** What --color and --no-color say goes before what the environment says. */
export function setColour(wanted: boolean): void {
	process.env['FORCE_COLOR'] = wanted ? '1' : '0';
}

/** Colours that mean something; none means what the text does not say, too. */
export const looks = {
	good: 'green',
	bad: 'red',
	unsure: 'yellow',
	head: 'bold',
} as const;

/** The text in a colour, where colours are shown. */
export function dressed(
	look: keyof typeof looks,
	text: string,
	screen: Screen = process.stdout,
): string {
	return isColoured(screen) ? styleText(looks[look], text, { validateStream: false }) : text;
}

let quiet = false;

/** From now on only results and errors are printed. */
export function beQuiet(): void {
	quiet = true;
}

export const isQuiet = (): boolean => quiet;

/** A line on standard error that is no error: left out when nobody wants to know. */
export function note(line: string): void {
	if (!quiet) process.stderr.write(`${fitForTerminal(line)}\n`);
}
