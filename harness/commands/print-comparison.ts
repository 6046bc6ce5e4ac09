/*
 * harness/commands/print-comparison.ts - a comparison on standard output, as wide and as coloured as the terminal wants
 * it, and with what to read next.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quietText, terminalText, wrap } from '../../reports/index.ts';
import { readNext } from '../messages/index.ts';
import type { Comparison } from '../result.ts';
import { columnsOf, isColoured, isQuiet } from '../terminal/look.ts';

/** Wider than this a line is hard to follow, and tables need no more. */
const widest = 100;

/** `folder` is where its reports are. */
export function printComparison(
	comparison: Comparison,
	folder: string,
	{ asJson }: { readonly asJson: boolean },
): void {
	if (asJson) {
		process.stdout.write(`${JSON.stringify(comparison, null, '\t')}\n`);
		return;
	}
	const columns = Math.min(widest, columnsOf());
	if (isQuiet()) {
		process.stdout.write(quietText(comparison, columns));
		return;
	}
	const text = terminalText(comparison, {
		columns,
		colour: isColoured(),
		brief: comparison.together !== undefined,
	});
	process.stdout.write(text);
	const next = readNext
		.filter(([file]) => existsSync(join(folder, file)))
		.flatMap(([file, has]) => wrap(`${join(folder, file)}: ${has}`, columns, '  '));
	process.stdout.write(`\n${next.join('\n')}\n`);
}
