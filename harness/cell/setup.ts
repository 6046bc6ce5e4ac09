/*
 * harness/cell/setup.ts - runs what comes before the race, on live generators, on the boot cpu.
 *
 * It has no schedules, so its end is plain: it is over, it dies, it waits for what nobody will give, or it
 * comes back to where it was. Only what does none of these within a great many steps has no verdict.
 */
import type { FindingName } from '../check/oracle-name.ts';
import type { Starter } from '../engine/nodes.ts';
import { Circle } from '../engine/circle.ts';
import { LiveTask, type LiveEvent } from '../engine/live.ts';
import type { Machine } from '../engine/machine.ts';
import { defaultLimits } from './limits.ts';
import { BadInput, beforeTheRace, goesRound, setupLimit, waitsFor } from '../messages/index.ts';

/** Steps before the race at most. */
export const setupStepsMax: number = defaultLimits.setup.stepsMax;

/** How what ran before the race ended badly. */
export interface SetupDeath {
	readonly death: { readonly oracle: FindingName; readonly text: string };
	readonly functionName: string;
	/** What it waits for, a lock or something else, and in which functions, outermost first; null where it does not wait. */
	readonly waits: { readonly for: string; readonly stack: readonly string[] } | null;
}

/** What runs before the race was not over when its limit was reached: there is no verdict. */
export class SetupUnfinished extends BadInput {
	/** In words. */
	readonly limit: string;

	constructor(workload: string, stepsMax: number, functionName: string) {
		const limit = setupLimit(stepsMax, functionName);
		super(beforeTheRace(workload, limit));
		this.limit = limit;
	}
}

/**
 * Runs programs one after the other until all are over, or one ends badly.
 * @throws SetupUnfinished
 * @throws KernelFault
 */
export function runSetup(
	workload: string,
	{ starter, machine }: { readonly starter: Starter; readonly machine: Machine },
	programs: readonly string[],
	options: { readonly stepsMax: number; readonly onStep: (event: LiveEvent) => void },
): SetupDeath | null {
	let steps = 0;
	for (const name of programs) {
		const task = new LiveTask(starter, machine, 0, name, []);
		const circle = new Circle();
		while (task.step !== null) {
			const { functionName, step } = task;
			if (steps++ === options.stepsMax) {
				throw new SetupUnfinished(workload, options.stepsMax, functionName);
			}
			const event = task.advance();
			if (event === null) {
				const what = step.operation.lock?.name ?? step.operation.field?.name ?? step.kind;
				const death = { oracle: 'deadlock' as const, text: waitsFor(what) };
				return { death, functionName, waits: { for: what, stack: task.stack } };
			}
			// Nothing of it is ever taken back.
			machine.forget();
			options.onStep(event);
			if (event.death !== null) return { death: event.death, functionName, waits: null };
			if (circle.closes([machine.hash1, machine.hash2, machine.held[0]!, ...task.place])) {
				const death = { oracle: 'livelock' as const, text: goesRound() };
				return { death, functionName, waits: null };
			}
		}
	}
	return null;
}
