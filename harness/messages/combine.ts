/*
 * harness/messages/combine.ts - what is said of stacks of patches.
 */
import { counted } from '../text/count.ts';

export const combinedHead = (
	stacks: number,
	litmus: number,
	{ searched, same }: { readonly searched: number; readonly same: number },
): string =>
	`${counted(stacks, 'stack')} on ${litmus} litmus: ${counted(searched, 'cell')} searched, ` +
	`${counted(same, 'cell')} known to take the same steps as one of them.`;

export const stacksLeftOut = (refused: number, repeated: number): string =>
	[
		refused === 0 ? [] : [`${counted(refused, 'set')} of patches do not merge.`],
		repeated === 0
			? []
			: [`${counted(repeated, 'set')} make the kernel that some of their patches make alone.`],
	]
		.flat()
		.join(' ');

export const controlIsClean = (name: string, clean: number, litmus: number): string =>
	`Control: ${name} is clean on ${clean} of ${litmus}.`;

export const combinedParts = {
	best: (): string =>
		'The best, of which no patch can be left out. fix, add, move, left, open: findings (litmus, ' +
		'oracle, site) against the base; lock: most pages inside EOF lost from VM_LOCKED vmas; cost: ' +
		'operations of sequential runs; P: nobody leaves fewer, loses fewer pages and costs less.',
	pareto: (): string =>
		'Of all, those that nobody beats in findings left, pages lost and cost at once:',
	interactions: (pairs: number): string =>
		`Pairs that do together what neither does (${pairs}), in findings:`,
	interaction: (patches: string, closes: number, opens: number): string =>
		`${patches}: closes ${closes}, opens ${opens}`,
	unclosed: (findings: number): string =>
		`Closed by no stack: ${counted(findings, 'finding')}, and an execution of each.`,
};

export const combineInterrupted = (): string =>
	'interrupted: stacks that did not run on all tests cannot be held against each other';
