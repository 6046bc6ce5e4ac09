/*
 * harness/commands/executions.ts - runs once more what the page tells step by step: the results of a search have only
 * the schedules.
 */
import { tellingOf } from '../replay/telling.ts';
import { timelineOf } from '../replay/timeline.ts';
import {
	elsewhereOf,
	bestStack,
	type Comparison,
	type Execution,
	executionOf,
	executionsToTell,
	type Seen,
	topicOf,
} from '../result.ts';
import { type Loaded, raceOf } from './diagrams.ts';

/**
 * The comparison, with the executions of its page. @param failed variants whose functions throw or go on for ever: none of
 * them is run again
 */
export function withExecutions(
	comparison: Comparison,
	loaded: Loaded,
	failed: ReadonlySet<string>,
): Comparison {
	const executions = executionsToTell(comparison)
		.filter(({ variant }) => !failed.has(variant))
		.flatMap((seen) => executionSeen(seen, comparison, loaded, failed) ?? []);
	return executions.length === 0 ? comparison : { ...comparison, executions };
}

/** What shows how another does on the same schedule: the best patch beside the reference, that beside all others. */
function besideWhich(comparison: Comparison, variant: string): string | null {
	const { reference, together } = comparison;
	if (variant !== reference) return reference;
	const best = together === undefined ? null : bestStack(together);
	const patches = best?.patches ?? topicOf(comparison).variants.map(({ name }) => name);
	return patches.length === 1 && patches[0] !== reference ? patches[0]! : null;
}

/** Null where it goes wrong before the race begins. */
function executionSeen(
	seen: Seen,
	comparison: Comparison,
	loaded: Loaded,
	failed: ReadonlySet<string>,
): Execution | null {
	const race = raceOf(seen, comparison, loaded);
	if (race === null) return null;
	const { oracle, token } = seen.violation;
	const { raced, schedule } = race;
	const own = timelineOf(raced, { token, schedule, oracle });
	const name = besideWhich(comparison, seen.variant);
	const other =
		name === null || failed.has(name)
			? null
			: raceOf({ ...seen, variant: name }, comparison, loaded);
	const told = { ...executionOf(own), telling: tellingOf(own) };
	if (other === null) return told;
	const followed = timelineOf(other.raced, { token, schedule, lenient: true });
	return { ...told, beside: elsewhereOf(own, followed) };
}
