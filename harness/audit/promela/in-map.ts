/*
 * harness/audit/promela/in-map.ts - a value of a map that is made when it is first asked for.
 */

/** The value of a key; a missing one is made and kept. */
export function inMap<K, V>(map: Map<K, V>, key: K, make: () => V): V {
	let found = map.get(key);
	if (found === undefined) {
		found = make();
		map.set(key, found);
	}
	return found;
}
