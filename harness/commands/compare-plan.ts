/*
 * harness/commands/compare-plan.ts - what a comparison is asked to do, once all of it is read, and its searches.
 */
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { baseName as base, variants as ours } from '../../variants/index.ts';
import { defaultCells } from '../catalogue/default-cells.ts';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { isWhatItsNameMeans, workloadNames, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { refuseUnaudited } from '../catalogue/needs-audit.ts';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import type { Board } from '../compare/board.ts';
import type { Workers } from '../compare/crew.ts';
import { Kept } from '../compare/kept.ts';
import type { Matrix } from '../compare/matrix.ts';
import { megabytesMin, statesInMemory } from '../compare/memory-limit.ts';
import { isOf, type Shard } from '../compare/shard.ts';
import type { Discussion } from '../discussion.ts';
import type { Strategy } from '../explore/strategies.ts';
import { BadInput, memoryMeans, memoryTooSmall } from '../messages/index.ts';
import { note } from '../terminal/look.ts';
import type { Workload } from '../workload.ts';
import { givenWorkloads } from './given-workloads.ts';
import type { PrintFlags } from './print-comparison.ts';
import { runMatrix } from './run-matrix.ts';

export interface CompareFlags extends PrintFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	/** What all are held against; the base when left out. */
	readonly against?: string | undefined;
	readonly out: string;
	readonly seed: number;
	readonly states: number;
	/** Milliseconds from the start of the process to the end of the last search. */
	readonly budget?: number | undefined;
	/** As it was written, and bytes. */
	readonly memory?: { readonly text: string; readonly bytes: number } | undefined;
	readonly setupSteps?: number | undefined;
	readonly runs: number;
	readonly sampleStrategy: Strategy;
	readonly jobs?: number | undefined;
	readonly auditRaces?: true | undefined;
	readonly exact?: true | undefined;
	readonly wallClock: boolean;
	/** Whether loads are run where somebody asks what the variants are worth altogether. */
	readonly perf: boolean;
	/** Every variant on every litmus test, also what a run leaves out when it is not told what to run. */
	readonly all?: true | undefined;
	/** Shows how many operations each variant takes. */
	readonly operations?: true | undefined;
	/** Writes the long mail too. */
	readonly full?: true | undefined;
	/** How mail.txt is written; as counts and lists when left out. */
	readonly style?: '2003' | 'modern' | undefined;
	/** Searches again whenever a file is saved. */
	readonly watch?: true | undefined;
	/** Whether cells and charts that earlier runs have kept are taken, and new ones kept. */
	readonly cache: boolean;
}

/** What a run was asked to do, once all of it is read. */
export interface Plan {
	readonly known: readonly LoadedVariant[];
	/** Name of the variant that all are held against. */
	readonly reference: string;
	readonly workloads: readonly Workload[];
	readonly discussions: readonly Discussion[];
	readonly isMeant: (workload: Workload) => boolean;
	readonly wants: (variant: string, workload: string) => boolean;
	readonly jobs: number;
	/** Stored states that one search may reach. */
	readonly statesFit: number;
	/** Cells go here while they come, so that a run that was cut short can be taken up again. */
	readonly journal: string;
	/** What earlier runs have worked out; null where nothing is kept. */
	readonly kept: Kept | null;
	/** On the clock of performance.now(). */
	readonly began: number;
}

export async function planOf(flags: CompareFlags, began: number): Promise<Plan> {
	const chosen = flags.variant ?? Object.keys(ours);
	// The base is always among them: every number is given against it.
	const names = chosen.includes(base) || chosen.every(isPath) ? [...chosen] : [base, ...chosen];
	if (chosen.every(isPath)) names.unshift(base);
	if (flags.against !== undefined && !names.includes(flags.against)) names.push(flags.against);
	const known = await loadVariants(names);
	const reference = known.find(({ given }) => given === (flags.against ?? base))!.variant.name;
	const rows = known.map(({ variant }) => variant.name);
	const variantNames = namesBeside(rows);
	const shipped = flags.all ? workloadNames() : workloadNamesOfTheMail();
	const workloads = givenWorkloads(flags.workload ?? shipped, variantNames);
	if (flags.auditRaces !== true) refuseUnaudited(workloads);
	const discussions = shippedDiscussions();
	const isDefault = flags.variant === undefined && flags.workload === undefined && !flags.all;
	const wants = isDefault ? defaultCells(discussions, workloads, rows) : () => true;
	const jobs = flags.jobs ?? availableParallelism();
	return {
		known,
		reference,
		workloads,
		discussions,
		isMeant: (workload) =>
			flags.workload === undefined || isWhatItsNameMeans(workload, variantNames),
		wants,
		jobs,
		statesFit: statesThatFit(flags, jobs),
		journal: join(flags.out, 'journal.jsonl'),
		kept: flags.cache && process.env['RMAPLAB_NO_CACHE'] === undefined ? Kept.open() : null,
		began,
	};
}

/** Runs the cells, or those of one part. */
export function search(
	plan: Plan,
	flags: CompareFlags,
	board: Board,
	crew: Workers,
	shard: Shard | null = null,
): Promise<Matrix> {
	const { known, workloads, wants, statesFit, journal, began } = plan;
	const deadline = flags.budget ?? null;
	return runMatrix(
		{
			variants: known,
			workloads,
			reference: plan.reference,
			wants,
			...(shard === null ? {} : { isMine: isOf(shard) }),
			seed: flags.seed,
			statesMax: Math.min(flags.states, statesFit),
			...(flags.setupSteps === undefined ? {} : { setupStepsMax: flags.setupSteps }),
			sampleRuns: flags.runs,
			sampleStrategy: flags.sampleStrategy,
			auditRaces: flags.auditRaces === true,
			exact: flags.exact === true,
			board,
			crew,
			budget: deadline === null ? null : { milliseconds: deadline, statesMax: statesFit },
			journal,
			kept: plan.kept,
			goesOn: true,
		},
		deadline === null ? null : Math.max(0, deadline - began),
	);
}

/**
 * Stored states that one search may reach. Without --memory only a budget needs a ceiling, since it has no
 * other: half of what the machine or its container has.
 */
function statesThatFit(flags: CompareFlags, jobs: number): number {
	const { memory } = flags;
	if (memory === undefined) {
		const constrained = process.constrainedMemory();
		const total = Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
		return flags.budget === undefined
			? Infinity
			: Math.max(flags.states, statesInMemory(total / 2, jobs));
	}
	const states = statesInMemory(memory.bytes, jobs);
	if (states === 0) throw new BadInput(memoryTooSmall(memory.text, jobs, megabytesMin(jobs)));
	note(`--memory ${memory.text}: ${memoryMeans(states, jobs)}`);
	return states;
}
