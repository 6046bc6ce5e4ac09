/*
 * harness/commands/claims.ts - rmaplab claims: answers a mail, line by line.
 */
import { faultStatus, withdrawnCells } from './withdrawn.ts';
import { availableParallelism } from 'node:os';
import { answersMail, answersOf, answersText } from '../../reports/index.ts';
import { baseName } from '../../variants/index.ts';
import { answerAll } from '../compare/answer.ts';
import { Board } from '../compare/board.ts';
import { cellsNeeded, racesOf } from '../discussion.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { ourNames, readDiscussion, shippedDiscussions } from '../catalogue/discussions.ts';
import { claimsInterrupted } from '../messages/index.ts';
import { columnsOf, note } from '../terminal/look.ts';
import { interruptedStatus } from '../terminal/interrupt.ts';
import { sayFailed } from './failed-variants.ts';
import { namedFiles, ourOrigin } from './named-files.ts';
import { runMatrix } from './run-matrix.ts';
import { wholeTokens } from './whole-tokens.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { readWorkload, readWorkloadsBesideOurs, workloadNames } from '../catalogue/litmus.ts';

export const claimsFormats = ['text', 'mail', 'json'] as const;

export interface ClaimsFlags {
	/** A claims file of one's own; the shipped ones when left out. */
	readonly mail?: string | undefined;
	/** Files of one's own, whose names the claims file may use besides ours. */
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly as: (typeof claimsFormats)[number];
	readonly json?: true | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
}

/** Returns the exit status: 0 whatever the answers are, since each of them is a result. */
export async function runClaims(flags: ClaimsFlags): Promise<number> {
	const own = new Map(
		(await loadVariants(flags.variant ?? [])).map((each) => [each.variant.name, each]),
	);
	const variants = namesBeside([...own.keys()]);
	const ownWorkloads = readWorkloadsBesideOurs(flags.workload ?? [], variants);
	const known = {
		...ourNames(),
		variants,
		workloads: [...workloadNames(), ...ownWorkloads.map((each) => each.name)],
	};
	const discussions =
		flags.mail === undefined ? shippedDiscussions() : [readDiscussion(flags.mail, known)];
	const rows = discussions.some((each) => racesOf(each).length > 0) ? variants : [];
	const needed = cellsNeeded(discussions, rows);
	const wants = (variant: string, workload: string): boolean => needed.has(variant, workload);
	const names = variants.filter((name) =>
		known.workloads.some((workload) => wants(name, workload)),
	);
	const workloads = known.workloads
		.filter((name) => names.some((variant) => wants(variant, name)))
		.map((name) => ownWorkloads.find((each) => each.name === name) ?? readWorkload(name, variants));
	const loaded = await Promise.all(names.map(async (name) => own.get(name) ?? loadVariant(name)));
	const board = new Board(flags.jobs ?? availableParallelism());
	const matrix = await runMatrix(
		{
			variants: loaded,
			workloads,
			reference: baseName,
			wants,
			statesMax: flags.states,
			board,
			budget: null,
			journal: null,
			goesOn: true,
		},
		null,
	);
	const answered = answerAll(discussions, matrix.cells.map(wholeTokens), names);
	const told = {
		named: namedFiles(loaded, workloads),
		origin: ourOrigin(),
	};
	const format = flags.json ? 'json' : flags.as;
	if (format === 'json') {
		const claims = answersOf(answered);
		const races = answered.flatMap(({ blocks }) =>
			blocks.flatMap((block) => (block.is === 'race' ? [block.race] : [])),
		);
		process.stdout.write(`${JSON.stringify({ claims, races }, null, '\t')}\n`);
	} else if (format === 'mail') process.stdout.write(answersMail(answered, told));
	else process.stdout.write(answersText(answered, told, Math.min(100, columnsOf())));
	const faults = withdrawnCells(matrix, told.named);
	for (const each of faults) process.stderr.write(`${each}\n`);
	if (board.stopped === 'interrupted') {
		note(claimsInterrupted());
		return interruptedStatus();
	}
	const hasFailed = sayFailed(matrix);
	if (faults.length > 0) return faultStatus;
	return hasFailed ? 2 : 0;
}
