/*
 * harness/catalogue/default-cells.ts - what a comparison runs when it is not told what to run.
 */
import { apart } from '../../variants/apart.ts';
import { baseName, controlName, namesOfTheMail, variants as ours } from '../../variants/index.ts';
import { cellsNeeded, racesOf, type Discussion } from '../discussion.ts';
import { shippedDiscussions } from './discussions.ts';
import type { Workload } from '../workload.ts';

/** The largest; they run with those that they ask about. */
const large: Readonly<Record<string, readonly string[]>> = {
	'anon-add-rmap': [baseName, 'anon-in-rmap', 'anon-in-rmap-swap'],
	'no-bug-orphan': [baseName, 'no-bug', 'no-bug-trylock', 'no-bug-chainlock', 'no-bug-swap'],
};

/**
 * The control runs on every test, and the mail's own proposals too, except weak-memory tests and tests written
 * for later designs. Any other variant runs only where a claim, a race, an `expect` line or apart.ts names it.
 */
export function defaultCells(
	discussions: readonly Discussion[],
	workloads: readonly Workload[],
	variants: readonly string[],
): (variant: string, workload: string) => boolean {
	const whole = new Set(namesOfTheMail);
	const told = new Set(
		discussions.flatMap(racesOf).flatMap(({ had, fixed }) => [...had, ...fixed]),
	);
	const rows = variants.filter((name) => whole.has(name) || told.has(name));
	const needed = cellsNeeded(discussions, rows);
	const elsewhere = new Set<string>();
	for (const [name, workload] of Object.entries(apart)) {
		const below = ours[name]?.base?.name ?? baseName;
		for (const each of [name, below]) needed.add(each, workload ?? '');
	}
	for (const { name, expects, memory } of workloads) {
		for (const { variant } of expects) needed.add(variant, name);
		const isOfLater = expects.length > 0 && expects.every(({ variant }) => !whole.has(variant));
		if (isOfLater || memory !== 'sc') elsewhere.add(name);
	}
	return (variant, workload) =>
		variant === controlName ||
		needed.has(variant, workload) ||
		(whole.has(variant) &&
			!elsewhere.has(workload) &&
			(large[workload]?.includes(variant) ?? true));
}

/** The tests that the base and all proposals of the mail run on when nobody says which. */
export function testsOfAll(workloads: readonly Workload[]): Workload[] {
	const wants = defaultCells(shippedDiscussions(), workloads, Object.keys(ours));
	const rows = [baseName, ...namesOfTheMail];
	return workloads.filter(({ name }) => rows.every((each) => wants(each, name)));
}
