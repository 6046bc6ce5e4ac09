/*
 * harness/audit/scorecard/locking.ts - locks that a function takes or tries, with where it gives them back.
 */
import { calls, type Place, slice } from './place.ts';
import type { Statement } from './statements.ts';

const acquire = /^(?:lock|read_lock|this\.(?:pte_chain_lock|lock_page))$/;
const release = /^(?:unlock|read_unlock|this\.(?:pte_chain_unlock|unlock_page))$/;
export const isLocking = (name: string): boolean => acquire.test(name) || release.test(name);

/** What a lock call is about, so that it meets its unlock: `PTL, mm`; the page lock is `PL, page`. */
function lockKey(name: string, args: string): string {
	if (name.includes('pte_chain')) return `CL, ${args}`;
	return name.endsWith('_page') ? `PL, ${args}` : args;
}

interface LockPair {
	readonly acquires: readonly Statement[];
	readonly releases: readonly Statement[];
}

/** Locks that this function both takes, or tries, and gives back. */
export function lockPairs(place: Place): LockPair[] {
	const pairs = new Map<string, { acquires: Statement[]; releases: Statement[] }>();
	const pair = (key: string): { acquires: Statement[]; releases: Statement[] } => {
		let found = pairs.get(key);
		if (found === undefined) pairs.set(key, (found = { acquires: [], releases: [] }));
		return found;
	};
	for (const { statement, name, args } of calls(place)) {
		if (acquire.test(name)) pair(lockKey(name, args)).acquires.push(statement);
		if (release.test(name)) pair(lockKey(name, args)).releases.push(statement);
	}
	for (const { guard, args } of trylocks(place)) pair(args).acquires.push(guard);
	return [...pairs.values()].filter(
		({ acquires, releases }) => acquires.length > 0 && releases.length > 0,
	);
}

/** `if (!(yield* trylock(...)))` and what follows when the lock is not free. */
export function trylocks(place: Place): { guard: Statement & { kind: 'if' }; args: string }[] {
	return place.statements.flatMap((guard) => {
		if (guard.kind !== 'if' || guard.otherwise !== null) return [];
		const match = /^!\(yield\* trylock\((.*)\)\)$/.exec(slice(place, guard.head));
		return match === null ? [] : [{ guard, args: match[1]! }];
	});
}
