/*
 * harness/explore/reversal.ts - races of an execution turned round: what to run to have a step earlier.
 *
 * A race is turned round by leaving out an event that is in the step's way, and all that happens after
 * it, and then running the step. What the step does there is not what it did: a compare-and-swap that
 * failed may succeed. So it is run there, and the plan is made of what it then touches.
 *
 * A step that waits may not be able to run there: the lock is still taken, or the guard closed. Then more
 * is left out, until it can. Of the sets of events whose absence lets it run the smallest are taken: what
 * lies between those and larger ones is found from the executions that they lead to.
 */
import { dependent, type Effect } from './effect.ts';
import type { Execution } from './execution.ts';
import type { HappensBefore, Race } from './happens-before.ts';
import type { Sequence } from './wakeup-tree.ts';

export interface Reversal {
	/** The sequence begins before this event. */
	readonly depth: number;
	readonly sequence: Sequence;
}

export function reversals(execution: Execution, order: HappensBefore, race: Race): Reversal[] {
	const found: Reversal[] = [];
	const enough: (readonly number[])[] = [];
	let toTry: (readonly number[])[] = [[]];
	while (toTry.length > 0) {
		const tooFew = new Map<string, readonly number[]>();
		const tried = new Set<string>();
		for (const without of toTry.flatMap((each) => oneMore(order, race.earlier, each))) {
			const key = without.join();
			if (tried.has(key)) continue;
			tried.add(key);
			if (enough.some((each) => each.every((event) => without.includes(event)))) continue;
			const reversal = runWithout(execution, order, race.task, without);
			if (reversal === null) tooFew.set(key, without);
			else {
				enough.push(without);
				found.push(reversal);
			}
		}
		toTry = [...tooFew.values()];
	}
	return found;
}

/** The sets of events left out that have one more, in order; nothing that is kept happens after it. */
function oneMore(
	order: HappensBefore,
	earlier: readonly number[],
	without: readonly number[],
): (readonly number[])[] {
	const kept = earlier.filter((event) => !without.includes(event));
	return kept
		.filter((event) => !kept.some((other) => other > event && order.precedes(event, other)))
		.map((event) => [...without, event].toSorted((a, b) => a - b));
}

/** The task's step without those events and what happens after them; null where it cannot run. */
function runWithout(
	execution: Execution,
	order: HappensBefore,
	task: number,
	without: readonly number[],
): Reversal | null {
	const depth = without[0]!;
	const chosen: number[] = [];
	for (let i = depth + 1; i < execution.length; i++) {
		const isLeftOut = without.some(
			(event) => event === i || (event < i && order.precedes(event, i)),
		);
		if (!isLeftOut) chosen.push(i);
	}
	const effect = execution.attempt(depth, chosen, task);
	if (effect === null) return null;
	return { depth, sequence: sequenceOf(execution, order, chosen, task, effect) };
}

function sequenceOf(
	execution: Execution,
	order: HappensBefore,
	chosen: readonly number[],
	task: number,
	effect: Effect,
): Sequence {
	const tasks = chosen.map((event) => execution.tasks[event]!);
	const effects = chosen.map((event) => execution.effects[event]!);
	const direct = chosen.filter((_, i) => tasks[i] === task || dependent(effects[i]!, effect));
	return {
		tasks: [...tasks, task],
		effects: [...effects, effect],
		precedes: (i, j) => {
			const event = chosen[i]!;
			if (j < chosen.length) return order.precedes(event, chosen[j]!);
			return direct.some((each) => each === event || (each > event && order.precedes(event, each)));
		},
	};
}
