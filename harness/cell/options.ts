/*
 * harness/cell/options.ts - what a cell is asked for.
 */
import type { Watch } from '../explore/problem.ts';
import type { Strategy } from '../explore/strategies.ts';
import { defaultLimits } from './limits.ts';

export interface CellOptions {
	readonly seed: number;
	/** Stored states at most before the complete search is given up for a bounded one. */
	readonly statesMax: number;
	/** Seeded random schedules that the rate of each violation rests on. */
	readonly sampleRuns: number;
	/** Preemptions up to which the plainest witness is looked for. */
	readonly witnessPreemptionsMax: number;
	/** How random schedules are drawn where not even a bound fits; rates are always of uniform ones. */
	readonly sampleStrategy: Strategy;
	/** Reports data races too; a kernel of 2003 has many, most of them meant. */
	readonly auditRaces: boolean;
	/** Keeps whole states, not fingerprints, in the complete search, for audits. */
	readonly exact?: boolean;
	/** Estimates the size of the search before it, and tells it where the search is cut short. */
	readonly estimate?: boolean;
	/** Steps before the race at most, see setup.ts. */
	readonly setupStepsMax?: number;
}

/** Looks on while a cell is worked at. */
export interface CellWatch {
	/** The complete search begins and is expected to store so many states. */
	readonly expect: (states: number) => void;
	/** Given to each search; what it throws comes out of runCell. */
	readonly search: Watch;
}

export const defaultCellOptions: CellOptions = {
	seed: 2003,
	statesMax: defaultLimits.complete.statesMax,
	sampleRuns: defaultLimits.rates.runs,
	witnessPreemptionsMax: defaultLimits.witness.preemptionsMax,
	sampleStrategy: 'swarm',
	auditRaces: false,
};

/** The verdict only: no rates, and no search for the witness with the fewest preemptions. */
export const verdictOnly: CellOptions = {
	...defaultCellOptions,
	sampleRuns: 0,
	witnessPreemptionsMax: 0,
};
