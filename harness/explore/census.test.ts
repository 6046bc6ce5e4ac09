/*
 * Local states are counted by kernel function.
 */
import { expect, test } from 'vitest';
import { census } from './census.ts';
import { storedSearch } from './stored.ts';
import { toyProblem } from './toy.ts';

test('local states are counted by function, the largest first, and ends are not', () => {
	const problem = toyProblem([
		[{ do: 'store', w: 0, value: 1 }],
		[
			{ do: 'load', w: 0 },
			{ do: 'load', w: 1 },
		],
	]);
	storedSearch(
		problem,
		{ statesMax: 1000, seed: 1 },
		() => {},
		() => {},
	);
	// The second loads, stores what it saw (0 or 1), loads and stores: 1 + 2 + 2 + 2 nodes.
	expect(census(problem.automata)).toEqual([
		{ name: '1', nodes: 7, localStates: 7, observationsMax: 3 },
		{ name: '0', nodes: 1, localStates: 1, observationsMax: 0 },
	]);
});
