/*
 * harness/cell/left-locked.ts - who has returned with a lock that another one waits for before the race, where one cpu runs
 * alone: that one waits far from the mistake.
 */
import type { BootedVariant } from './boot.ts';
import type { LiveEvent } from '../engine/live.ts';
import { isDowngrade } from '../engine/step.ts';
import { placeWorkload } from './place.ts';
import type { SetupDeath } from './setup.ts';
import type { Workload } from '../workload.ts';

/** A lock that was not given back. */
export interface LeftLocked {
	readonly taker: string;
	/** Functions that have returned since, the first one first. */
	readonly returned: readonly string[];
}

class Holding {
	readonly #held = new Map<number, { readonly lock: string; taker: string; returned: string[] }>();
	#stack: readonly string[] = [];

	/** Notes who has returned since the last step. */
	isIn(stack: readonly string[]): void {
		let common = 0;
		while (common < stack.length && stack[common] === this.#stack[common]) common++;
		const returned = this.#stack.slice(common).toReversed();
		for (const each of this.#held.values()) each.returned.push(...returned);
		this.#stack = stack;
	}

	note({ step, stack, observed }: LiveEvent): void {
		this.isIn(stack);
		const { lock } = step.operation;
		if (lock === null) return;
		if (step.kind === 'unlock') {
			if (!isDowngrade(step)) this.#held.delete(step.location);
		} else if (step.kind === 'lock' || (step.kind === 'trylock' && observed !== 0)) {
			this.#held.set(step.location, { lock: lock.name, taker: stack.at(-1)!, returned: [] });
		}
	}

	/** The last of them that was taken and is held, of locks of one name. */
	left(lock: string): LeftLocked | null {
		return [...this.#held.values()].findLast((each) => each.lock === lock) ?? null;
	}
}

/** What was left locked of what one waits for; null where nothing of it is held. */
export function leftLocked(
	booted: BootedVariant,
	workload: Workload,
	waits: NonNullable<SetupDeath['waits']>,
): LeftLocked | null {
	const holding = new Holding();
	placeWorkload(booted.start, workload, { onStep: (event) => holding.note(event) });
	holding.isIn(waits.stack);
	return holding.left(waits.for);
}
