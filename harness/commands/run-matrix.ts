/*
 * harness/commands/run-matrix.ts - runs the cells of a comparison while the terminal says how far they are; the
 * first Ctrl-C ends the run in good order.
 */
import { baseName } from '../../variants/index.ts';
import { defaultCellOptions, type CellOptions } from '../cell/options.ts';
import { compare } from '../compare/compare.ts';
import { mineOf, type Matrix } from '../compare/matrix.ts';
import type { CompareOptions } from '../compare/options.ts';
import { Watcher } from '../compare/remaining.ts';
import { progressLine } from '../messages/index.ts';
import type { Cell } from '../result.ts';
import { onInterrupt } from '../terminal/interrupt.ts';
import { Progress } from '../terminal/progress.ts';

const progressEveryMs = 250;

/** What is left out of the options of a cell is as by default. */
export type Request = Omit<CompareOptions, keyof CellOptions | 'onCell'> & Partial<CellOptions>;

/**
 * `stopAfterMs`: after how long the budget is spent, counted from now; null without one. `hears` is told each cell when
 * it is found; `interrupt` is what the first Ctrl-C does.
 */
export async function runMatrix(
	request: Request,
	stopAfterMs: number | null,
	hears: (cell: Cell) => void = () => {},
	interrupt: () => void = () => request.board.stop('interrupted'),
): Promise<Matrix> {
	const { board, budget } = request;
	const progress = new Progress();
	const watcher = new Watcher(board, mineOf(request).length, budget?.milliseconds ?? null);
	onInterrupt(interrupt);
	const tell = (): void => progress.say(progressLine(watcher.now()));
	// At once: whoever has asked sees that it runs.
	tell();
	const timers = [setInterval(tell, progressEveryMs)];
	if (stopAfterMs !== null) timers.push(setTimeout(() => board.stop('budget'), stopAfterMs));
	const matrix = await compare({
		...defaultCellOptions,
		...request,
		onCell: (cell, done) => {
			watcher.cell(cell, done);
			hears(cell);
		},
	}).finally(() => {
		for (const timer of timers) clearTimeout(timer);
	});
	progress.end();
	return matrix;
}

/** All variants on all workloads, against the base and without rates; the searches share no journal. */
export const runEach = (
	request: Pick<
		Request,
		'variants' | 'workloads' | 'statesMax' | 'board' | 'crew' | 'kept' | 'goesOn'
	> &
		Partial<CellOptions>,
): Promise<Matrix> =>
	runMatrix(
		{
			reference: baseName,
			wants: () => true,
			sampleRuns: 0,
			budget: null,
			journal: null,
			...request,
		},
		null,
	);
