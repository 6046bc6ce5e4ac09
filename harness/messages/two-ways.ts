/*
 * harness/messages/two-ways.ts - what is said of cells that were got two ways: known to be the same as another, and
 * by a search of their own.
 */
import { counted } from '../text/count.ts';

export function twoWaysHead(seed: number, count: number, states: number): string {
	return `seed ${seed}: ${counted(count, 'cell')} (variant or stack, litmus test), at most ${counted(states, 'stored state')} each`;
}

export const otherPart = (part: string): string => `a search of its own has other ${part}`;

export const otherDifference = (): string => 'a search of its own differs otherwise from the base';

export const otherOutcomes = (): string =>
	'a search of its own ends in other ways than one of the base';

export function twoWaysDiffer(variant: string, workload: string, complaint: string): string {
	return `${variant} on ${workload}: ${complaint}`;
}

export function twoWaysSummary(
	sum: {
		readonly cells: number;
		readonly ofBase: number;
		readonly ofAnother: number;
		readonly searched: number;
		readonly incomplete: number;
		readonly different: number;
		readonly wrong: number;
	},
	seconds: string,
): string[] {
	const { cells, ofBase, ofAnother, searched, incomplete, different, wrong } = sum;
	return [
		`${counted(ofBase + ofAnother, 'cell')} of ${cells} not searched by the comparison: ` +
			`${ofBase} take the steps of the base in every schedule, ${ofAnother} those of another variant`,
		`${counted(searched, 'cell')} searched; ${incomplete} of all not complete; ` +
			`${different} differ from the base in a finding`,
		`${counted(wrong, 'cell')} differ from a search of their own; ${seconds} s`,
	];
}

export function twoWaysUsage(): string {
	return 'error: usage: npm run difference -- [--count N] [--seed N] [--states N]; each from 1';
}
