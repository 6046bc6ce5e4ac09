/*
 * harness/calibrate/calibrate.ts - runs programs whose counts are known through every complete search.
 */
import { dpor, type DporOptions } from '../explore/dpor.ts';
import type { Ending, Problem } from '../explore/problem.ts';
import { storedSearch } from '../explore/stored.ts';
import { countTraces } from '../explore/traces.ts';
import type { StepProgram } from './language.ts';
import { stepsProblem } from './problem.ts';

/** One program at one size by one engine. */
export interface CalibrationRow {
	readonly program: string;
	readonly n: number;
	readonly engine: string;
	/** What is counted: executions, traces within a bound, states, or different ends. */
	readonly counts: 'executions' | 'traces' | 'states' | 'ends';
	readonly executions: number;
	readonly blocked: number;
	readonly expected: number;
	/** False when a limit ended the search before it was complete. */
	readonly complete: boolean;
}

export interface CalibrationLimits {
	/** For each stateless search, blocked executions included. */
	readonly executionsMax: number;
	readonly statesMax: number;
	/** An execution longer than this is cut off. */
	readonly stepsMax: number;
}

export const calibrationLimits: CalibrationLimits = {
	executionsMax: 50_000,
	statesMax: 2_000_000,
	stepsMax: 5_000,
};

/** All rows of one program, in the order of its `expect` lines. */
export function calibrate(
	program: StepProgram,
	limits: CalibrationLimits = calibrationLimits,
): CalibrationRow[] {
	return program.expects.flatMap(({ what, n, counts }) => {
		if (what === 'states') return [statesRow(program, n, counts[0]!, limits)];
		if (what === 'preemptions') {
			return counts.map((expected, bound) => boundedRow(program, n, bound, expected, limits));
		}
		return executionRows(program, n, counts[0]!, limits);
	});
}

function statesRow(
	program: StepProgram,
	n: number,
	expected: number,
	limits: CalibrationLimits,
): CalibrationRow {
	const problem = stepsProblem(program, n);
	const { states, complete } = storedSearch(
		problem,
		{ statesMax: limits.statesMax, seed: 1, full: true },
		() => {},
		() => {},
	);
	const row = { program: program.name, n, engine: 'full graph', counts: 'states' as const };
	return { ...row, executions: states, blocked: 0, expected, complete };
}

function boundedRow(
	program: StepProgram,
	n: number,
	bound: number,
	expected: number,
	limits: CalibrationLimits,
): CalibrationRow {
	const { traces, complete } = countTraces(stepsProblem(program, n), {
		preemptionsMax: bound,
		schedulesMax: limits.statesMax,
	});
	return {
		program: program.name,
		n,
		engine: `at most ${bound} preemptions`,
		counts: 'traces',
		executions: traces,
		blocked: 0,
		expected,
		complete,
	};
}

function executionRows(
	program: StepProgram,
	n: number,
	expected: number,
	limits: CalibrationLimits,
): CalibrationRow[] {
	const stateless = (mode: DporOptions['mode']): CalibrationRow & { ends: Set<string> } => {
		const problem = stepsProblem(program, n);
		const ends = new Set<string>();
		const { executions, blocked, complete } = dpor(
			problem,
			{
				mode,
				executionsMax: limits.executionsMax,
				stepsMax: limits.stepsMax,
				lockAware: true,
			},
			() => ends.clear(),
			(ending) => {
				ends.add(endOf(problem, ending));
			},
		);
		return {
			program: program.name,
			n,
			engine: mode === 'optimal' ? 'optimal DPOR' : 'sleep sets',
			counts: 'executions',
			executions,
			blocked,
			expected,
			complete,
			ends,
		};
	};
	const stored = (full: boolean, ends: number): CalibrationRow => {
		const problem = stepsProblem(program, n);
		const found = new Set<string>();
		const { complete } = storedSearch(
			problem,
			{ statesMax: limits.statesMax, seed: 1, full },
			() => found.clear(),
			(ending) => {
				found.add(endOf(problem, ending));
			},
		);
		return {
			program: program.name,
			n,
			engine: full ? 'full graph' : 'persistent sets',
			counts: 'ends',
			executions: found.size,
			blocked: 0,
			expected: ends,
			complete,
		};
	};
	const { ends, ...optimal } = stateless('optimal');
	const { ends: otherEnds, ...sleep } = stateless('sleep');
	const byEnds = sleep.complete ? otherEnds.size : ends.size;
	return [optimal, sleep, stored(true, byEnds), stored(false, byEnds)];
}

/** Memory and how each thread ended; what a thread saw on the way is not part of it. */
function endOf(problem: Problem, ending: Ending): string {
	return `${ending.kind} ${[...ending.locals].map((local) => Number(local === 0)).join('')} ${problem.machine.memory.join()}`;
}
