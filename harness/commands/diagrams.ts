/*
 * harness/commands/diagrams.ts - draws the executions that a mail shows. The results hold no executions, only the
 * schedules that lead to them, and three are drawn in no time; to keep a drawing of each finding would take much
 * more than all else that the results hold.
 */
import { bootVariant } from '../cell/boot.ts';
import { columnsOf, namesOfTasks, type Stage, stageOf } from '../cell/stage.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { drawDiagram, isOfContents, isOfLocks } from '../replay/diagram.ts';
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

/** What a schedule is run on once more. */
interface Race {
	readonly raced: Raced;
	readonly stage: Stage;
	readonly schedule: readonly Segment[];
}

/** What leads to a finding once more; null where it goes wrong before the race begins. */
export const raceOf = (
	{ variant, workload, violation: { token } }: Seen,
	comparison: Pick<Comparison, 'cells'>,
	loaded: Loaded,
): Race | null => raceAt({ variant, workload, token }, comparison, loaded);

/** The same of a token. */
export function raceAt(
	{
		variant,
		workload,
		token,
	}: { readonly variant: string; readonly workload: string; readonly token: string },
	{ cells }: Pick<Comparison, 'cells'>,
	{ known, workloads }: Loaded,
): Race | null {
	const booted = bootVariant(known.find((each) => each.variant.name === variant)!.variant);
	const stage = stageOf(
		booted,
		workloads.find(({ name }) => name === workload)!,
	);
	if (stage.problem === null) return null;
	const cell = cells.find((each) => each.variant === variant && each.workload === workload);
	const schedule = scheduleOf(token, cell?.schedules);
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
		contents: isOfContents(oracle),
		width,
		marked: offends === null ? null : offends - 1,
	});
	const { detail } = findings.find((each) => each.oracle === oracle) ?? violation;
	return { variant, workload, oracle, site, token, lines, detail };
}
