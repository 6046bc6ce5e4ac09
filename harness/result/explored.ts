/*
 * harness/result/explored.ts - how much of the schedule space was searched.
 */

/**
 * How far the complete search came before it was given up, and how far it would have had to go. Present
 * only where a run was given a budget, since only then the estimate is made.
 */
export interface Cut {
	/** States that it had stored. */
	readonly states: number;
	/** States that it was allowed. */
	readonly statesMax: number;
	/** States that it was estimated to need, from random walks; see explore/estimate.ts for the error. */
	readonly statesEstimated: number;
}

/** How much of the schedule space a verdict rests on. Four types on purpose, never one flag. */
export type Explored =
	| {
			readonly kind: 'complete';
			readonly engine: string;
			/** Distinct states stored by the reduced search. */
			readonly states: number;
			readonly transitions: number;
			/** Distinct states in which nothing could run any more. */
			readonly terminals: number;
	  }
	| {
			readonly kind: 'bounded';
			readonly engine: string;
			/** All schedules with at most this many preemptions. */
			readonly bound: number;
			readonly states: number;
			readonly transitions: number;
			readonly terminals: number;
			readonly cut?: Cut;
	  }
	| {
			readonly kind: 'sampled';
			readonly engine: string;
			/** Seeded random schedules that were run. */
			readonly executions: number;
			/**
			 * The search was told to stop, by the clock or by a user: `executions` are the ends of schedules that it
			 * had met in its own order.
			 */
			readonly isCutOff?: true;
			readonly cut?: Cut;
			readonly withdrawn?: Withdrawn;
	  }
	| {
			/**
			 * A limit was reached before anything could be known, or the simulated memory had no room in some
			 * schedule, so that nobody knows what lies behind: there is no verdict.
			 */
			readonly kind: 'stopped';
			/** Which, in words. */
			readonly limit: string;
			readonly cut?: Cut;
	  };

/**
 * A search that took itself for complete, and an execution that ends where it never came. That is a fault
 * of the search, and what it said is withdrawn.
 */
export interface Withdrawn {
	readonly engine: string;
	readonly states: number;
	/** What the execution shows that the search did not, or where it ends. */
	readonly missed: string;
	/** Replays the execution. */
	readonly token: string;
}

/** How far the complete search came before it was given up, where that is known. */
export const cutOf = (explored: Explored): Cut | null =>
	'cut' in explored ? (explored.cut ?? null) : null;
