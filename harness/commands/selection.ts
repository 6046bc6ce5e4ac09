/*
 * harness/commands/selection.ts - what a comparison runs when it is not told what to run.
 */
import { baseName, namesOfTheMail } from '../../variants/index.ts';
import { cellsNeeded, type Discussion } from '../discussion.ts';
import type { Workload } from '../workload.ts';

/** Too large to be searched completely within the default limit: only those run it that it asks about. */
const large: Readonly<Record<string, readonly string[]>> = {
	'anon-add-rmap': [baseName, 'anon-in-rmap', 'anon-in-rmap-swap'],
};

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
	return (variant, workload) =>
		needed.has(`${variant}\n${workload}`) ||
		(whole.has(variant) && (large[workload]?.includes(variant) ?? true));
}
