/*
 * harness/explore/effect.ts - what one executed step touched, and which steps may be swapped.
 *
 * Two steps of different tasks are dependent when they touch one location in ways that do not commute.
 * A failed trylock has only read; adds commute with adds, as do the setting and the clearing of one bit,
 * and shared acquires and releases. Besides its word, a step touches the object that the word lies in:
 * allocating and freeing the object do not commute with using it. A struct page is always there: using
 * it commutes with freeing the page, unless it is looked at whether the page is free.
 */
import type { Machine, Step } from '../engine/machine.ts';

/** How a location was touched. Equal ones but `write` commute; different ones do not. */
export const touched = { read: 0, write: 1, add: 2, set: 3, clear: 4, shared: 5 } as const;
export const touchKinds = 6;

export interface Effect {
	readonly locations: readonly number[];
	/** One of `touched` for each location. */
	readonly how: readonly number[];
	/**
	 * 'acquire' took a lock, perhaps by a trylock; 'release' let others run; 'join' had to wait for
	 * everybody.
	 */
	readonly role: 'plain' | 'acquire' | 'release' | 'join';
	/** Whether it could only run because a lock was free. */
	readonly waited: boolean;
	/** Run in another place, it may touch something else. */
	readonly isOpen: boolean;
}

/** Whether ways to touch one location commute. */
export function commute(one: number, other: number): boolean {
	return one === other && one !== touched.write;
}

export function dependent(one: Effect, other: Effect): boolean {
	if (one.isOpen || other.isOpen || one.role === 'join' || other.role === 'join') return true;
	for (let i = 0; i < one.locations.length; i++) {
		for (let j = 0; j < other.locations.length; j++) {
			if (one.locations[i] === other.locations[j] && !commute(one.how[i]!, other.how[j]!)) {
				return true;
			}
		}
	}
	return false;
}

/**
 * The effect of a step that has just run. `died` when the task ended by it: memory is then unchanged,
 * and the step has only looked.
 */
export function effectOf(
	machine: Machine,
	task: number,
	step: Step,
	observed: number,
	died: boolean,
): Effect {
	const locations: number[] = [];
	const how: number[] = [];
	const touch = (location: number, as: number): void => {
		locations.push(location);
		how.push(died ? touched.read : as);
	};
	const touchObject = (object: number, as: number): void => {
		if (machine.layout.objectOf[object] !== 0) touch(object * 32 + 30, as);
	};
	let role: Effect['role'] = 'plain';
	switch (step.kind) {
		case 'atomic':
			for (const each of machine.touches) {
				touch(each.location, each.access === 'read' ? touched.read : touched.write);
				touchObject(machine.layout.objectOf[Math.floor(each.location / 32)] ?? 0, touched.read);
			}
			break;
		case 'alloc':
		case 'inject': {
			const slice = machine.slices[task]!;
			touch(machine.poolLocation(step.operation.name, slice), touched.write);
			if (step.kind === 'alloc' && observed !== 0) touchObject(observed, touched.write);
			break;
		}
		case 'free': {
			const slice = Math.max(machine.sliceOf(step.operation.name, step.object), 0);
			touch(machine.poolLocation(step.operation.name, slice), touched.write);
			const { life } = machine.layout.pools.get(step.operation.name)!.struct;
			if (life === 'persistent') touch(step.object * 32 + 31, touched.write);
			else touchObject(step.object, touched.write);
			break;
		}
		case 'join':
			role = 'join';
			break;
		default: {
			if (step.access === null) break;
			touch(step.location, howOf(step, observed));
			touchObject(machine.layout.objectOf[step.address] ?? 0, touched.read);
			if (died) break;
			if (step.kind === 'lock' || (step.kind === 'trylock' && observed === 1)) role = 'acquire';
			if (step.kind === 'unlock') role = 'release';
		}
	}
	const waited = !died && (step.kind === 'lock' || step.kind === 'wait-bit-clear');
	return { locations, how, role, waited, isOpen: false };
}

/** The effect that a step may have when it runs in another place than where it did. */
export function openEffect(effect: Effect, step: Step): Effect {
	if (step.kind === 'atomic' || step.kind === 'alloc') {
		const how = effect.how.map(() => touched.write);
		// One word is all that a compare-and-swap can touch, whatever it finds there.
		const words = new Set(effect.locations.filter((location) => location % 32 === 31));
		return { ...effect, how, isOpen: step.kind === 'alloc' || words.size > 1 };
	}
	if (step.kind === 'trylock') {
		return { ...effect, how: effect.how.map((each, i) => (i === 0 ? touched.write : each)) };
	}
	return effect;
}

function howOf(step: Step, observed: number): number {
	switch (step.access) {
		case 'read':
		case 'wait':
			return touched.read;
		case 'add':
			return touched.add;
		case 'set':
			return touched.set;
		case 'clear':
			return touched.clear;
		case 'acquire':
		case 'release':
			return step.shared ? touched.shared : touched.write;
		case 'try':
			if (observed === 0) return touched.read;
			return step.shared ? touched.shared : touched.write;
		default:
			return touched.write;
	}
}
