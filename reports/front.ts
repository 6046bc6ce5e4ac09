/*
 * reports/front.ts - the stacks that nobody beats in what is shown, what is lost and what it costs at once.
 */
import { shownBy, type StackResult } from '../harness/result.ts';

/** Of those with the same numbers the one with the fewest patches; in the order given, which is the best first. */
export function frontOf(stacks: readonly StackResult[]): StackResult[] {
	const found = new Map<string, StackResult>();
	for (const stack of stacks.filter(({ pareto }) => pareto)) {
		const key = [shownBy(stack), stack.lockedInsideEof, stack.cost].join();
		const known = found.get(key);
		if (known === undefined || stack.patches.length < known.patches.length) found.set(key, stack);
	}
	const front = new Set(found.values());
	return stacks.filter((each) => front.has(each));
}
