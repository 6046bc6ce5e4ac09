/*
 * harness/audit/sequential.ts - one call after the other on the interleaved build: nothing overlaps, so that there is one
 * schedule.
 */
import type { Starter } from '../engine/nodes.ts';
import type { Death } from '../engine/death.ts';
import { LiveTask } from '../engine/live.ts';
import type { Machine } from '../engine/machine.ts';
import { alloc, store, type Task } from '../engine/operation.ts';
import type { Step } from '../engine/step.ts';
import { mm_map_count, mm_rb, mm_users } from '../mm/include/sched.ts';
import { mmPool } from '../mm/layout.ts';

/** Steps of one call at most. */
const stepsMax = 100_000;

export interface Ended {
	/** What the task returned; 0 where it came to no end. */
	readonly result: number;
	/** What it died of, or null. */
	readonly death: Death | null;
	/** The function in which it waits for somebody who does not run, or goes on for ever; else null. */
	readonly waitsIn: string | null;
}

/** Runs a task to its end; `onStep` is told each step before it is taken. */
export function runToEnd(
	start: Starter,
	machine: Machine,
	begin: () => Task<number | void>,
	onStep: (step: Step) => void = () => {},
): Ended {
	let result = 0;
	const program = function* (): Task {
		result = (yield* begin()) ?? 0;
	};
	const starter: Starter = (name, args) => (name === 'program' ? program() : start(name, args));
	const task = new LiveTask(starter, machine, 0, 'program', []);
	for (let steps = 0; task.step !== null; steps++) {
		onStep(task.step);
		const event = steps < stepsMax ? task.advance() : null;
		machine.forget();
		if (event === null) return { result: 0, death: null, waitsIn: task.functionName };
		if (event.death !== null) return { result: 0, death: event.death, waitsIn: null };
	}
	return { result, death: null, waitsIn: null };
}

/** A process without a map. */
export function* firstProcess(): Task<number> {
	const mm = yield* alloc(mmPool, 'GFP_KERNEL');
	yield* store(mm_rb, mm, mm);
	yield* store(mm_map_count, mm, 0);
	yield* store(mm_users, mm, 1);
	return mm;
}
