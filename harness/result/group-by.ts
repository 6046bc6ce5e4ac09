/*
 * harness/result/group-by.ts - puts things that share a key together, in the order in which the keys come.
 */

export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const each of things) {
		const key = keyOf(each);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [each]);
		else group.push(each);
	}
	return groups;
}
