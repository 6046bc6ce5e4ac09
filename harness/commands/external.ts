/*
 * harness/commands/external.ts - rmaplab external: tests of suites from elsewhere on the variants.
 */
import { availableParallelism } from 'node:os';
import { externalText } from '../../reports/index.ts';
import { variants as ours } from '../../variants/index.ts';
import { causeNamed } from '../audit/recorded/causes.ts';
import { runRecorded } from '../audit/recorded/run-recorded.ts';
import type { ExternalRow } from '../audit/external/row.ts';
import { rowsNamed } from '../audit/external/rows.ts';
import {
	cellOfSearch,
	cellsOfAnswers,
	ownFunctionsOf,
	sequencesOfRows,
	testOf,
} from '../audit/external/verdicts.ts';
import { defaultCellOptions } from '../cell/options.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { Board } from '../compare/board.ts';
import { externalSaid, recordedSaid } from '../messages/index.ts';
import type { ExternalCell, ExternalResult } from '../result.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { columnsOf } from '../terminal/look.ts';
import { Progress } from '../terminal/progress.ts';
import { runEach } from './run-matrix.ts';
import { straightModule } from './straight-module.ts';
import { wholeTokens } from './whole-tokens.ts';

export interface ExternalFlags {
	readonly variant?: readonly string[] | undefined;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

/** Stands for the kernel of today: what it answers is held to be history where a variant answers otherwise. */
const kernel = 'linux-6-18';

interface Found {
	readonly cells: readonly ExternalCell[];
	readonly failures: readonly string[];
	readonly isInterrupted: boolean;
}

/** Returns the exit status: 2 when a variant gave no answer. @throws BadInput */
export async function runExternalCommand(
	names: readonly string[],
	patience: number,
	flags: ExternalFlags,
): Promise<number> {
	const rows = rowsNamed(names);
	const loaded = await loadVariants(flags.variant ?? Object.keys(ours));
	const workers = flags.jobs ?? availableParallelism();
	const answered = await answersOf(rows, loaded, workers, patience);
	const searched = answered.isInterrupted ? null : await searchesOf(rows, loaded, workers);
	const variants = loaded.map(({ variant }) => variant.name);
	const all = [...answered.cells, ...(searched?.cells ?? [])];
	const cells = rows.flatMap(({ name, asked }) =>
		variants.map(
			(variant): ExternalCell =>
				all.find((each) => each.test === name && each.variant === variant) ?? {
					test: name,
					variant,
					verdict: asked.by === 'nothing' ? 'skipped' : 'none',
					causes: {},
					unexplained: 0,
					first: null,
				},
		),
	);
	const named = new Set(cells.flatMap(({ causes }) => Object.keys(causes)));
	const result: ExternalResult = {
		tests: rows.map(testOf),
		variants,
		rows: cells,
		causes: [...named].map(causeNamed),
	};
	process.stdout.write(
		flags.json === true
			? `${JSON.stringify(result, null, '\t')}\n`
			: `${externalText(result, Math.min(100, columnsOf()))}\n`,
	);
	const failures = [...answered.failures, ...(searched?.failures ?? [])];
	for (const failure of failures) process.stderr.write(`${failure}\n`);
	if (searched === null || searched.isInterrupted) return interruptedStatus();
	return failures.length > 0 ? 2 : 0;
}

/** The rows that are calls in one order, on the straight build. */
async function answersOf(
	rows: readonly ExternalRow[],
	loaded: readonly LoadedVariant[],
	workers: number,
	patience: number,
): Promise<Found> {
	const sequences = sequencesOfRows(rows);
	if (sequences.length === 0) return { cells: [], failures: [], isInterrupted: false };
	const variants = await Promise.all(
		loaded.map(async (each) => ({ name: each.variant.name, module: await straightModule(each) })),
	);
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const progress = new Progress();
	const own = new Map(loaded.map(({ variant }) => [variant.name, ownFunctionsOf(variant)]));
	const cells: ExternalCell[] = [];
	let done = 0;
	const { failures } = await runRecorded(
		{
			recordings: [{ file: 'external', kernel, sequences }],
			variants,
			examples: false,
			machine: null,
			workers,
			patience,
		},
		{
			signal: stop.signal,
			hears: (judged) => {
				// The kernel of today answers, too, where nobody asked for it.
				const changed = own.get(judged.variant);
				if (changed !== undefined) cells.push(...cellsOfAnswers(rows, judged, changed));
			},
			onDone: () => progress.say(recordedSaid.progress(++done, variants.length)),
		},
	);
	progress.end();
	return { cells, failures, isInterrupted: stop.signal.aborted };
}

/** The rows that are litmus tests, under all schedules. */
async function searchesOf(
	rows: readonly ExternalRow[],
	loaded: readonly LoadedVariant[],
	workers: number,
): Promise<Found> {
	const names = namesBeside(loaded.map(({ variant }) => variant.name));
	const asked = rows.flatMap(({ name, asked: how }) =>
		how.by === 'litmus' ? [{ name, workload: readWorkload(how.path, names) }] : [],
	);
	if (asked.length === 0) return { cells: [], failures: [], isInterrupted: false };
	const board = new Board(workers);
	const matrix = await runEach({
		variants: loaded,
		workloads: asked.map(({ workload }) => workload),
		statesMax: defaultCellOptions.statesMax,
		witnessPreemptionsMax: 0,
		board,
	});
	const cells = matrix.cells.map(wholeTokens).flatMap((cell) => {
		const test = asked.find(({ workload }) => workload.name === cell.workload);
		return test === undefined ? [] : [cellOfSearch(test.name, cell)];
	});
	const missing = cells.filter(({ verdict }) => verdict === 'none');
	return {
		cells,
		failures: missing.map(({ test, variant }) => externalSaid.noVerdict(test, variant)),
		isInterrupted: board.stopped !== null,
	};
}
