/*
 * harness/cell/bounded.ts - what is said of a cell whose complete search would be too large.
 */
import { boundedSearch } from '../explore/bounded.ts';
import type { Footprints } from '../explore/footprint.ts';
import { strategies } from '../explore/strategies.ts';
import { samplesGivenUp } from '../messages/index.ts';
import type { Explored } from '../result.ts';
import { isGivenUp } from './given-up.ts';
import { defaultLimits } from './limits.ts';
import type { CellOptions, CellWatch } from './options.ts';
import type { Race } from './race.ts';
import { Tally } from './tally.ts';

/** What is known when the complete search would have been too large: the largest bound that fits. */
export function boundedTally(
	race: Race,
	options: CellOptions,
	footprints: Footprints,
	watch: CellWatch | undefined,
): { readonly explored: Explored; readonly tally: Tally } {
	const { preemptionsMax } = defaultLimits.bounded;
	footprints.learn(race.problem.roots);
	let largest: { explored: Explored; tally: Tally } | null = null;
	for (let bound = 0; bound <= preemptionsMax; bound++) {
		const within = tallyWithin(bound, race, options, footprints, watch);
		if (within === null) break;
		largest = within;
	}
	return largest ?? sampledTally(race, options);
}

/** Null when not even that fits into the limit of states. */
function tallyWithin(
	bound: number,
	{ problem, judged, workload }: Race,
	{ statesMax }: CellOptions,
	footprints: Footprints,
	watch: CellWatch | undefined,
): { readonly explored: Explored; readonly tally: Tally } | null {
	let tally = new Tally(workload.never.length);
	const { complete, states, transitions, terminals } = boundedSearch(
		problem,
		{ preemptionsMax: bound, statesMax, watch: watch?.search },
		footprints,
		() => (tally = new Tally(workload.never.length)),
		(ending) => tally.add(judged(ending), ending),
	);
	if (!complete) return null;
	const engine = 'preemption bound';
	return { tally, explored: { kind: 'bounded', engine, bound, states, transitions, terminals } };
}

/** Random schedules, and no verdict where each of them is given up. */
function sampledTally(
	{ problem, judged, workload }: Race,
	{ sampleStrategy: strategy, seed }: CellOptions,
): { readonly explored: Explored; readonly tally: Tally } {
	const tally = new Tally(workload.never.length);
	const { runs, givenUpMax } = defaultLimits.sampled;
	let givenUp = 0;
	strategies[strategy](problem, { runs, seed }, (ending) => {
		if (!isGivenUp(problem, ending)) tally.add(judged(ending), ending);
		else givenUp++;
		return tally.terminals === 0 && givenUp === givenUpMax;
	});
	const executions = tally.terminals;
	if (executions > 0) {
		return { tally, explored: { kind: 'sampled', engine: `random, ${strategy}`, executions } };
	}
	return { tally, explored: { kind: 'stopped', limit: samplesGivenUp(givenUp) } };
}
