/*
 * harness/commands/compare.ts - rmaplab compare.
 */
import { rmSync } from 'node:fs';
import { rendererNames, renderReports, usualRenderers } from '../../reports/index.ts';
import { baseName as base, controlName as control } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { oracles } from '../check/index.ts';
import { Board } from '../compare/board.ts';
import { Crew, type Workers } from '../compare/crew.ts';
import { describeMatrix, type Asked } from '../compare/describe-matrix.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import type { Matrix } from '../compare/matrix.ts';
import { wallClockOf } from '../compare/wall-clock.ts';
import {
	BadInput,
	compareCommand,
	exactNeedsRoom,
	expectationUnmet,
	finished,
	keptBeforePhrase,
	keptPhrase,
	limitsPhrase,
	noVerdicts,
	resumeHint,
	variantsFailed,
} from '../messages/index.ts';
import type { Comparison } from '../result.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { note } from '../terminal/look.ts';
import { removeReports, writeReports } from '../terminal/write-reports.ts';
import { type CompareFlags, planOf, type Plan, search } from './compare-plan.ts';
import { withExecutions } from './executions.ts';
import { withLockedLosses } from './locked-losses.ts';
import { kernelFidelity } from './list.ts';
import { loadsBeside } from './loads-beside.ts';
import { printComparison } from './print-comparison.ts';
import { tryStacks } from './try-stacks.ts';
import { faultStatus, withdrawnCells } from './withdrawn.ts';

/** Returns the exit status: 1 when an `expect` line was not met, 3 when a search was withdrawn. */
export async function runCompare(
	flags: CompareFlags,
	/** Workers elsewhere, and how many jobs they may have at once; those of this machine when left out. */
	elsewhere: { readonly size: number; readonly crew: Workers } | null = null,
): Promise<number> {
	const began = performance.now();
	if (flags.exact && flags.memory !== undefined) throw new BadInput(exactNeedsRoom());
	const plan = await planOf(flags, began);
	const board = new Board(elsewhere?.size ?? plan.jobs);
	// Whoever has the folder gives it back: from here on Ctrl-C ends the run in good order.
	onInterrupt(() => board.stop('interrupted'));
	const unlock = lockFolder(flags.out);
	const crew = elsewhere?.crew ?? new Crew(board);
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

/** What they cost under load, and what variants of a user's own came to no end there. */
async function costsOf(
	{ known, jobs, began }: Plan,
	{ variant, workload, budget, wallClock }: CompareFlags,
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
			isTimed: wallClock,
			board,
		},
		(why) => failures.push(why),
	);
	return { performance, failures };
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
	const isTold = (variant: string): boolean => board.stopped === null && !failed.has(variant);
	const comparison = {
		...withLockedLosses(withExecutions(described, plan, isTold), plan, isTold),
		command: compareCommand(flags),
		fidelity: await kernelFidelity(),
		...(flags.operations ? { showsOperations: true as const } : {}),
	};
	const names = flags.full ? rendererNames : usualRenderers;
	const reports = await renderReports(comparison, names, plan.kept, flags.style);
	const before = writeReports(flags.out, reports, comparison);
	// One of an earlier run would be taken for this one's.
	if (!flags.full) removeReports(flags.out, 'mail-full.txt');
	if (!flags.operations) removeReports(flags.out, 'cost.svg', 'cost.vl.json');
	// Only now; and what the clock, a signal or a bad variant has left for later can be taken up from there.
	const isDone = notRun.length === 0 && cutOff === 0 && failures.length === 0;
	const isInterrupted = board.stopped === 'interrupted';
	if (isDone && !isInterrupted) rmSync(plan.journal, { force: true });
	printComparison(comparison, { folder: flags.out, reports }, flags);
	note(`${finished(comparison, elapsedSeconds.toFixed(1))}; ${flags.out}/`);
	if (before !== null) note(keptBeforePhrase(before));
	if (matrix.keptBefore > 0) note(keptPhrase(matrix.keptBefore));
	if (comparison.limits !== undefined) note(limitsPhrase(comparison.limits));
	const good = cells.filter(({ variant }) => !failed.has(variant));
	if (isInterrupted || notRun.length + cutOff > 0) {
		const kept = good.length - cutOff;
		note(resumeHint(kept, cells.length + notRun.length, cutOff));
	}
	for (const each of noVerdicts(good)) process.stderr.write(`${each}\n`);
	const unmet = good.flatMap(({ expectations, explored }) =>
		expectations.filter((each) => !each.met).map((each) => expectationUnmet(each, explored)),
	);
	for (const each of unmet) process.stderr.write(`${fitForTerminal(each)}\n`);
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
		workloads.filter(({ name, sequences }) => sequences === undefined && wants(base, name)),
		elapsedSeconds,
	);
}
