/*
 * harness/commands/diagrams.ts - draws the executions that a mail shows. The results hold no executions, only the
 * schedules that lead to them, and three are drawn in no time; to keep a drawing of each finding would take much
 * more than all else that the results hold.
 */
import { bootVariant } from '../cell/boot.ts';
import { columnsOf, namesOfTasks, stageOf } from '../cell/stage.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { drawDiagram, isOfLocks } from '../replay/diagram.ts';
import { runExecution } from '../replay/execution.ts';
import { type Comparison, type Diagram, type Seen, witnessesToDraw } from '../result.ts';
import { scheduleOf } from '../text/token.ts';
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

/** Null where nothing is drawn: what runs before the race ends badly. */
function diagramOf(
	{ variant, workload, violation }: Seen,
	{ cells }: Comparison,
	{ known, workloads }: Loaded,
): Diagram | null {
	const { oracle, site, token } = violation;
	const booted = bootVariant(known.find((each) => each.variant.name === variant)!.variant);
	const stage = stageOf(
		booted,
		workloads.find(({ name }) => name === workload)!,
	);
	if (stage.problem === null) return null;
	const cell = cells.find((each) => each.variant === variant && each.workload === workload)!;
	const schedule = scheduleOf(token, cell.schedules);
	const { result, findings, nameOf } = runExecution({ ...stage, booted }, schedule);
	const lines = drawDiagram(result, {
		names: namesOfTasks(stage),
		columns: columnsOf(stage),
		after: stage.placed.after,
		nameOf,
		locks: isOfLocks(oracle),
		width,
	});
	const { detail } = findings.find((each) => each.oracle === oracle) ?? violation;
	return { variant, workload, oracle, site, token, lines, detail };
}
