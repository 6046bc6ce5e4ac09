/*
 * harness/messages/diff.ts - what is said of two results that are held against each other.
 */
import type { Explored } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { exploredBriefly } from './explored.ts';

// ---- what is no result, or not one of the two that belong together ---------------------------------

export const noPercentage = (): string => 'write a number of percent from 0, such as 2 or 0.5';

export function folderWithoutResults(folder: string): string {
	return (
		`error: there is no results.json in ${folder}: name a folder that 'rmaplab compare --out' wrote, ` +
		`or a file that 'rmaplab perf --json' printed`
	);
}

/** `place` is `path:line:column`. */
export const brokenJson = (place: string, isCutOff: boolean): string =>
	isCutOff
		? `${place}: error: the file ends in the middle; was it still being written?`
		: `${place}: error: this is no JSON`;

/** `what` is a place inside of the JSON. */
export const damagedResults = (path: string, what: string, wanted: string): string =>
	`${path}:1:1: error: ${what} is not ${wanted}; write the results anew`;

/** What a place inside of results has to be. */
export const wantedThere = {
	text: 'a text',
	name: 'the name of a variant',
	number: 'a number from 0',
	list: 'a list',
	object: 'an object',
	objectOrNull: 'an object or null',
	search: 'a search',
	once: 'the only one of its kind',
} as const;

export const unknownFormat = (path: string, format: string, known: readonly string[]): string =>
	`${path}:1:1: error: its format is ${format}, and this version reads ${known.join(' and ')}; write the results anew`;

export const otherFormats = (one: string, format: string, other: string, is: string): string =>
	`error: ${one} has the format ${format} and ${other} ${is}: name two results of one command`;

export const otherLitmus = (one: string, other: string, names: readonly string[]): string =>
	`error: ${some(names)} ${names.length === 1 ? 'is another litmus test' : 'are other litmus tests'} ` +
	`in ${other} than in ${one}: run both on the same files`;

export const otherParameters = (one: string, other: string, load: string): string =>
	`error: load ${load} has no parameters in common in ${one} and ${other}: run both with the same`;

export const nothingInCommon = (one: string, other: string): string =>
	`error: ${one} and ${other} have no variant on the same litmus test or load, so there is nothing to compare`;

const some = (names: readonly string[]): string =>
	names.length > 3
		? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
		: names.join(', ');

// ---- the difference ----------------------------------------------------------------------------

export const diffHead = (rows: number, same: number): string =>
	`${counted(rows, 'pair')} compared, ${same === rows ? 'all' : grouped(same)} of them without a difference.`;

/** What a line begins with. */
export const diffSigns = {
	added: 'added',
	removed: 'removed',
	moved: 'moved',
	open: 'open',
	lost: 'lost',
	gained: 'proof',
	cost: 'cost',
} as const;

export const findingOn = (oracle: string, site: string, on: string): string =>
	`${on}: ${oracle}${site === '' ? '' : ` (${site})`}`;

export const movedFrom = (oracle: string, site: string, from: string, on: string): string =>
	`${on}: ${oracle} (${site}), before (${from})`;

export const openSince = (shows: 'earlier' | 'later'): string =>
	shows === 'earlier'
		? 'only the earlier result shows it, and the later search was not complete'
		: 'only the later result shows it, and the earlier search was not as deep';

export const searchedFromTo = (on: string, from: Explored, to: Explored): string =>
	`${on}: ${exploredBriefly(from)} -> ${exploredBriefly(to)}`;

export const notRunAnyMore = (names: readonly string[]): string =>
	`${grouped(names.length)} not run any more: ${names.join(', ')}`;

export const notRunBefore = (names: readonly string[]): string =>
	`${grouped(names.length)} not run before: ${names.join(', ')}`;

/** `by` is in percent; '' where it was nothing before. */
export const costFromTo = (
	{
		on,
		measure,
		from,
		to,
		isBeyond,
	}: {
		readonly on: string;
		readonly measure: string;
		readonly from: number;
		readonly to: number;
		readonly isBeyond: boolean;
	},
	by: string,
	threshold: number,
): string =>
	`${on}: ${measure} ${from} -> ${to}${by === '' ? '' : `, ${by}`}` +
	(isBeyond ? `, more than ${threshold}%` : '');

/** The last line: what a gate stops. */
export function regressionsPhrase(
	{
		findings,
		proofs,
		costs,
	}: { readonly findings: number; readonly proofs: number; readonly costs: number },
	threshold: number,
): string {
	const parts = [
		...(findings === 0 ? [] : [`${counted(findings, 'finding')} added`]),
		...(proofs === 0 ? [] : [`${counted(proofs, 'proof')} lost`]),
		...(costs === 0 ? [] : [`${counted(costs, 'cost')} up by more than ${threshold}%`]),
	];
	return parts.length === 0 ? 'No regression.' : `Regression: ${parts.join(', ')}.`;
}
