/*
 * harness/messages/combine.ts - what is said of stacks of patches.
 */
import { counted } from '../text/count.ts';
import { paretoMeans } from './together.ts';

export const combinedHead = (
	stacks: number,
	litmus: number,
	{ searched, same }: { readonly searched: number; readonly same: number },
): string =>
	`${counted(stacks, 'stack')} on ${counted(litmus, 'litmus test')}: ${counted(searched, 'cell')} searched, ` +
	`${counted(same, 'cell')} known to take the same steps as one of them.`;

export const stacksLeftOut = (refused: number, repeated: number): string =>
	[
		refused === 0
			? []
			: [`${counted(refused, 'set')} of patches ${refused === 1 ? 'does' : 'do'} not merge.`],
		repeated === 0
			? []
			: [
					`${counted(repeated, 'set')} ${repeated === 1 ? 'makes the kernel that some of its' : 'make the kernel that some of their'} patches make alone.`,
				],
	]
		.flat()
		.join(' ');

export const controlIsClean = (name: string, clean: number, litmus: number): string =>
	`Control: ${name} is clean on ${clean} of ${litmus}.`;

export const combinedParts = {
	best: (): string =>
		'The best, of which no patch can be left out. fix, add, move, left, open: findings (litmus test, ' +
		'oracle, site) against the base; lock: most pages inside EOF lost from VM_LOCKED vmas; cost: ' +
		`operations of sequential runs; ${paretoMeans}.`,
	pareto: (): string =>
		'Of all, those that nobody beats in findings, pages lost and cost at once; of those with the ' +
		'same numbers the smallest:',
	interactions: (pairs: number): string =>
		`Pairs that do together what neither does (${pairs}), in findings:`,
	interaction: (patches: string, closes: number, opens: number): string =>
		`${patches}: closes ${closes}, opens ${opens}`,
	/** Above the command that shows one. */
	opened: (patches: string): string => `What ${patches} opens, for example:`,
	unclosed: (findings: number): string =>
		`Closed by no stack: ${counted(findings, 'finding')}. By cause: what is wrong, what closed it ` +
		'in Linux, and an execution that shows it.',
};

export const combineInterrupted = (): string =>
	'interrupted: stacks that did not run on all tests cannot be held against each other';
