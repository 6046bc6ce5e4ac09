/*
 * harness/commands/executions.ts - runs once more what the mail draws and what the page tells step by step. The results
 * of a search hold no executions, only the schedules that lead to them, and a few are run in no time; to keep each
 * finding's would take much more than all else that the results hold. Those few are kept beside the cells.
 */
import { tellingOf } from '../replay/telling.ts';
import { follow, timelineOf } from '../replay/timeline.ts';
import {
	bestStack,
	type Comparison,
	type Diagram,
	elsewhereOf,
	type Execution,
	executionOf,
	executionsToTell,
	type Seen,
	topicOf,
	witnessesToDraw,
} from '../result.ts';
import { scheduleOf } from '../text/token.ts';
import { diagramOf } from './diagrams.ts';
import { keptOr, type Loaded, type Places, placesOf, racedOf } from './run-again.ts';

/** Of one finding, what is asked for; null where it goes wrong before the race begins. */
interface Shown {
	readonly diagram?: Diagram | null;
	readonly execution?: Execution | null;
}

/**
 * The comparison, with the diagrams of its mail and the executions of its page. @param told of which variants; none of
 * those whose functions throw or go on for ever is run again
 */
export function withExecutions(
	comparison: Comparison,
	loaded: Loaded,
	told: (variant: string) => boolean,
): Comparison {
	const drawn = witnessesToDraw(comparison);
	const followed = executionsToTell(comparison).filter(({ variant }) => told(variant));
	const asked = new Map<string, { seen: Seen; isDrawn?: true; isTold?: true }>();
	const note = (seen: Seen, what: { isDrawn?: true; isTold?: true }): void => {
		asked.set(keyOf(seen), { seen, ...asked.get(keyOf(seen)), ...what });
	};
	for (const seen of drawn) note(seen, { isDrawn: true });
	for (const seen of followed) note(seen, { isTold: true });
	const shown = new Map(
		[...asked].map(([key, { seen, ...what }]): [string, Shown] => {
			const name = what.isTold ? besideWhich(comparison, seen.variant) : null;
			const beside = name !== null && told(name) ? name : null;
			return [key, shownOf({ seen, beside, ...what }, comparison, loaded)];
		}),
	);
	const diagrams = drawn.flatMap((seen) => shown.get(keyOf(seen))!.diagram ?? []);
	const executions = followed.flatMap((seen) => shown.get(keyOf(seen))!.execution ?? []);
	return {
		...comparison,
		...(diagrams.length === 0 ? {} : { diagrams }),
		...(executions.length === 0 ? {} : { executions }),
	};
}

const keyOf = ({ variant, workload, violation: { oracle, site, token } }: Seen): string =>
	JSON.stringify([variant, workload, oracle, site, token]);

/** What shows how another does on the same schedule: the best patch beside the reference, that beside all others. */
function besideWhich(comparison: Comparison, variant: string): string | null {
	const { reference, together } = comparison;
	if (variant !== reference) return reference;
	const best = together === undefined ? null : bestStack(together);
	const patches = best?.patches ?? topicOf(comparison).variants.map(({ name }) => name);
	return patches.length === 1 && patches[0] !== reference ? patches[0]! : null;
}

interface Asked {
	readonly seen: Seen;
	/** Name of the variant that is followed on the same schedule. */
	readonly beside: string | null;
	readonly isDrawn?: true;
	readonly isTold?: true;
}

function shownOf(asked: Asked, comparison: Comparison, loaded: Loaded): Shown {
	const { seen, beside } = asked;
	const names = [seen.variant, ...(beside === null ? [] : [beside])];
	const places = placesOf(loaded, names, seen.workload);
	const cell = comparison.cells.find(
		(each) => each.variant === seen.variant && each.workload === seen.workload,
	);
	const schedule = scheduleOf(seen.violation.token, cell?.schedules);
	return keptOr(loaded.kept, places, { execution: asked, schedule }, () =>
		runOnce(asked, schedule, places),
	);
}

/** Runs a schedule on its variant, and on the second one where there is one. */
function runOnce(
	{ seen, isDrawn, isTold }: Asked,
	schedule: ReturnType<typeof scheduleOf>,
	{ variants, workload }: Places,
): Shown {
	const { oracle, token } = seen.violation;
	const [own, other = null] = variants.map((each) => racedOf(each, workload));
	if (!own) return {};
	const followed = follow(own, { token, schedule, oracle });
	const { timeline } = followed;
	const diagram = isDrawn ? diagramOf(seen, own, followed) : null;
	if (!isTold) return { diagram };
	const told = executionOf(timeline, tellingOf(timeline));
	if (other === null) return { diagram, execution: told };
	const beside = timelineOf(other, { token, schedule, lenient: true });
	return { diagram, execution: { ...told, beside: elsewhereOf(timeline, beside) } };
}
