/*
 * harness/commands/selection.ts - what a comparison runs when it is not told what to run.
 */
import { baseName, namesOfTheMail } from '../../variants/index.ts';
import { cellsNeeded, type Discussion } from '../discussion.ts';
import type { Workload } from '../workload.ts';

/** Too large for the default limit of states: it runs with those that it asks about. */
const large: Readonly<Record<string, readonly string[]>> = {
	'anon-add-rmap': [baseName, 'anon-in-rmap', 'anon-in-rmap-swap'],
};

/**
 * What the mail proposes runs on every litmus, but for weak memory; what stands around it, and all under weak
 * memory, where a claim, a race or an `expect` line asks.
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
	const weak = new Set(workloads.filter(({ memory }) => memory !== 'sc').map(({ name }) => name));
	return (variant, workload) =>
		needed.has(`${variant}\n${workload}`) ||
		(whole.has(variant) && !weak.has(workload) && (large[workload]?.includes(variant) ?? true));
}
