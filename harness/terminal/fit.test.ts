/*
 * What a message repeats of somebody's input is escaped and cut.
 */
import { expect, test } from 'vitest';
import { fitForTerminal } from './fit.ts';

test('what a terminal would obey is shown, and lines stay lines', () => {
	expect(fitForTerminal('a \u001b[31mred\u0007\r\nb\tc \u009b1m é')).toBe(
		'a \\x1b[31mred\\x07\\x0d\nb\tc \\x9b1m é',
	);
});

test('a word of a million characters does not fill the screen', () => {
	const said = fitForTerminal(`error: '${'x'.repeat(1_000_000)}'`);
	expect(said.length).toBeLessThan(4_100);
	expect(said).toMatch(/\.\.\. \(\d+ more characters\)$/);
});
