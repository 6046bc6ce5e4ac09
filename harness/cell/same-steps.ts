/*
 * harness/cell/same-steps.ts - whether a variant does on a workload what another was found to do there, step for
 * step, so that its cell need not be searched.
 *
 * What a call does next follows from its arguments and its observations (rerun.ts). So it is enough to run
 * the functions that differ along each history of a call that the other's cell came to:
 *
 * 1. Suppose that all do the same there. What comes before the race does the same on both, so the race begins
 *    in the same state, with the same programs.
 * 2. A step that both take in the same state leads to the same state and the same observation, so each call
 *    has the same history on both, and its next step is the same by the comparison.
 * 3. So a search of the variant would go through the same states in the same order, and find the same.
 *
 * That holds for each search, whatever its limits. That the two take the same steps in every schedule is
 * said only where the search was complete: it has then discovered each history (footprint.ts).
 */
import { runAlong } from '../engine/rerun.ts';
import { functionOf } from '../variant.ts';
import type { BootedVariant } from './boot.ts';
import type { Found } from './cell.ts';

/** A cell that was searched, as far as another variant is held against it. */
type Along = Pick<Found, 'booted' | 'visits'>;

/** Functions that `found` called and the variant has otherwise; null where it cannot be compared. */
export function differingFunctions(
	{ booted: { variant: other }, visits }: Along,
	{ variant }: BootedVariant,
): ReadonlySet<string> | null {
	if (visits === null) return null;
	// What neither has changed is that of the base kernel on both.
	const changed = [...Object.keys(variant.functions), ...Object.keys(other.functions)];
	const isOther = (name: string): boolean =>
		visits.functions.has(name) && functionOf(variant, name) !== functionOf(other, name);
	return new Set(changed.filter(isOther));
}

/**
 * Whether a variant takes the same steps as `found` wherever that came to; `differing` is what
 * differingFunctions() gives for the two.
 */
export function takesSameSteps(
	{ visits }: Along,
	booted: BootedVariant,
	differing: ReadonlySet<string> | null,
): boolean {
	if (visits === null || differing === null) return false;
	// Somebody calls it, and this variant does not.
	if ([...differing].some((name) => functionOf(booted.variant, name) === undefined)) return false;
	const differs = runAlong(visits, visits.leaves(differing), ({ name, args }) =>
		booted.start(name, args),
	);
	return differs === null;
}
