/*
 * harness/engine/endless.ts - calls that never come to an end, found by their size.
 *
 * A call remembers all that it has observed. One that spins in a plain loop is therefore in a new state each
 * time round: no search ever closes the circle, and what it remembers fills memory. No function of the
 * kernel needs a tenth of these limits, so whoever passes one is told.
 */
import { KernelFault, type Endless } from './fault.ts';

/** Steps of one call, those of the functions that it calls not counted; the most of any here is 69. */
export const callStepsMax = 4000;

/** Calls inside each other; the most of any here is 15. */
export const callDepthMax = 500;

/** Calls and returns between two steps; the most of any here is some twenty. */
export const callsBetweenStepsMax = 10_000;

/** The fault of a function whose calls have too much of something; `place` where it is written, if known. */
export function endlessCall(
	functionName: string,
	endless: Endless,
	place: string | null = null,
): KernelFault {
	const limit = { steps: callStepsMax, depth: callDepthMax, idle: callsBetweenStepsMax }[endless];
	return new KernelFault({ kind: 'endless', functionName, endless, limit, place });
}
