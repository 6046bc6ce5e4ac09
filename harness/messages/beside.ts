/*
 * harness/messages/beside.ts - what is said of findings and costs beside each other.
 */
import type { Beside, BesideRow } from '../result.ts';
import { counted, grouped } from '../text/count.ts';

export const besideSaid = {
	head: ({ results, litmus, rows }: Beside, base: string): string =>
		`Findings and cost: of ${counted(rows.length, 'variant')} those that no other beats in findings, lost pages ` +
		`and cost at once, beside ${base}. Findings are of ${results}, on the ${counted(litmus, 'litmus test')} that all of them ran; open ` +
		`are those of them of which nothing is known. Lost pages are inside EOF, from VM_LOCKED vmas: at most on a ` +
		`litmus test, and on all loads. Cost: system time to the base's, geometric mean over the loads.`,
	columns: {
		shown: ['find-', 'ings'],
		open: ['open'],
		lost: ['lost,', 'litmus'],
		lostByLoads: ['lost,', 'loads'],
		cost: ['cost'],
	} as const,
	beaten: (variants: readonly string[]): string =>
		`Beaten, ${counted(variants.length, 'variant')}: ${variants.join(', ')}`,
	alike: (first: string, others: readonly string[]): string =>
		`As ${first} in these numbers: ${others.join(', ')}`,
	without: ({ results, without }: Beside): string => `Not in ${results}: ${without.join(', ')}`,
	died: (variants: readonly string[]): string =>
		`Without a cost, since a load was not survived: ${variants.join(', ')}`,
	/** Of a chart. */
	title: (): string => 'Correctness against cost',
	subtitle: ({ litmus }: Beside, loads: number): readonly string[] => [
		`findings on the ${counted(litmus, 'litmus test')} that all ran, system time as the mean over ${counted(loads, 'load')}; ` +
			'lower and further left is better',
		'named: nobody else is as good in findings, lost pages and cost at once (and the base, with a thick edge);',
		'(+N): so many more with the same numbers',
	],
	axes: {
		cost: (base: string): string =>
			`system time against ${base}, percent, geometric mean over the loads`,
		shown: 'findings that are still shown, new, or open',
	},
	legend: 'pages inside EOF lost from VM_LOCKED vmas:',
	lost: { none: 'none', litmus: 'on litmus', loads: 'on loads' } as const,
	says: (
		{ shown, lockedInsideEof, lostByLoads }: BesideRow,
		variants: readonly string[],
		cost: string,
	): string =>
		`${variants.join(', ')}: ${counted(shown, 'finding')}, ${counted(lockedInsideEof, 'page')} lost on a litmus test, ${grouped(lostByLoads)} on loads, system time ${cost}`,
};

export const notFindings = (path: string): string =>
	`error: ${path} is not of 'rmaplab compare': --with takes its report folder, or the results.json in it`;

export const noVariantInCommon = (path: string, base: string): string =>
	`error: ${path} does not have ${base} and another variant of this run; compare them first, or name others`;

export const withoutCurves = (): string =>
	`error: --with sets findings beside loads, and --curve runs a load in several sizes; give one of them`;

export const onlyOnOneCpu = (option: string): string =>
	`error: --cpus goes without ${option}, which is of loads on one cpu`;
