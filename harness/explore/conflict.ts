/*
 * harness/explore/conflict.ts - whether a step now and another task's step later may be swapped.
 */
import type { Access } from '../engine/kinds.ts';

/** One thing that a step touches. */
export interface Place {
	/** See engine/location.ts; -1 where the object as such is meant. */
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
 * What two steps that do not conflict leave as it is. 'state': the state behind them is the same in either
 * order. 'waiting': besides, whoever had to wait before the first has to wait before the second, so that a
 * switch to him costs as much; a preemption before an unlock is not one behind it.
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
 * Whether a step now and another task's step later may not be swapped, of which each touches the other's
 * location (or one frees the other's object). A lock is `broken` when it keeps nobody away, see
 * lock-trust.ts; only of the others is it known that nobody but the holder gives them back.
 */
export function conflicts(now: Touching, later: Touching, broken: boolean, keeps: Keeps): boolean {
	const isLater = (...accesses: readonly Access[]): boolean => accesses.includes(later.access);
	// A bit and its word: only looking at both commutes.
	if (now.access !== 'free' && later.access !== 'free' && now.location !== later.location) {
		return !(isLook(now.access) && isLook(later.access));
	}
	switch (now.access) {
		case 'free':
		case 'write':
			return true;
		case 'read':
			return !isLater('read', 'wait');
		case 'add':
		case 'set':
		case 'clear':
			return later.access !== now.access;
		case 'wait':
			return !isLater('read', 'wait') && (broken || !isLater('release'));
		case 'acquire':
			if (isLater('acquire') && now.shared && later.shared) return false;
			return broken || !isLater('release');
		case 'try':
			return !(isLater('try') && now.shared && later.shared);
		case 'release':
			if (isLater('release') && now.shared && later.shared) return false;
			// Whoever waits for the lock cannot run before; whoever only tries can.
			return broken || keeps === 'waiting' || !isLater('acquire', 'wait');
	}
}

const isLook = (access: Access): boolean => access === 'read' || access === 'wait';
