/*
 * harness/commands/selection.ts - what a comparison runs when it is not told what to run.
 */
import { namesOfTheMail } from '../../variants/index.ts';
import { cellsNeeded, type Discussion } from '../discussion.ts';
import type { Workload } from '../workload.ts';

/**
 * What the mail proposes runs on every litmus; what stands around it, where a claim, a race or an `expect`
 * line asks.
 */
export function defaultCells(
	discussions: readonly Discussion[],
	workloads: readonly Workload[],
	variants: readonly string[],
): (variant: string, workload: string) => boolean {
	const whole = new Set(namesOfTheMail);
	const needed = cellsNeeded(discussions, variants);
	for (const { name, expects } of workloads) {
		for (const { variant } of expects) needed.add(`${variant}\n${name}`);
	}
	return (variant, workload) => whole.has(variant) || needed.has(`${variant}\n${workload}`);
}
