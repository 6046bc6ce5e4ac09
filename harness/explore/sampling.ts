/*
 * harness/explore/sampling.ts - what all random strategies are: one execution after another, at each
 * step of which a chooser picks a task that can run.
 */
import type { Footprints } from './footprint.ts';
import { searchLimits } from './limits.ts';
import type { TerminalState, OnTerminal, Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

export interface SamplingOptions {
	/** Executions, those included from which a strategy learns. */
	readonly runs: number;
	readonly seed: number;
	/** Told about every local state that is entered. */
	readonly footprints?: Footprints;
	/** An execution longer than this counts as a livelock. */
	readonly stepsMax?: number;
}

/**
 * A random strategy: runs executions and hands the end of each to `onTerminal`, until that says stop. The
 * same problem and options give the same executions. Each is replayed by its schedule. No execution goes
 * on for ever without every task that can run getting its turn, so that a livelock is one.
 */
export type Sampler = (problem: Problem, options: SamplingOptions, onTerminal: OnTerminal) => void;

/** How a strategy decides; called in the order of the members. */
export interface Chooser {
	/** An execution begins. */
	begin(): void;
	/** The next step is to be taken by one of the `enabled` tasks, a bit mask that is not 0. */
	choose(enabled: number, locals: Int32Array): number;
	/** The execution is over. */
	end(kind: TerminalState['kind']): void;
}

/** Runs executions as `chooser` decides. */
export function sample(
	problem: Problem,
	options: Omit<SamplingOptions, 'seed'>,
	chooser: Chooser,
	onTerminal: OnTerminal,
): void {
	const { machine } = problem;
	const { footprints } = options;
	const state = new TaskState(problem, false);
	const stepsMax = options.stepsMax ?? searchLimits.executionStepsMax;
	let tasks = new Uint8Array(1024);
	for (let run = 0; run < options.runs; run++) {
		state.reset();
		machine.folding = false;
		chooser.begin();
		let steps = 0;
		footprints?.begin(state.locals);
		let enabled = state.enabled();
		while (enabled !== 0 && steps < stepsMax) {
			const task = chooser.choose(enabled, state.locals);
			if (footprints === undefined) state.run(task);
			else footprints.run(state, task);
			if (steps === tasks.length) tasks = grown(tasks);
			tasks[steps++] = task;
			enabled = state.enabledAfter(task);
		}
		const kind = enabled === 0 ? state.terminalKind() : 'livelock';
		machine.folding = true;
		machine.refold();
		chooser.end(kind);
		// It may be asked for long after.
		const taken = tasks.slice(0, steps);
		const schedule = (): number[] => listOf(taken);
		if (onTerminal({ kind, locals: state.locals, schedule }) === true) return;
	}
}

function grown(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(array.length * 2);
	larger.set(array);
	return larger;
}

/** Array.from() takes three times as long. */
function listOf(tasks: Uint8Array): number[] {
	const list: number[] = [];
	for (const task of tasks) list.push(task);
	return list;
}
