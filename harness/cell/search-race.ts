/*
 * harness/cell/search-race.ts - searches the race of a cell: completely or as far as the limits allow, and
 * with random schedules beside the search.
 */
import { keyOf } from '../check/oracle.ts';
import { estimateStates } from '../explore/estimate.ts';
import { ExactTable } from '../explore/exact-table.ts';
import type { Footprints } from '../explore/footprint.ts';
import { Stopped } from '../explore/problem.ts';
import { storedSearch, type StoredResult } from '../explore/stored.ts';
import { type Explored, ofWholeSearches } from '../result.ts';
import { boundedTally, cutOff } from './bounded.ts';
import { deathVerdict, orderFindings, raceFindings } from './judge.ts';
import { defaultLimits } from './limits.ts';
import type { CellOptions, CellWatch } from './options.ts';
import { problemOf } from './problem.ts';
import type { Race, Subject } from './race.ts';
import { addMissed, sample, type Sampled, withSamples } from './sample.ts';
import { Tally } from './tally.ts';
import { wholeToken } from './tokens.ts';

/** What a search found, and how far it came. */
export interface Searched {
	readonly explored: Explored;
	readonly tally: Tally;
	/** Random schedules beside the search, and how many were asked for. */
	readonly samples: readonly Sampled[];
	readonly sampleRuns: number;
	/** The accesses that the search discovered; null if there was no search, or it was told to stop. */
	readonly footprints: Footprints | null;
	/** Whether it was told to stop before all that was asked for was done. */
	readonly isCutOff: boolean;
}

/** A cpu died before the race, so there is nothing to search. */
export function diedBeforeRace({ placed, workload }: Subject): Searched {
	const tally = new Tally(workload.never.length);
	tally.add(deathVerdict(placed), {
		kind: 'dead',
		locals: new Int32Array(0),
		schedule: () => [],
	});
	const counts = { states: 1, transitions: 0, terminals: 1 };
	const explored = { kind: 'complete', engine: 'sequential', ...counts } as const;
	return { explored, tally, samples: [], sampleRuns: 0, footprints: null, isCutOff: false };
}

/** @throws Stopped when that came before the first end of a schedule */
export function searchRace(
	race: Race,
	options: CellOptions,
	watch: CellWatch | undefined,
): Searched {
	const statesEstimated = options.estimate ? estimateOf(race, options) : null;
	watch?.expect(Math.min(options.statesMax, statesEstimated ?? options.statesMax));
	const complete = completeTally(race, options, watch);
	const { footprints } = complete;
	const fallback =
		complete.isComplete || footprints === null
			? complete
			: boundedTally(race, options, footprints, watch, complete.tally);
	const { tally } = fallback;
	let { explored } = fallback;
	if (explored.kind !== 'complete' && statesEstimated !== null) {
		const { states } = complete;
		explored = { ...explored, cut: { states, statesMax: options.statesMax, statesEstimated } };
	}
	if (fallback.isCutOff) {
		return { explored, tally, samples: [], sampleRuns: 0, footprints: null, isCutOff: true };
	}
	const { samples, sampleRuns, isCutOff } = sample(race, options, watch);
	const missed = addMissed(tally, samples, explored.kind === 'complete');
	explored = withSamples(explored, missed, samples.length, (schedule) =>
		wholeToken(race, schedule),
	);
	addFindingsOfSearch(race, tally, options.auditRaces ? footprints : null);
	return { explored, tally, samples, sampleRuns, footprints, isCutOff };
}

/**
 * Runs on a machine of its own, so that the search is the same with an estimate and without one.
 */
const estimateOf = ({ booted, placed }: Race, { seed }: CellOptions): number =>
	estimateStates(problemOf(booted, placed), { seed });

interface CompleteTally {
	readonly explored: Explored;
	readonly tally: Tally;
	readonly isComplete: boolean;
	readonly isCutOff: boolean;
	readonly states: number;
	/** Null when it was told to stop. */
	readonly footprints: Footprints | null;
}

/** Runs the complete search; `isComplete` says whether it reached its end. */
function completeTally(
	{ problem, judged, workload }: Race,
	{ statesMax, seed, exact }: CellOptions,
	watch: CellWatch | undefined,
): CompleteTally {
	let tally = new Tally(workload.never.length);
	let states = 0;
	let result: StoredResult;
	try {
		result = storedSearch(
			problem,
			{
				statesMax,
				seed,
				watch: (stored) => watch?.search((states = stored)),
				visited: exact
					? ({ locals }) =>
							new ExactTable({ ...problem, locals }, defaultLimits.complete.exactBytesMax)
					: undefined,
			},
			() => (tally = new Tally(workload.never.length)),
			(ending) => tally.add(judged(ending), ending),
		);
	} catch (error) {
		if (!(error instanceof Stopped) || tally.terminals === 0) throw error;
		const explored = cutOff(tally);
		return { explored, tally, isComplete: false, isCutOff: true, states, footprints: null };
	}
	const { transitions, terminals, footprints, complete } = result;
	const engine = exact ? 'whole states, persistent sets' : 'stored states, persistent sets';
	const explored: Explored = {
		kind: 'complete',
		engine,
		states: result.states,
		transitions,
		terminals,
	};
	return {
		explored,
		tally,
		isComplete: complete,
		isCutOff: false,
		states: result.states,
		footprints,
	};
}

/**
 * Adds findings that no terminal state shows: violations of the lock order and, if asked for, data races. An order
 * of locks is wrong whichever schedule shows it; of a data race it is not known that every schedule has both
 * accesses.
 */
function addFindingsOfSearch(
	{ placed, problem, workload }: Race,
	tally: Tally,
	footprints: Footprints | null,
): void {
	const races = raceFindings(placed, footprints?.dataRaces() ?? []);
	const orders = orderFindings(problem.machine);
	for (const finding of [...races, ...orders]) {
		const key = keyOf(finding);
		if (tally.violations.has(key)) continue;
		const count = finding.oracle === 'data race' ? 0 : tally.terminals;
		tally.violations.set(key, { finding, count, schedule: [] });
	}
	for (const [i, { conditions }] of workload.never.entries()) {
		const [asked] = conditions;
		if (asked?.holds !== 'oracle' || !ofWholeSearches.has(asked.oracle)) continue;
		const shown = asked.oracle === 'data race' ? races : orders;
		if (shown.length > 0) {
			tally.questions[i]!.ofSearch = asked.oracle === 'data race' ? 'sometimes' : 'always';
		}
	}
}
