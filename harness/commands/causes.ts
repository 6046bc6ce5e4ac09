/*
 * harness/commands/causes.ts - rmaplab causes: which findings of the base appear and disappear together, who closes
 * them, and since when Linux does.
 */
import { availableParallelism } from 'node:os';
import { table, wrap } from '../../reports/index.ts';
import { baseName, repairNames, variants as ours } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { readWorkloads, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { describeCauses } from '../compare/describe-causes.ts';
import { endsEarlierOn } from '../compare/uncovered.ts';
import {
	causeClosedBy,
	causePartlyClosedBy,
	causesExplained,
	causesInterrupted,
	closedInLinux,
	type NamedFiles,
	replayLines,
} from '../messages/index.ts';
import type { CauseResult } from '../result.ts';
import { columnsOf, note } from '../terminal/look.ts';
import { interruptedStatus } from '../terminal/interrupt.ts';
import { isFailed, sayFailed, withoutFailed } from './failed-variants.ts';
import { namedFiles, originLines } from './named-files.ts';
import { runEach } from './run-matrix.ts';
import { wholeTokens } from './whole-tokens.ts';
import { faultStatus, withdrawnCells } from './withdrawn.ts';

export interface CausesFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

function linesOf(cause: CauseResult, named: NamedFiles, width: number): string[] {
	const { id, oracle, site, workload, witness, closedBy, closes, places, findings, linux } = cause;
	const item = (text: string): string[] => wrap(text, width - 4, '  ').map((line) => `    ${line}`);
	const partly = closes.filter(({ variant }) => !closedBy.includes(variant));
	return [
		`${id}  ${oracle} (${site}) on ${workload}`,
		...replayLines(witness, named, width - 4).map((line) => `    ${line}`),
		...places.flatMap((place) => [...item(place.says), ...item(closedInLinux(place.linux))]),
		...(places.length > 0 ? [] : item(closedInLinux(linux || null))),
		...item(causeClosedBy(closedBy)),
		...(partly.length === 0 ? [] : item(causePartlyClosedBy(partly, findings))),
		'',
	];
}

/** Returns the exit status. */
export async function runCauses(flags: CausesFlags): Promise<number> {
	const chosen = flags.variant ?? Object.keys(ours);
	const loaded = await loadVariants([...new Set([baseName, ...repairNames, ...chosen])]);
	const names = loaded.map(({ variant }) => variant.name);
	const all = readWorkloads(flags.workload ?? workloadNamesOfTheMail(), namesBeside(names));
	const workloads = flags.workload === undefined ? testsOfAll(all) : all;
	const board = new Board(flags.jobs ?? availableParallelism());
	const matrix = await runEach({
		variants: loaded,
		workloads,
		statesMax: flags.states,
		board,
		goesOn: true,
	});
	// Causes are told by who shows what; of a variant that did not run on all tests that is not known.
	if (board.stopped !== null) {
		note(causesInterrupted());
		return interruptedStatus();
	}
	const cells = withoutFailed(matrix).cells.map(wholeTokens);
	const causes = describeCauses(cells, {
		reference: baseName,
		variants: names.filter((each) => !isFailed(matrix)(each)),
		repairs: repairNames,
		endsEarlier: endsEarlierOn(loaded, workloads),
	});
	const named = namedFiles(loaded, workloads);
	const faults = withdrawnCells(matrix, named);
	const text = flags.json ? `${JSON.stringify({ causes }, null, '\t')}\n` : textOf(causes, named);
	process.stdout.write(text);
	for (const each of faults) process.stderr.write(`${each}\n`);
	const hasFailed = sayFailed(matrix);
	if (faults.length > 0) return faultStatus;
	return hasFailed ? 2 : 0;
}

function textOf(causes: readonly CauseResult[], named: NamedFiles): string {
	const rows = causes.map((cause) => {
		const name = cause.places.length > 0 ? cause.name : cause.oracle;
		return [cause.id, String(cause.findings), String(cause.closedBy.length), name];
	});
	const heads = [
		{ head: 'cause', align: 'left' },
		{ head: 'findings', align: 'right' },
		{ head: 'closed by', align: 'right' },
		{ head: 'what', align: 'left' },
	] as const;
	const findings = causes.reduce((sum, cause) => sum + cause.findings, 0);
	const width = Math.min(100, columnsOf());
	const lines = [
		...wrap(causesExplained(findings, causes.length, baseName), width),
		'',
		...table(heads, rows),
		'',
		...causes.flatMap((cause) => linesOf(cause, named, width)),
		...originLines(),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}
