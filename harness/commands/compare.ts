/*
 * harness/commands/compare.ts - rmaplab compare.
 */
import { rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { rendererNames, renderReports, usualRenderers } from '../../reports/index.ts';
import {
	baseName as base,
	controlName as control,
	variants as ours,
} from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { oracles } from '../check/index.ts';
import { Board } from '../compare/board.ts';
import type { Strategy } from '../explore/strategies.ts';
import type { Discussion } from '../discussion.ts';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { describeMatrix, type Asked } from '../compare/describe-matrix.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import { Crew } from '../compare/crew.ts';
import { Kept } from '../compare/kept.ts';
import type { Matrix } from '../compare/matrix.ts';
import { wallClockOf } from '../compare/wall-clock.ts';
import { megabytesMin, statesInMemory } from '../compare/memory-limit.ts';
import {
	BadInput,
	compareCommand,
	exactNeedsRoom,
	expectationUnmet,
	finished,
	keptPhrase,
	limitsPhrase,
	memoryMeans,
	memoryTooSmall,
	noVerdicts,
	resumeHint,
	variantsFailed,
} from '../messages/index.ts';
import type { Comparison } from '../result.ts';
import { tryStacks } from './try-stacks.ts';
import type { Workload } from '../workload.ts';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { defaultCells } from '../catalogue/default-cells.ts';
import { withDiagrams } from './diagrams.ts';
import { printComparison } from './print-comparison.ts';
import { withExecutions } from './executions.ts';
import { kernelFidelity } from './list.ts';
import { loadsBeside } from './loads-beside.ts';
import { runMatrix } from './run-matrix.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { faultStatus, withdrawnCells } from './withdrawn.ts';
import {
	isWhatItsNameMeans,
	readWorkloads,
	workloadNames,
	workloadNamesOfTheMail,
} from '../catalogue/litmus.ts';
import { refuseUnaudited } from '../catalogue/needs-audit.ts';
import { note } from '../terminal/look.ts';
import { removeReports, writeReports } from '../terminal/write-reports.ts';

export interface CompareFlags {
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
	readonly json?: true | undefined;
	/** Every variant on every litmus test, also what a run leaves out when it is not told what to run. */
	readonly all?: true | undefined;
	/** Shows how many operations each variant takes. */
	readonly operations?: true | undefined;
	/** Writes the long mail too. */
	readonly full?: true | undefined;
	/** Searches again whenever a file is saved. */
	readonly watch?: true | undefined;
	/** Whether cells and charts that earlier runs have kept are taken, and new ones kept. */
	readonly cache: boolean;
}

/** What a run was asked to do, once all of it is read. */
interface Plan {
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

/** Returns the exit status: 1 when an `expect` line was not met, 3 when a search was withdrawn. */
export async function runCompare(flags: CompareFlags): Promise<number> {
	const began = performance.now();
	if (flags.exact && flags.memory !== undefined) throw new BadInput(exactNeedsRoom());
	const plan = await planOf(flags, began);
	const board = new Board(plan.jobs);
	// Whoever has the folder gives it back: from here on Ctrl-C ends the run in good order.
	onInterrupt(() => board.stop('interrupted'));
	const unlock = lockFolder(flags.out);
	const crew = new Crew(board);
	try {
		const matrix = await search(plan, flags, board, crew);
		const isWhole = board.stopped === null && matrix.notRun.length === 0;
		const isAsked = flags.variant === undefined && flags.workload === undefined;
		const whole =
			isWhole && isAsked && flags.budget === undefined
				? await tryStacks({
						matrix,
						variants: plan.known,
						workloads: plan.workloads,
						seed: flags.seed,
						statesMax: Math.min(flags.states, plan.statesFit),
						kept: plan.kept,
						board,
						crew,
					})
				: {};
		crew.end();
		const costs = flags.perf ? await costsOf(plan, flags, board) : null;
		const isFailed = costs !== null && costs.failures.length > 0;
		const performance = costs?.performance ?? null;
		const status = await report(
			{ matrix, whole: performance === null ? whole : { ...whole, performance } },
			plan,
			flags,
			board,
		);
		for (const why of costs?.failures ?? []) process.stderr.write(`${fitForTerminal(why)}\n`);
		return isFailed && status === 0 ? 2 : status;
	} finally {
		crew.end();
		unlock();
	}
}

async function planOf(flags: CompareFlags, began: number): Promise<Plan> {
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
	const workloads = readWorkloads(flags.workload ?? shipped, variantNames);
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

/** What they cost under load, and what variants of a user's own came to no end there. */
async function costsOf(
	{ known, jobs, began }: Plan,
	{ variant, workload, budget }: CompareFlags,
	board: Board,
): Promise<{ performance: Comparison['performance'] | null; failures: readonly string[] }> {
	const failures: string[] = [];
	const performance = await loadsBeside(
		{
			known,
			named: variant,
			isOfSome: workload !== undefined,
			workers: jobs,
			millisecondsLeft:
				budget === undefined ? null : budget - (globalThis.performance.now() - began),
			board,
		},
		(why) => failures.push(why),
	);
	return { performance, failures };
}

function search(plan: Plan, flags: CompareFlags, board: Board, crew: Crew): Promise<Matrix> {
	const { known, workloads, wants, statesFit, journal, began } = plan;
	const deadline = flags.budget ?? null;
	return runMatrix(
		{
			variants: known,
			workloads,
			reference: plan.reference,
			wants,
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

/** Writes the reports, says how it went, and returns the exit status. */
async function report(
	{ matrix, whole }: { readonly matrix: Matrix; readonly whole: Asked['whole'] },
	plan: Plan,
	flags: CompareFlags,
	board: Board,
): Promise<number> {
	const { cells, notRun, cutOff, failures } = matrix;
	const failed = new Set(failures.map(({ variant }) => variant));
	const elapsedSeconds = (performance.now() - plan.began) / 1000;
	// A run that was cut short has no time for what says nothing about the variants.
	const isTimed = flags.wallClock && board.stopped === null;
	const described = describeMatrix(matrix, {
		base,
		reference: plan.reference,
		control,
		seed: flags.seed,
		variants: plan.known,
		workloads: plan.workloads,
		discussions: plan.discussions,
		oracles: Object.values(oracles).map(({ name, says }) => ({ name, says })),
		isMeant: plan.isMeant,
		whole,
		wallClock: isTimed ? await timed(plan, failures, elapsedSeconds) : null,
	});
	const drawn = withDiagrams(described, plan);
	const comparison = {
		...(board.stopped === null ? withExecutions(drawn, plan, failed) : drawn),
		command: compareCommand(flags),
		fidelity: await kernelFidelity(),
		...(flags.operations ? { showsOperations: true as const } : {}),
	};
	writeReports(
		flags.out,
		await renderReports(comparison, flags.full ? rendererNames : usualRenderers, plan.kept),
	);
	// One of an earlier run would be taken for this one's.
	if (!flags.full) removeReports(flags.out, 'mail-full.txt');
	if (!flags.operations) removeReports(flags.out, 'cost.svg', 'cost.vl.json');
	// Only now; and what the clock, a signal or a bad variant has left for later can be taken up from there.
	const isDone = notRun.length === 0 && cutOff === 0 && failures.length === 0;
	const isInterrupted = board.stopped === 'interrupted';
	if (isDone && !isInterrupted) rmSync(plan.journal, { force: true });
	printComparison(comparison, flags.out, { asJson: flags.json === true });
	note(`${finished(comparison, elapsedSeconds.toFixed(1))}; ${flags.out}/`);
	if (matrix.keptBefore > 0) note(keptPhrase(matrix.keptBefore));
	if (comparison.limits !== undefined) note(limitsPhrase(comparison.limits));
	const good = cells.filter(({ variant }) => !failed.has(variant));
	if (isInterrupted || notRun.length + cutOff > 0) {
		const kept = good.length - cutOff;
		process.stderr.write(`${resumeHint(kept, cells.length + notRun.length, cutOff)}\n`);
	}
	for (const each of noVerdicts(good)) process.stderr.write(`${each}\n`);
	const unmet = good.flatMap(({ expectations, explored }) =>
		expectations.filter((each) => !each.met).map((each) => expectationUnmet(each, explored)),
	);
	for (const each of unmet) process.stderr.write(`${each}\n`);
	const faults = withdrawnCells(comparison, comparison);
	for (const each of faults) process.stderr.write(`${each}\n`);
	if (failed.size > 0) process.stderr.write(`${variantsFailed([...failed], flags.out)}\n`);
	for (const { why } of failures) process.stderr.write(`${fitForTerminal(why)}\n`);
	if (isInterrupted) return interruptedStatus();
	if (faults.length > 0) return faultStatus;
	if (failed.size > 0) return 2;
	return unmet.length > 0 ? 1 : 0;
}

/** Times those that run what the base runs. */
function timed(
	{ known, workloads, wants }: Plan,
	failures: Matrix['failures'],
	elapsedSeconds: number,
): ReturnType<typeof wallClockOf> {
	const isWhole = (name: string): boolean =>
		workloads.every((each) => wants(name, each.name) || !wants(base, each.name));
	return wallClockOf(
		known.flatMap(({ variant }) =>
			isWhole(variant.name) && failures.every((each) => each.variant !== variant.name)
				? [bootVariant(variant)]
				: [],
		),
		workloads.filter(({ name }) => wants(base, name)),
		elapsedSeconds,
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
