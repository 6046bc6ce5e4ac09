/*
 * harness/commands/causes.ts - rmaplab causes: which findings of the base appear and disappear together, who closes
 * them, and since when Linux does.
 */
import { availableParallelism } from 'node:os';
import { table, wrap } from '../../reports/index.ts';
import { baseName, variants as ours } from '../../variants/index.ts';
import { knownCausesOf, type KnownCause } from '../catalogue/known-causes.ts';
import { readWorkloads, workloadNames } from '../catalogue/litmus.ts';
import { laterNames } from '../catalogue/variant-source.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { causesExplained } from '../messages/index.ts';
import { causesOf, type Cause } from '../result.ts';
import { runMatrix } from './run-matrix.ts';

export interface CausesFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

/** What is known of a cause: of the places whose plainest finding is in it. */
const knownOf = ({ findings }: Cause): KnownCause[] =>
	knownCausesOf(
		findings.map(({ workload, violation: { oracle, site } }) => ({ workload, oracle, site })),
	);

function asData(cause: Cause): object {
	const known = knownOf(cause);
	const { oracle, site, token } = cause.witness.violation;
	return {
		id: cause.id,
		name: known.length > 0 ? known.map(({ id }) => id).join(' ') : `${oracle} (${site})`,
		findings: cause.findings.length,
		witness: token,
		closedBy: cause.closedBy,
		partly: cause.partly,
		linux: known.map(({ linux }) => linux).join('; '),
	};
}

function linesOf(cause: Cause, width: number): string[] {
	const known = knownOf(cause);
	const { oracle, site, token } = cause.witness.violation;
	const item = (text: string): string[] => wrap(text, width - 4, '  ').map((line) => `    ${line}`);
	return [
		`${cause.id}  ${oracle} (${site}) on ${cause.witness.workload}`,
		`    ${token}`,
		...known.flatMap(({ says, linux }) => [...item(says), ...item(`Linux: ${linux}`)]),
		...item(`closed by: ${cause.closedBy.join(', ') || 'nobody'}`),
		...(cause.partly.length === 0 ? [] : item(`partly: ${cause.partly.join(', ')}`)),
		'',
	];
}

/** Returns the exit status. */
export async function runCauses(flags: CausesFlags): Promise<number> {
	const chosen = flags.variant ?? Object.keys(ours);
	const loaded = await loadVariants([...new Set([baseName, ...chosen])]);
	const names = loaded.map(({ variant }) => variant.name);
	const workloads = readWorkloads(flags.workload ?? workloadNames(), namesBeside(names));
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
	const causes = causesOf(cells, { reference: baseName, variants: names, repairs: laterNames() });
	if (flags.json) {
		process.stdout.write(`${JSON.stringify({ causes: causes.map(asData) }, null, '\t')}\n`);
		return 0;
	}
	const rows = causes.map((cause) => {
		const known = knownOf(cause).map(({ id }) => id);
		const name = known.length > 0 ? known.join(' ') : cause.witness.violation.oracle;
		return [cause.id, String(cause.findings.length), String(cause.closedBy.length), name];
	});
	const heads = [
		{ head: 'cause', align: 'left' },
		{ head: 'findings', align: 'right' },
		{ head: 'closed by', align: 'right' },
		{ head: 'what', align: 'left' },
	] as const;
	const findings = causes.reduce((sum, cause) => sum + cause.findings.length, 0);
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
