/*
 * harness/messages/two-builds.ts - what is said of programs that ran on the interleaved and on the straight build.
 */
import { counted } from '../text/count.ts';

export const buildsDiffer = (variant: string, program: number, difference: string): string =>
	`${variant}, program ${program}: ${difference}`;

export const buildsSummary = (
	sum: {
		readonly count: number;
		readonly variants: number;
		readonly calls: number;
		readonly died: number;
		readonly differ: number;
	},
	seconds: string,
): string =>
	`${counted(sum.count, 'random program')} on ${counted(sum.variants, 'variant')}, ` +
	`${counted(sum.calls, 'call')}: ${sum.differ} differ between the builds in an answer, a count or a ` +
	`word of memory; ${sum.died} ended early in both; ${seconds} s`;

export const buildsUsage = (): string =>
	'usage: npm run two-builds -- [--count N] [--seed N] [--length N], each a whole number from 1';
