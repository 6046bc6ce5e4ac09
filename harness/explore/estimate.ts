/*
 * harness/explore/estimate.ts - about how many states the complete search will store, from a few
 * random walks; within milliseconds.
 *
 * The walks go through the reduced graph that stored.ts searches, choose in each state among its
 * persistent set, and look at the states that a search would store. A walk that chose anew at every
 * step would stay near the diagonal, where all tasks advance together, so walks differ in how long
 * they stay with one task. From how many states were met by one walk only, and by two, Chao's estimator
 * (Scandinavian Journal of Statistics 11, 1984) gives a lower bound for those never met. It is low where
 * most states were met once; how much, for each task beyond the first, was measured on the shipped
 * litmus tests. Where every state was met twice nothing is added.
 *
 * Measured on the complete cells of all variants on all litmus tests: see estimate.test.ts.
 */
import { seeded } from '../engine/seeded.ts';
import { Footprints } from './footprint.ts';
import { searchLimits } from './limits.ts';
import type { Problem } from './problem.ts';
import { pick, randomRuns } from './random.ts';
import { isStored } from './stored.ts';
import { persistent } from './persistent.ts';
import { StateTable } from './state-table.ts';
import { TaskState } from './task-state.ts';

/** How many words of 2 ** 32 make a walk choose a task anew; walks take turns. */
const restless = [2 ** 31, 2 ** 29, 2 ** 27, 2 ** 25] as const;
/** Decades by which Chao's bound is low for each task beyond the first, were all states met once. */
const decadesLow = 0.75;

/**
 * A whole number from 1; the same for the same problem and seed. The problem must not be searched
 * afterwards: its machine remembers what the walks did.
 *
 * Example: lock-page-convert on trunc-vs-fault, seed 2003: about 1,100; the search stores 2,701.
 */
export function estimateStates(problem: Problem, options: { readonly seed: number }): number {
	const { estimateStepsMax, estimateWalksMax, estimateWalkStepsMax } = searchLimits;
	const { machine, automata, roots } = problem;
	const footprints = new Footprints(machine, automata);
	randomRuns(problem, { runs: 8, seed: options.seed, footprints }, () => {});
	footprints.learn(roots);
	const state = new TaskState(problem);
	const next = seeded(options.seed);
	const table = new StateTable();
	/** States that exactly so many walks have met; the last stands for three and more. */
	const metBy = [0, 0, 0, 0];
	let steps = 0;
	for (let walk = 0; walk < estimateWalksMax && steps < estimateStepsMax; walk++) {
		state.reset();
		const chooseBelow = restless[walk % restless.length]!;
		let last = 0;
		for (let depth = 0; ; depth++, steps++) {
			const enabled = state.enabled();
			const isAlone = (enabled & (enabled - 1)) === 0;
			const set = isAlone ? enabled : persistent(problem, footprints, state, enabled, last);
			if (depth === 0 || isStored(set, machine.hash1 ^ state.hash1)) {
				state.readHeld();
				let slot = table.find(state.fingerprint1, state.fingerprint2);
				if (slot < 0) slot = -slot - 1;
				// The walk that met the state last, from 1, and beside it by how many it was met.
				const info = table.info(slot);
				if (info >> 2 !== walk + 1) {
					const walks = Math.min(3, (info & 3) + 1);
					if (info !== 0) metBy[info & 3]!--;
					metBy[walks]!++;
					table.setInfo(slot, ((walk + 1) << 2) | walks);
				}
			}
			if (enabled === 0 || depth === estimateWalkStepsMax) break;
			if (((set >> last) & 1) === 0 || next() >>> 0 < chooseBelow) last = pick(set, next());
			footprints.run(state, last);
		}
	}
	const once = metBy[1]!;
	const chao = table.used + (once * (once - 1)) / (2 * (metBy[2]! + 1));
	const decades = decadesLow * (roots.length - 1) * (once / table.used);
	return Math.max(1, Math.round(chao * 10 ** decades));
}
