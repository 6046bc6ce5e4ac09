/*
 * harness/explore/swarm.ts - several strategies and seeds in turn, for what one strategy is blind to.
 *
 * After Holzmann, Joshi and Groce, "Swarm verification techniques", IEEE Transactions on Software
 * Engineering 37, 2011. The turns are short, so that a few hundred runs see every strategy, and long
 * enough for a strategy to use what it learnt in its first executions.
 */
import { mixOne } from '../engine/mix.ts';
import { pct } from './pct.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { randomRuns } from './random.ts';
import type { Sampler, SamplingOptions } from './sampling.ts';
import { walk } from './urw.ts';

const members: readonly Sampler[] = [pct(5), pct(3), walk, pct(7), randomRuns];
const runsOfTurn = 40;

/** A `Sampler`, see sampling.ts. */
export function swarm(problem: Problem, options: SamplingOptions, onTerminal: OnTerminal): void {
	let stopped = false;
	const note: OnTerminal = (ending) => (stopped = onTerminal(ending) === true);
	for (let turn = 0; turn * runsOfTurn < options.runs && !stopped; turn++) {
		const runs = Math.min(runsOfTurn, options.runs - turn * runsOfTurn);
		const seed = mixOne(mixOne(options.seed) + turn);
		members[turn % members.length]!(problem, { ...options, runs, seed }, note);
	}
}
