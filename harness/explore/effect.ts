/*
 * harness/explore/effect.ts - the effect of one executed step, and which steps are dependent.
 *
 * Two steps of different tasks are dependent if they touch one location in ways that do not commute. A
 * trylock that fails has only read. Adds commute with adds, settings of a bit with settings, clearings with
 * clearings, and shared acquires and releases with each other. Besides its word, a step touches the object
 * that the word lies in: allocating and freeing the object do not commute with using it. A struct page
 * always exists: using it commutes with freeing the page, unless the step reads whether the page is free.
 *
 * places.ts and conflict.ts define dependence a second time, for steps that have not run yet. This wall is
 * there for a reason, see places.ts.
 */
import { addressOf, bitLocation, wordLocation } from '../engine/location.ts';
import type { Machine } from '../engine/machine.ts';
import { canQueue, QUEUED } from '../engine/queues.ts';
import type { Step } from '../engine/step.ts';

/**
 * How a location was touched. Two equal ways commute, but for `write`. Of different ways only looks
 * commute, and `bitRead` with `bitWrite`: a step that touches one bit touches the whole word in one
 * of these two ways as well.
 */
export const touched = {
	read: 0,
	write: 1,
	add: 2,
	set: 3,
	clear: 4,
	shared: 5,
	bitRead: 6,
	bitWrite: 7,
} as const;
export const touchKinds = 8;

export interface Effect {
	readonly locations: readonly number[];
	/** One of `touched` for each location. */
	readonly how: readonly number[];
	/** The step waited for all other tasks, so it commutes with nothing. */
	readonly isJoin: boolean;
	/** In another state the step may have to wait for a lock, a bit or a guard. */
	readonly mayWait: boolean;
}

/** Of a step that commutes with everything. */
export const noEffect: Effect = { locations: [], how: [], isJoin: false, mayWait: false };

/** Whether ways to touch one location commute. */
export function commute(one: number, other: number): boolean {
	if (one === other) return one !== touched.write;
	if (one >= touched.bitRead && other >= touched.bitRead) return true;
	const isLook = (how: number): boolean => how === touched.read || how === touched.bitRead;
	return isLook(one) && isLook(other);
}

export function dependent(one: Effect, other: Effect): boolean {
	if (one.isJoin || other.isJoin) return true;
	for (let i = 0; i < one.locations.length; i++) {
		for (let j = 0; j < other.locations.length; j++) {
			if (one.locations[i] === other.locations[j] && !commute(one.how[i]!, other.how[j]!)) {
				return true;
			}
		}
	}
	return false;
}

/** A step that has just run, or an atomic one that was just rehearsed. */
export interface Ran {
	readonly task: number;
	readonly step: Step;
	readonly observed: number;
	/** Whether the task died by it. Memory is then unchanged, and the step counts as a read. */
	readonly died: boolean;
	/** The set of locks that the task held before. */
	readonly held: number;
}

/**
 * The location that stands for the life of an object: a bit of its first word that no flag uses.
 */
export const objectLocation = (object: number): number => bitLocation(object, 30);

/**
 * The location that stands for the locks that a task holds. A task that releases a lock of others
 * writes it; a step that asks for the held locks of its task reads it.
 */
const holdsOf = (task: number): number => -2 - task;

export function effectOf(machine: Machine, { task, step, observed, died, held }: Ran): Effect {
	const locations: number[] = [];
	const how: number[] = [];
	const touch = (location: number, as: number): void => {
		locations.push(location);
		how.push(died && as !== touched.bitRead ? touched.read : as);
	};
	const touchObject = (object: number, as: number): void => {
		if (machine.layout.objectOf[object] !== 0) touch(objectLocation(object), as);
	};
	switch (step.kind) {
		case 'atomic':
			for (const each of machine.touches) {
				const way = each.access === 'read' ? touched.read : touched.write;
				touch(machine.locationOf(each.address), way);
				touchObject(machine.layout.objectOf[each.address] ?? 0, touched.read);
			}
			break;
		case 'alloc':
		case 'inject': {
			const slice = machine.slices[task]!;
			touch(machine.pools.location(step.operation.name, slice), touched.write);
			if (step.kind === 'alloc' && observed !== 0) touchObject(observed, touched.write);
			break;
		}
		case 'free': {
			const slice = Math.max(machine.pools.sliceOf(step.operation.name, step.object), 0);
			touch(machine.pools.location(step.operation.name, slice), touched.write);
			const { life } = machine.layout.pools.get(step.operation.name)!.struct;
			if (life === 'persistent') touch(wordLocation(step.object), touched.write);
			else touchObject(step.object, touched.write);
			break;
		}
		default: {
			if (step.access === null) break;
			const hasQueue = machine.locks.queues.adopted.has(step.location);
			const way = hasQueue ? howInQueue(step, observed) : howOf(step, observed);
			touch(step.location, way);
			const whole = wordLocation(addressOf(step.location));
			if (step.location !== whole) {
				touch(whole, died || way === touched.read ? touched.bitRead : touched.bitWrite);
			}
			touchObject(machine.layout.objectOf[step.address] ?? 0, touched.read);
			if (step.kind !== 'unlock' || step.operation.lock!.kind !== 'bit-sleep') break;
			// The machine takes the lock from every task, since a bit lock does not record its holder.
			if (observed === 0 || machine.heldSets.find(held, step.location) !== null) break;
			for (let each = 0; each < machine.held.length; each++) touch(holdsOf(each), touched.write);
		}
	}
	if (step.asksHeld) touch(holdsOf(task), touched.read);
	return {
		locations,
		how,
		isJoin: step.kind === 'join',
		mayWait: step.kind !== 'join' && step.mayWait,
	};
}

/** How the word of a lock that has a queue is touched: even readers are not all alike then. */
function howInQueue(step: Step, observed: number): number {
	const isLocking = step.access === 'acquire' || step.access === 'release';
	if (isLocking || (observed === QUEUED && canQueue(step))) return touched.write;
	return step.access === 'try' && observed !== 0 ? touched.write : howOf(step, observed);
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
