/*
 * harness/commands/print-comparison.ts - a comparison on standard output, as wide and as coloured as the terminal wants
 * it, and with what to read next.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quietText, type RenderedFile, terminalText, wrap } from '../../reports/index.ts';
import { readNext } from '../messages/index.ts';
import type { Comparison } from '../result.ts';
import { columnsOf, isColoured, isQuiet } from '../terminal/look.ts';

/** Wider than this a line is hard to follow, and tables need no more. */
const widest = 100;

/** How a comparison is printed, as the command line has it. */
export interface PrintFlags {
	/** The tables, mail.txt, or results.json. */
	readonly format: 'text' | 'mail' | 'json';
	/** As `--format json`. */
	readonly json?: true | undefined;
}

/** `folder` is where its reports are; mail.txt is among `reports`. */
export function printComparison(
	comparison: Comparison,
	{ folder, reports }: { readonly folder: string; readonly reports: readonly RenderedFile[] },
	{ format, json }: PrintFlags,
): void {
	if (json === true || format === 'json') {
		process.stdout.write(`${JSON.stringify(comparison, null, '\t')}\n`);
		return;
	}
	if (format === 'mail') {
		process.stdout.write(reports.find(({ file }) => file === 'mail.txt')?.text ?? '');
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
