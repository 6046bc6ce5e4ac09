/*
 * harness/explore/limits.ts - how far searches, samplers and the estimate go by themselves, whatever they are
 * asked for. Limits of states and of preemptions are the caller's, see cell/limits.ts.
 */

export interface SearchLimits {
	/** Passes of one search: it is repeated until nothing new is discovered. */
	readonly passesMax: number;
	/**
	 * Passes of these that may be cut short: what a pass discovers before it is cut makes the next one
	 * smaller, since whatever is not known counts as a conflict.
	 */
	readonly cutPassesMax: number;
	/** Batches of random executions before the first pass; they end with one that discovers nothing. */
	readonly batchesMax: number;
	/** States in a row that are not stored, until each is, so that a circle of such states closes too. */
	readonly unstoredMax: number;
	/** Steps of one random execution; one that is longer counts as a livelock. */
	readonly executionStepsMax: number;
	/** Steps of all walks of the estimate; what they cost does not depend on the size of the graph. */
	readonly estimateStepsMax: number;
	/** Walks of the estimate. */
	readonly estimateWalksMax: number;
	/** Steps of one walk of the estimate; one that is longer goes round in a circle. */
	readonly estimateWalkStepsMax: number;
}

export const searchLimits: SearchLimits = {
	passesMax: 12,
	cutPassesMax: 3,
	batchesMax: 40,
	unstoredMax: 1000,
	executionStepsMax: 20_000,
	estimateStepsMax: 8000,
	estimateWalksMax: 200,
	estimateWalkStepsMax: 3000,
};
