/*
 * harness/messages/vacuity.ts - why 'never' says less than it seems to: what was to race did not.
 */
import type { Explored, Hollow } from '../result.ts';
import { counted } from '../text/count.ts';
import { exploredBriefly } from './explored.ts';

const listed = (words: readonly string[]): string =>
	words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

/** A call of reclaim without any effect; `missed` are the functions that would have made one. */
export function reclaimsNothing(cpu: string, call: string, missed: readonly string[]): string {
	const did = call === 'refill' ? 'moves no page to the inactive list' : 'unmaps and frees nothing';
	const functions = missed.map((name) => `${name}()`);
	const entered =
		functions.length === 0
			? ''
			: `; ${listed(functions)} ${functions.length === 1 ? 'is' : 'are'} never entered`;
	return `${call} of cpu ${cpu} ${did}${entered}`;
}

/** A system call that the kernel refuses in every schedule. */
export function alwaysFails(cpu: string, order: number, call: string, error: string): string {
	return `call ${order + 1} of cpu ${cpu}, ${call}, always fails (${error})`;
}

/** What a line names, and who touches it: nobody, or one cpu alone. */
export function touchedByFew(
	line: string,
	what: readonly string[],
	cpus: readonly string[],
): string {
	const who = cpus.length === 0 ? 'no cpu touches' : `only cpu ${cpus[0]!} touches`;
	return `'never ${line}': ${who} ${listed(what)}`;
}

/** No two cpus ever use the same thing. */
export function nothingMeets(): string {
	return 'no two cpus touch anything in common but the lists and counters of the zone';
}

/** A line about an oracle that had nothing to judge. */
export function nothingToJudge(oracle: string, functions: readonly string[]): string {
	const names = listed(functions.map((name) => `${name}()`));
	return `'never "${oracle}"': ${names} ${functions.length === 1 ? 'is' : 'are'} never entered`;
}

/** The answer to a `never` line of a user's own. */
export function neverAnswered(
	cell: { readonly variant: string; readonly workload: string; readonly explored: Explored },
	{ text, frequency }: { readonly text: string; readonly frequency: string },
): string {
	const { variant, workload, explored } = cell;
	return `${variant} on ${workload}: never ${text}: ${frequency} (${exploredBriefly(explored)})`;
}

export function neverHead(): string {
	return "What your 'never' lines ask for was met:";
}

/** Above the cells of which this is so. */
export function vacuousHead(): string {
	return "Here a 'never' says less than it seems to; of all schedules that were explored:";
}

/** Why the 'never' of some cells is vacuous. */
export function vacuousIn(workload: string, variants: readonly string[], why: string): string {
	const on = variants.length > 3 ? `${variants.length} variants` : listed(variants);
	return `${on} on ${workload}: ${why}`;
}

/** The same when a file is only read and tried on one variant. */
export function maybeVacuous(place: string, variant: string, how: string, why: string): string {
	return `${place}: warning: ${why} (on ${variant}, ${how})`;
}

/** Reasons that are told; the rest are counted. */
const hollowMax = 3;

/** What takes from a fix that is claimed: on these tests less races than without the patch. '' where that is so nowhere. */
export function hollowSays(reference: string, hollow: readonly Hollow[]): string {
	if (hollow.length === 0) return '';
	const told = hollow
		.slice(0, hollowMax)
		.map(({ variant, workload, why }) => `${variant} on ${workload}: ${why.join(', ')}`);
	const more = hollow.length - told.length;
	return (
		`Fixes may be none where less races than on ${reference}: ${told.join('; ')}` +
		`${more === 0 ? '' : `; and ${counted(more, 'cell')} more`}.`
	);
}

/** Behind a patch that shows nothing any more. */
export const hollowCloser = (why: readonly string[]): string =>
	why.length === 0 ? '' : `But there ${why.join(', and ')}: that may be all that it does.`;
