/*
 * harness/commands/causes.ts - rmaplab causes: which findings of the base appear and disappear together, who closes
 * them, and since when Linux does.
 */
import { availableParallelism } from 'node:os';
import { table, wrap } from '../../reports/index.ts';
import { baseName, controlName, controlParts, variants as ours } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { readWorkloads, workloadNames } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { describeCauses } from '../compare/describe-causes.ts';
import { causeClosedBy, causePartlyClosedBy, causesExplained } from '../messages/index.ts';
import type { CauseResult } from '../result.ts';
import { runMatrix } from './run-matrix.ts';

export interface CausesFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

function linesOf(cause: CauseResult, width: number): string[] {
	const { id, oracle, site, workload, witness, closedBy, closes, places, findings } = cause;
	const item = (text: string): string[] => wrap(text, width - 4, '  ').map((line) => `    ${line}`);
	const partly = closes.filter(({ variant }) => !closedBy.includes(variant));
	return [
		`${id}  ${oracle} (${site}) on ${workload}`,
		`    npx rmaplab replay ${witness}`,
		...places.flatMap(({ says, linux }) => [...item(says), ...item(`Linux: ${linux}`)]),
		...item(causeClosedBy(closedBy)),
		...(partly.length === 0 ? [] : item(causePartlyClosedBy(partly, findings))),
		'',
	];
}

/** Returns the exit status. */
export async function runCauses(flags: CausesFlags): Promise<number> {
	const chosen = flags.variant ?? Object.keys(ours);
	const repairs = [...controlParts, controlName];
	const loaded = await loadVariants([...new Set([baseName, ...repairs, ...chosen])]);
	const names = loaded.map(({ variant }) => variant.name);
	const all = readWorkloads(flags.workload ?? workloadNames(), namesBeside(names));
	const workloads = flags.workload === undefined ? testsOfAll(all) : all;
	const { cells } = await runMatrix(
		{
			variants: loaded,
			workloads,
			reference: baseName,
			wants: () => true,
			statesMax: flags.states,
			sampleRuns: 0,
			board: new Board(flags.jobs ?? availableParallelism()),
			budget: null,
			journal: null,
		},
		null,
	);
	const causes = describeCauses(cells, { reference: baseName, variants: names, repairs });
	if (flags.json) {
		process.stdout.write(`${JSON.stringify({ causes }, null, '\t')}\n`);
		return 0;
	}
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
	const lines = [
		...wrap(causesExplained(findings, causes.length, baseName), 80),
		'',
		...table(heads, rows),
		'',
		...causes.flatMap((cause) => linesOf(cause, 80)),
	];
	process.stdout.write(`${lines.join('\n').trimEnd()}\n`);
	return 0;
}
