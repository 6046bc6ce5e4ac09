/*
 * harness/cell/bounded.ts - what is said of a cell whose complete search would be too large.
 */
import { boundedSearch } from '../explore/bounded.ts';
import type { Footprints } from '../explore/footprint.ts';
import { Stopped } from '../explore/problem.ts';
import { strategies } from '../explore/strategies.ts';
import { samplesGivenUp } from '../messages/index.ts';
import type { Explored } from '../result.ts';
import { isGivenUp } from './given-up.ts';
import { defaultLimits } from './limits.ts';
import type { CellOptions, CellWatch } from './options.ts';
import type { Race } from './race.ts';
import { Tally } from './tally.ts';

/** What a search that was told to stop has come to: each end that it saw is one, and there may be others. */
export const cutOff = ({ terminals }: Tally): Explored => ({
	kind: 'sampled',
	engine: 'cut off',
	executions: terminals,
	isCutOff: true,
});

interface Within {
	readonly explored: Explored;
	readonly tally: Tally;
}

/**
 * What is known when the complete search would have been too large: the largest bound that fits. `unfinished` is
 * what that search has seen, which is all that there is when a stop comes before the first bound is done.
 */
export function boundedTally(
	race: Race,
	options: CellOptions,
	footprints: Footprints,
	watch: CellWatch | undefined,
	unfinished: Tally,
): Within & { readonly isCutOff: boolean } {
	const { preemptionsMax } = defaultLimits.bounded;
	footprints.learn(race.problem.roots);
	let largest: Within | null = null;
	try {
		for (let bound = 0; bound <= preemptionsMax; bound++) {
			const within = tallyWithin(bound, race, options, footprints, watch);
			if (within === null) break;
			largest = within;
		}
		return { ...(largest ?? sampledTally(race, options, watch)), isCutOff: false };
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
		if (largest !== null) return { ...largest, isCutOff: true };
		if (unfinished.terminals === 0) throw error;
		return { explored: cutOff(unfinished), tally: unfinished, isCutOff: true };
	}
}

/** Null when not even that fits into the limit of states. */
function tallyWithin(
	bound: number,
	{ problem, judged, workload }: Race,
	{ statesMax }: CellOptions,
	footprints: Footprints,
	watch: CellWatch | undefined,
): Within | null {
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
	watch: CellWatch | undefined,
): Within {
	const tally = new Tally(workload.never.length);
	const { runs, givenUpMax } = defaultLimits.sampled;
	let givenUp = 0;
	strategies[strategy](problem, { runs, seed }, (ending) => {
		watch?.search(0);
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
