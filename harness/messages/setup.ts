/*
 * harness/messages/setup.ts - what is said of what runs before a race, and of limits.
 */
import { counted } from '../text/count.ts';

/** The limit of what runs before the race. */
export function setupLimit(steps: number, functionName: string): string {
	return `what runs before the race is not over after ${counted(steps, 'step')}, in ${functionName}()`;
}

/** The limit of random schedules, where none of them came to an end. */
export function samplesGivenUp(runs: number): string {
	return (
		`not even a bound fits, and none of ${counted(runs, 'random schedule')} came to an end ` +
		`within its limit of steps`
	);
}

/** The limit of the simulated memory: a pool of the kernel's objects or a list is full. */
export function noRoom(where: string): string {
	return `the simulated memory has no room for all that is asked of it (${where})`;
}

export function beforeTheRace(workload: string, limit: string): string {
	return `error: ${workload}: no verdict: ${limit}`;
}

export function waitsFor(what: string): string {
	return `waits for ever for ${what}`;
}

export function goesRound(): string {
	return 'comes back to where it was, for ever';
}

/** Printed by check if the calls before the race of a litmus test have no end. */
export function noEndBeforeRace(
	place: string,
	variant: string,
	workload: string,
	death: { readonly oracle: string; readonly text: string },
	functionName: string,
	left: string | null,
): string {
	return (
		`${place}: error: ${variant}: ${death.oracle} before the race of ${workload}: ` +
		`${left === null ? '' : `${left}, and `}${functionName}() ${death.text}`
	);
}

/** Why somebody waits for ever: a function that has ended holds the lock, or one that is still running. */
export const leftHeld = {
	byReturned: (name: string, lock: string): string => `${name}() returns with ${lock} held`,
	byCaller: (name: string, lock: string): string => `${name}() has taken ${lock}`,
} as const;

export function noRace(workload: string): string {
	return `${workload}: the kernel dies before the race, so there are no local states`;
}
