/*
 * harness/commands/executions.ts - runs once more what the mail draws and what the page tells step by step. The results
 * of a search hold no executions, only the schedules that lead to them, and a few are run in no time; to keep each
 * finding's would take much more than all else that the results hold. Those few are kept beside the cells.
 */
import { bootVariant } from '../cell/boot.ts';
import { stageOf } from '../cell/stage.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { workloadDigest } from '../compare/identity.ts';
import type { Kept } from '../compare/kept.ts';
import type { Raced } from '../replay/execution.ts';
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
import type { Workload } from '../workload.ts';
import { diagramOf } from './diagrams.ts';

/** What was run, as it was loaded. */
export interface Loaded {
	readonly known: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	/** Null where nothing is kept. */
	readonly kept: Kept | null;
}

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

/** As an earlier run of this build has kept it, where one has; else it is run. */
function shownOf(asked: Asked, comparison: Comparison, loaded: Loaded): Shown {
	const { seen, beside } = asked;
	const { kept, known, workloads } = loaded;
	const workload = workloads.find(({ name }) => name === seen.workload)!;
	const cell = comparison.cells.find(
		(each) => each.variant === seen.variant && each.workload === seen.workload,
	);
	const schedule = scheduleOf(seen.violation.token, cell?.schedules);
	const variants = [seen.variant, ...(beside === null ? [] : [beside])].map((name) =>
		known.find(({ variant }) => variant.name === name)!,
	);
	// A user's own code may do anything.
	const isOurs = variants.every(({ variant }) => variant.userCode === undefined);
	const keeps = isOurs ? kept : null;
	const dependsOn = {
		execution: asked,
		schedule,
		files: variants.map(({ files }) => files),
		workload: [workload.question, workloadDigest(workload)],
	};
	const text = keeps?.read(dependsOn) ?? null;
	if (text !== null) return JSON.parse(text) as Shown;
	const shown = runOnce(asked, { schedule, workload, variants });
	keeps?.write(dependsOn, JSON.stringify(shown));
	return shown;
}

/** Runs a schedule on its variant, and on the second one where there is one. */
function runOnce(
	{ seen, isDrawn, isTold }: Asked,
	{
		schedule,
		workload,
		variants,
	}: {
		readonly schedule: ReturnType<typeof scheduleOf>;
		readonly workload: Workload;
		readonly variants: readonly LoadedVariant[];
	},
): Shown {
	const { oracle, token } = seen.violation;
	const [own, other = null] = variants.map((each) => racedOf(each, workload));
	if (!own) return {};
	const followed = follow(own, { token, schedule, oracle });
	const diagram = isDrawn ? diagramOf(seen, own, followed) : null;
	if (!isTold) return { diagram };
	const told = executionOf(followed.timeline);
	if (other === null) return { diagram, execution: told };
	const beside = timelineOf(other, { token, schedule, lenient: true });
	return { diagram, execution: { ...told, beside: elsewhereOf(followed.timeline, beside) } };
}

/** Null where it goes wrong before the race begins. */
function racedOf({ variant }: LoadedVariant, workload: Workload): Raced | null {
	const booted = bootVariant(variant);
	const stage = stageOf(booted, workload);
	return stage.problem === null ? null : { ...stage, booted };
}
