/*
 * harness/explore/census.ts - how many local states each kernel function has, to see which one makes a
 * search large.
 *
 * A function whose racy reads are independent multiplies its nodes, since all that a call has observed is
 * remembered until it returns; only what it returns is remembered by its caller.
 */
import type { Automata } from '../engine/automaton.ts';

export interface FunctionCensus {
	readonly name: string;
	/** Calls with everything that they had observed; callers do not count. */
	readonly nodes: number;
	/** Nodes together with all who wait for them to return. */
	readonly localStates: number;
	/** Observations of the node that has most. */
	readonly observationsMax: number;
}

/** Counts what was discovered so far; the function with most local states first. */
export function census(automata: Automata): FunctionCensus[] {
	const byName = new Map<string, { localStates: number; max: number; nodes: Set<number> }>();
	for (let local = 0; local < automata.size; local++) {
		const place = automata.placeOf(local);
		if (place === null) continue;
		const counts = byName.get(place.name) ?? { localStates: 0, max: 0, nodes: new Set() };
		byName.set(place.name, counts);
		counts.localStates++;
		counts.nodes.add(place.node);
		counts.max = Math.max(counts.max, place.observations);
	}
	return [...byName]
		.map(([name, { localStates, max, nodes }]) => ({
			name,
			nodes: nodes.size,
			localStates,
			observationsMax: max,
		}))
		.toSorted((a, b) => b.localStates - a.localStates || (a.name < b.name ? -1 : 1));
}
