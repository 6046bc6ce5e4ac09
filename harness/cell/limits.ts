/*
 * harness/cell/limits.ts - every limit of what is run of a variant and a workload, in a cell, in a replay and in
 * minimise. What reaches one has no verdict, or a weaker one, which says so.
 */
import { searchLimits, type SearchLimits } from '../explore/limits.ts';

export interface Limits {
	/** What runs before the race. */
	readonly setup: {
		/** Steps; a litmus file of 64 KiB full of `msync` of 16 pages takes a third of them. */
		readonly stepsMax: number;
	};
	/** The complete search. */
	readonly complete: {
		/** Stored states before it is given up for a bounded one. */
		readonly statesMax: number;
		/** Bytes of whole states, where these are stored for audits: about a million of them. */
		readonly exactBytesMax: number;
	};
	/** The searches that stand in for it. */
	readonly bounded: {
		/** Preemptions: the largest bound that is tried. */
		readonly preemptionsMax: number;
	};
	/** The random schedules that stand in where not even a bound fits. */
	readonly sampled: {
		/** Schedules. */
		readonly runs: number;
		/** Schedules: when so many, and all until then, are given up, the others would be too. */
		readonly givenUpMax: number;
		/** States behind the answer whether one can still end; a circle that nothing leaves seldom has 100. */
		readonly circleStatesMax: number;
	};
	/** The random schedules that rates rest on. */
	readonly rates: {
		/** Schedules. */
		readonly runs: number;
	};
	/** The search for the plainest execution of a violation. */
	readonly witness: {
		/** Preemptions up to which it is looked for. */
		readonly preemptionsMax: number;
		/** Stored states for each bound. */
		readonly statesMax: number;
	};
	/** The sequential run that costs are counted on. */
	readonly cost: {
		/** Steps of one program; one that takes so many on its own goes round for ever. */
		readonly stepsMax: number;
	};
	/** An execution in which one cpu stops and another runs alone. */
	readonly alone: {
		/** Steps, which no call that ends comes near. */
		readonly stepsMax: number;
		/** States behind the answer whether a circle can be left; it is not asked for. */
		readonly statesMax: number;
	};
	/** One execution that is followed on the automata and judged. */
	readonly follow: {
		/** Steps until it is given up. */
		readonly stepsMax: number;
		/** States behind the answer whether a circle can be left. */
		readonly statesMax: number;
	};
	/** A schedule that is too long for a token, or that nobody has looked for a plainer one than. */
	readonly shorten: {
		/** Executions that are followed. */
		readonly triesMax: number;
	};
	/** One execution on the live kernel. */
	readonly replay: {
		/** Steps. */
		readonly stepsMax: number;
	};
	/** The smallest scenario, and the plainest schedule for it. */
	readonly minimise: {
		/** Stored states for each search. */
		readonly statesMax: number;
		/** Removals that are tried. */
		readonly candidatesMax: number;
		/** Preemptions up to which the plainest schedule is looked for. */
		readonly preemptionsMax: number;
		/** Executions that making one schedule short may follow. */
		readonly triesMax: number;
	};
	/** What each search has by itself. */
	readonly search: SearchLimits;
}

export const defaultLimits: Limits = {
	setup: { stepsMax: 10_000_000 },
	complete: { statesMax: 45_000, exactBytesMax: 512 * 2 ** 20 },
	bounded: { preemptionsMax: 4 },
	sampled: { runs: 2000, givenUpMax: 20, circleStatesMax: 3000 },
	rates: { runs: 200 },
	witness: { preemptionsMax: 3, statesMax: 36_000 },
	cost: { stepsMax: 200_000 },
	alone: { stepsMax: 20_000, statesMax: 1 },
	follow: { stepsMax: 100_000, statesMax: 50_000 },
	shorten: { triesMax: 400 },
	replay: { stepsMax: 100_000 },
	minimise: { statesMax: 90_000, candidatesMax: 2000, preemptionsMax: 6, triesMax: 4000 },
	search: searchLimits,
};
