/*
 * harness/audit/calibrate/limits.ts - how far each search goes on a step program before it is stopped.
 */

export interface CalibrationLimits {
	/** For each stateless search, blocked executions included. */
	readonly executionsMax: number;
	/** For each search that stores states; and schedules, where all are run one by one. */
	readonly statesMax: number;
	/** An execution longer than this is cut off. */
	readonly stepsMax: number;
	/** For all searches of one expectation together; the shipped programs need a fiftieth of it. */
	readonly secondsMax: number;
}

export const calibrationLimits: CalibrationLimits = {
	executionsMax: 50_000,
	statesMax: 2_000_000,
	stepsMax: 5_000,
	secondsMax: 300,
};
