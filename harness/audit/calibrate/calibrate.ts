/*
 * harness/audit/calibrate/calibrate.ts - runs programs whose counts are known through every search, and
 * compares what the searches find with each other.
 */
import { boundedSearch } from '../../explore/bounded.ts';
import { dpor, type DporOptions } from '../../explore/dpor.ts';
import type { TerminalState } from '../../explore/problem.ts';
import { storedSearch } from '../../explore/stored.ts';
import { countTraces } from '../../explore/traces.ts';
import { calibrationEngine } from '../../messages/index.ts';
import { Clock, untilStopped } from './clock.ts';
import { calibrationLimits, type CalibrationLimits } from './limits.ts';
import type { StepProgram } from './step-program.ts';
import { describeEnd, stepsProblem, type StepsProblem } from './problem.ts';
import {
	verdictOfCount,
	verdictOfEnds,
	type CalibrationVerdict,
	type Found,
	type OnlyOne,
} from './verdict.ts';

/** One program at one size by one engine. */
export interface CalibrationRow {
	readonly program: string;
	readonly n: number;
	readonly engine: string;
	/** What is counted: executions, traces within a bound, states, or different ends. */
	readonly counts: 'executions' | 'traces' | 'states' | 'ends';
	readonly executions: number;
	readonly blocked: number;
	/** Null when the search that it would come from was stopped by a limit. */
	readonly expected: number | null;
	/** False when a limit ended the search before it was complete. */
	readonly complete: boolean;
	readonly verdict: CalibrationVerdict;
	/** An end that one search found and the other, which was complete, did not. */
	readonly onlyOne: OnlyOne | null;
}

/** One program at one size, with what every search of it needs. */
interface Trial {
	readonly program: StepProgram;
	readonly n: number;
	readonly limits: CalibrationLimits;
	readonly clock: Clock;
}

/** All rows of one program, in the order of its `expect` lines. */
export function calibrate(
	program: StepProgram,
	limits: CalibrationLimits = calibrationLimits,
): CalibrationRow[] {
	return [...calibrateEach(program, limits)];
}

/** The same, each as soon as it is known. */
export function* calibrateEach(
	program: StepProgram,
	limits: CalibrationLimits,
): Generator<CalibrationRow> {
	for (const { what, n, counts } of program.expects) {
		const trial = { program, n, limits, clock: new Clock(limits.secondsMax) };
		if (what === 'states') yield statesRow(trial, counts[0]!);
		else if (what === 'executions') yield* executionRows(trial, counts[0]!);
		else
			for (const [bound, expected] of counts.entries()) yield* boundedRows(trial, bound, expected);
	}
}

function statesRow(trial: Trial, expected: number): CalibrationRow {
	const { clock } = trial;
	let states = 0;
	let complete = false;
	untilStopped(
		() => {
			({ states, complete } = storedSearch(
				stepsProblem(trial.program, trial.n),
				{
					statesMax: trial.limits.statesMax,
					seed: 1,
					full: true,
					watch: (stored) => clock.watch((states = stored)),
				},
				() => {},
				() => {},
			));
		},
		() => {},
	);
	return countRow(trial, calibrationEngine.full, 'states', states, expected, complete);
}

function boundedRows(trial: Trial, bound: number, expected: number): CalibrationRow[] {
	const { program, n, limits, clock } = trial;
	const ends = new Set<string>();
	const enumerated = stepsProblem(program, n);
	const { traces, complete } = countTraces(
		enumerated,
		{
			preemptionsMax: bound,
			schedulesMax: limits.statesMax,
			stepsMax: limits.stepsMax,
			isOver: clock.isOver,
		},
		collect(enumerated, ends),
	);
	const engine = calibrationEngine.enumeration(bound);
	return [
		countRow(trial, engine, 'traces', traces, expected, complete),
		endsRow(trial, bounded(trial, bound), { engine, ends, complete }),
	];
}

function executionRows(trial: Trial, expected: number): CalibrationRow[] {
	const optimal = stateless(trial, 'optimal');
	const sleep = stateless(trial, 'sleep');
	const full = stored(trial, true);
	const reduced = stored(trial, false);
	return [
		...[optimal, sleep].map(({ engine, executions, complete, blocked }) => ({
			...countRow(trial, engine, 'executions', executions, expected, complete),
			blocked,
		})),
		endsRow(trial, full, sleep.complete ? sleep : optimal),
		endsRow(trial, reduced, full),
		endsRow(trial, optimal, full),
	];
}

function stateless(
	{ program, n, limits: { executionsMax, stepsMax }, clock: { isOver } }: Trial,
	mode: DporOptions['mode'],
): Found & { readonly executions: number; readonly blocked: number } {
	const problem = stepsProblem(program, n);
	const ends = new Set<string>();
	const { executions, blocked, complete } = dpor(
		problem,
		{ mode, executionsMax, stepsMax, lockAware: true, isOver },
		() => ends.clear(),
		collect(problem, ends),
	);
	return { engine: calibrationEngine[mode], ends, complete, executions, blocked };
}

function stored({ program, n, limits: { statesMax }, clock }: Trial, full: boolean): Found {
	const problem = stepsProblem(program, n);
	const ends = new Set<string>();
	const { complete } = untilStopped(
		() =>
			storedSearch(
				problem,
				{ statesMax, seed: 1, full, watch: clock.watch },
				() => ends.clear(),
				collect(problem, ends),
			),
		() => ({ complete: false }),
	);
	return { engine: full ? calibrationEngine.full : calibrationEngine.persistent, ends, complete };
}

/** The bounded search knows from a search without a bound what the threads may touch. */
function bounded(
	{ program, n, limits: { statesMax }, clock: { watch } }: Trial,
	bound: number,
): Found {
	const problem = stepsProblem(program, n);
	const nothing = (): void => {};
	const ends = new Set<string>();
	const { complete } = untilStopped(
		() => {
			const { footprints } = storedSearch(problem, { statesMax, seed: 1, watch }, nothing, nothing);
			footprints.learn(problem.roots);
			return boundedSearch(
				problem,
				{ preemptionsMax: bound, statesMax, watch },
				footprints,
				() => ends.clear(),
				collect(problem, ends),
			);
		},
		() => ({ complete: false }),
	);
	return { engine: calibrationEngine.bounded(bound), ends, complete };
}

/** Keeps the ends of a search. Going round for ever, or being cut off, is none. */
export function collect(problem: StepsProblem, ends: Set<string>): (ending: TerminalState) => void {
	return ({ kind, locals }) => {
		if (kind !== 'livelock') ends.add(describeEnd(problem, locals));
	};
}

/** What was counted against what was published. */
function countRow(
	{ program, n }: Trial,
	engine: string,
	counts: CalibrationRow['counts'],
	counted: number,
	expected: number,
	complete: boolean,
): CalibrationRow {
	const verdict = verdictOfCount(counted, expected, complete);
	const row = { program: program.name, n, engine, counts, executions: counted, blocked: 0 };
	return { ...row, expected, complete, verdict, onlyOne: null };
}

/** The ends that one search found against those of another. */
function endsRow({ program, n }: Trial, found: Found, other: Found): CalibrationRow {
	return {
		program: program.name,
		n,
		engine: found.engine,
		counts: 'ends',
		executions: found.ends.size,
		blocked: 0,
		expected: other.complete ? other.ends.size : null,
		complete: found.complete,
		...verdictOfEnds(found, other),
	};
}
