/*
 * harness/commands/diagrams.ts - draws an execution that a mail shows, from a schedule that was run once more.
 */
import { columnsOf, namesOfTasks, type Stage } from '../cell/stage.ts';
import { drawDiagram, isOfContents, isOfLocks } from '../replay/diagram.ts';
import { readerNames } from '../replay/reader-name.ts';
import type { Followed } from '../replay/timeline.ts';
import type { Diagram, Seen } from '../result.ts';

const width = 72;

/** @param followed what led to the finding, run once more on the stage */
export function diagramOf(
	{ variant, workload, violation }: Seen,
	stage: Stage,
	{ timeline, replayed: { result, findings, nameOf } }: Followed,
): Diagram {
	const { oracle, site, token } = violation;
	const { offends } = timeline;
	const lines = drawDiagram(result, {
		names: namesOfTasks(stage),
		columns: columnsOf(stage),
		after: stage.placed.after,
		nameOf,
		functionOf: readerNames(timeline),
		locks: isOfLocks(oracle),
		contents: isOfContents(oracle),
		width,
		marked: offends === null ? null : offends - 1,
	});
	const { detail } = findings.find((each) => each.oracle === oracle) ?? violation;
	return { variant, workload, oracle, site, token, lines, detail };
}
