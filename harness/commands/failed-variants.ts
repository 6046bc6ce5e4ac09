/*
 * harness/commands/failed-variants.ts - what a command that holds variants against each other makes of a user's own that
 * are of no use: it leaves them out, says what it can of the others, and then what was wrong.
 */
import type { Matrix } from '../compare/matrix.ts';
import { failedLeftOut } from '../messages/index.ts';
import { fitForTerminal } from '../terminal/fit.ts';

/** Whether a variant came to no cell, because of what it does itself. */
export function isFailed({ failures }: Pick<Matrix, 'failures'>): (variant: string) => boolean {
	const failed = new Set(failures.map(({ variant }) => variant));
	return (variant) => failed.has(variant);
}

/** The same without the cells of those. */
export function withoutFailed(matrix: Matrix): Matrix {
	const isLeftOut = isFailed(matrix);
	return { ...matrix, cells: matrix.cells.filter(({ variant }) => !isLeftOut(variant)) };
}

/** Says which they are and why; whether there are any. */
export function sayFailed({ failures }: Pick<Matrix, 'failures'>): boolean {
	if (failures.length === 0) return false;
	process.stderr.write(`${failedLeftOut(failures.map(({ variant }) => variant))}\n`);
	for (const why of new Set(failures.map((each) => each.why)))
		process.stderr.write(`${fitForTerminal(why)}\n`);
	return true;
}
