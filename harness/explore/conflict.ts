/*
 * harness/explore/conflict.ts - whether the next step of a task conflicts with a later step of another
 * task.
 *
 * This is decided before the two run. effect.ts decides it for steps that have run; places.ts says why
 * there are two definitions.
 */
import type { Access } from '../engine/kinds.ts';

/** One thing that a step touches. */
export interface Place {
	/** See engine/location.ts; -1 for the object as a whole. */
	readonly location: number;
	readonly access: Access;
	/** The object that the word lies in, or 0. */
	readonly object: number;
}

/** A place and whether it is touched by a shared lock. */
export interface Touching extends Place {
	readonly shared: boolean;
}

/**
 * What stays the same when two steps that do not conflict change places. 'state': the state after
 * both. 'waiting': also which tasks wait, so that a switch to one of them costs as many
 * preemptions. Changing places with an unlock keeps the first and not the second.
 */
export type Keeps = 'state' | 'waiting';

export function samePlaces(one: readonly Place[], other: readonly Place[]): boolean {
	return (
		one.length === other.length &&
		one.every((each, i) => {
			const { location, access, object } = other[i]!;
			return each.location === location && each.access === access && each.object === object;
		})
	);
}

/** Whether an access reads or writes data, as opposed to a lock. */
export const isMemory = (access: Access): boolean =>
	access === 'read' || access === 'write' || access === 'add';

/**
 * Whether the step `now` conflicts with the step `later` of another task. The caller passes two
 * steps that touch the same location, or of which one frees the object of the other. `broken`: the
 * location is a lock that does not exclude other tasks (lock-trust.ts). Of any other lock it is
 * certain that only its holder releases it.
 */
export function conflicts(now: Touching, later: Touching, broken: boolean, keeps: Keeps): boolean {
	const then = later.access;
	// A bit and its word: only two looks commute.
	if (now.access !== 'free' && later.access !== 'free' && now.location !== later.location) {
		return !(isLook(now.access) && isLook(later.access));
	}
	switch (now.access) {
		case 'free':
		case 'write':
			return true;
		case 'read':
			return !(then === 'read' || then === 'wait');
		case 'add':
		case 'set':
		case 'clear':
			return later.access !== now.access;
		case 'wait':
			return !(then === 'read' || then === 'wait') && (broken || then !== 'release');
		case 'acquire':
			if (then === 'acquire' && now.shared && later.shared) return false;
			return broken || then !== 'release';
		case 'try':
			return !(then === 'try' && now.shared && later.shared);
		case 'release':
			if (then === 'release' && now.shared && later.shared) return false;
			// A task that waits for the lock cannot run before the release; one that only tries can.
			return broken || keeps === 'waiting' || !(then === 'acquire' || then === 'wait');
	}
}

const isLook = (access: Access): boolean => access === 'read' || access === 'wait';
