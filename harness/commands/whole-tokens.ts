/*
 * harness/commands/whole-tokens.ts - tokens for where no results are kept that a digest could be looked up in: with
 * their schedules, however long these are.
 */
import type { Cell } from '../result.ts';

/** The cell as it is, but that each of its tokens has its schedule. */
export function wholeTokens<C extends Cell>(cell: C): C {
	const { schedules, ...rest } = cell;
	if (schedules === undefined) return cell;
	return JSON.parse(JSON.stringify(rest), (key, value: unknown) => {
		const schedule = key === 'token' && typeof value === 'string' ? schedules[value] : undefined;
		return schedule === undefined ? value : String(value).replace(/=[0-9a-f]{12}$/, schedule);
	}) as C;
}
