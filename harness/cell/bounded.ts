/*
 * harness/cell/bounded.ts - what is said of a cell whose complete search would be too large.
 */
import { boundedSearch } from '../explore/bounded.ts';
import type { Footprints } from '../explore/footprint.ts';
import type { Ending, Problem } from '../explore/problem.ts';
import { strategies } from '../explore/strategies.ts';
import { samplesGivenUp } from '../messages/index.ts';
import type { Explored } from '../result.ts';
import type { Workload } from '../workload.ts';
import { isGivenUp } from './given-up.ts';
import type { Verdict } from './judge.ts';
import type { CellOptions, CellWatch } from './options.ts';
import { Tally } from './tally.ts';

/** Random schedules that stand in for a search where not even a bound fits. */
const sampledRuns = 2000;

/** When so many of them, and all until then, are given up, the others would be too. */
const givenUpMax = 20;

/** What to say when the complete search would have been too large: the largest bound that fits. */
export function bounded(
	problem: Problem,
	options: CellOptions,
	workload: Workload,
	judged: (ending: Ending) => Verdict,
	footprints: Footprints,
	keep: (tally: Tally) => void,
	watch: CellWatch | undefined,
): Explored {
	let explored: Explored | null = null;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= 4; bound++) {
		let tally = new Tally(workload.never.length);
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax: options.statesMax, watch: watch?.search },
			footprints,
			() => (tally = new Tally(workload.never.length)),
			(ending) => tally.add(judged(ending), ending),
		);
		if (!result.complete) break;
		const { states, transitions, terminals } = result;
		explored = {
			kind: 'bounded',
			engine: 'preemption bound',
			bound,
			states,
			transitions,
			terminals,
		};
		keep(tally);
	}
	if (explored !== null) return explored;
	const tally = new Tally(workload.never.length);
	const { sampleStrategy: strategy, seed } = options;
	let givenUp = 0;
	strategies[strategy](problem, { runs: sampledRuns, seed }, (ending) => {
		if (!isGivenUp(problem, ending)) tally.add(judged(ending), ending);
		else givenUp++;
		return tally.terminals === 0 && givenUp === givenUpMax;
	});
	keep(tally);
	const executions = tally.terminals;
	if (executions === 0) return { kind: 'stopped', limit: samplesGivenUp(givenUp) };
	return { kind: 'sampled', engine: `random, ${strategy}`, executions };
}
