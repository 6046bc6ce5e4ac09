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

export const combinedParts = {
	control: (name: string, clean: number, litmus: number): string =>
		`Control: ${name} is clean on ${clean} of ${litmus}.`,
	best: (): string =>
		'The best, of which no patch can be left out. fix, add, move, left, open: findings (litmus, oracle, ' +
		'site) against the base; lock: most pages inside EOF lost from VM_LOCKED vmas; cost: ' +
		'operations of sequential runs. m: no part of it does as much; P: nobody is better in all of ' +
		'what is left, lock and cost.',
	pareto: (): string => 'What is left against lock and cost: nobody is better in all three.',
	interactions: (pairs: number): string =>
		`Pairs that do together what neither does (${pairs}), in findings:`,
	unclosed: (findings: number): string =>
		`Closed by no stack (${counted(findings, 'finding')}), and an execution of each; ` +
		'"rmaplab causes" says what closed them later:',
};
