/*
 * harness/commands/diagrams.ts - draws the executions that a mail shows. The results hold no executions, only the
 * schedules that lead to them, and three are drawn in no time; to keep a drawing of each finding would take much
 * more than all else that the results hold.
 */
import { bootVariant } from '../cell/boot.ts';
import { columnsOf, namesOfTasks, type Stage, stageOf } from '../cell/stage.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { drawDiagram, isOfLocks } from '../replay/diagram.ts';
import { type Raced, runExecution } from '../replay/execution.ts';
import { timelineOf } from '../replay/timeline.ts';
import { type Comparison, type Diagram, type Seen, witnessesToDraw } from '../result.ts';
import { scheduleOf, type Segment } from '../text/token.ts';
import type { Workload } from '../workload.ts';

const width = 72;

/** What was run, as it was loaded. */
export interface Loaded {
	readonly known: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
}

/** The comparison, with the diagrams of its mail. */
export function withDiagrams(comparison: Comparison, loaded: Loaded): Comparison {
	const diagrams = witnessesToDraw(comparison).flatMap(
		(seen) => diagramOf(seen, comparison, loaded) ?? [],
	);
	return diagrams.length === 0 ? comparison : { ...comparison, diagrams };
}

/** What leads to a finding once more; null where it goes wrong before the race begins. */
export function raceOf(
	{ variant, workload, violation }: Seen,
	{ cells }: Pick<Comparison, 'cells'>,
	{ known, workloads }: Loaded,
): { readonly raced: Raced; readonly stage: Stage; readonly schedule: readonly Segment[] } | null {
	const booted = bootVariant(known.find((each) => each.variant.name === variant)!.variant);
	const raced = workloads.find(({ name }) => name === workload)!;
	// Nothing races in a sequence of calls.
	if (raced.sequences !== undefined) return null;
	const stage = stageOf(booted, raced);
	if (stage.problem === null) return null;
	const cell = cells.find((each) => each.variant === variant && each.workload === workload);
	const schedule = scheduleOf(violation.token, cell?.schedules);
	return { raced: { ...stage, booted }, stage, schedule };
}

function diagramOf(seen: Seen, comparison: Comparison, loaded: Loaded): Diagram | null {
	const { variant, workload, violation } = seen;
	const { oracle, site, token } = violation;
	const race = raceOf(seen, comparison, loaded);
	if (race === null) return null;
	const { stage, raced, schedule } = race;
	const { result, findings, nameOf } = runExecution(raced, schedule);
	const { offends } = timelineOf(raced, { token, schedule, oracle });
	const lines = drawDiagram(result, {
		names: namesOfTasks(stage),
		columns: columnsOf(stage),
		after: stage.placed.after,
		nameOf,
		locks: isOfLocks(oracle),
		width,
		marked: offends === null ? null : offends - 1,
	});
	const { detail } = findings.find((each) => each.oracle === oracle) ?? violation;
	return { variant, workload, oracle, site, token, lines, detail };
}
