/*
 * harness/explore/places.ts - the places that the next step of a task touches, before it runs.
 *
 * Dependence is defined twice: here and in conflict.ts before a step runs, and in effect.ts after it has
 * run. This wall is there for a reason. Persistent sets rest on the one and optimal DPOR on the other, so
 * that the two searches judge each other (explore.test.ts).
 */
import type { Touch } from '../engine/atomic-steps.ts';
import { wordLocation } from '../engine/location.ts';
import type { Machine } from '../engine/machine.ts';
import { canQueue } from '../engine/queues.ts';
import type { Step } from '../engine/step.ts';
import type { Place } from './conflict.ts';

/** All places. `broken`: the locks that a task other than the holder may release. */
export function placesOf(
	machine: Machine,
	broken: ReadonlySet<number>,
	task: number,
	step: Step,
): readonly Place[] {
	const own = ownPlaces(machine, task, step);
	return step.asksHeld ? [...own, ...stillHeld(machine, broken, task)] : own;
}

function ownPlaces(machine: Machine, task: number, step: Step): readonly Place[] {
	switch (step.kind) {
		case 'atomic':
			return machine.rehearse(task, step).map((touch) => placeOf(machine, touch));
		case 'alloc':
		case 'inject':
			return placesOfAllocation(machine, task, step);
		case 'free':
			return placesOfFree(machine, step);
		default: {
			if (step.access === null) return [];
			const object = machine.layout.objectOf[step.address] ?? 0;
			const access = mayFallAsleep(machine, step) ? 'write' : step.access;
			return [{ location: step.location, access, object }];
		}
	}
}

/** Waiting for a bit that has a queue leaves a mark. */
const mayFallAsleep = (machine: Machine, step: Step): boolean =>
	step.kind === 'wait-bit-clear' &&
	canQueue(step) &&
	machine.locks.queues.adopted.has(step.location);

const placeOf = (machine: Machine, { address, access }: Touch): Place => ({
	location: machine.locationOf(address),
	access,
	object: machine.layout.objectOf[address] ?? 0,
});

function placesOfAllocation(
	{ pools, slices }: Machine,
	task: number,
	{ kind, operation }: Step,
): readonly Place[] {
	const location = pools.location(operation.name, slices[task]!);
	const pool: Place = { location, access: 'write', object: 0 };
	if (kind === 'inject') return [pool];
	// A task that still has a pointer to the object finds it dead before, and empty afterwards.
	const object = pools.freeObject(task, operation.name);
	return [pool, { location: -1, access: 'free', object }];
}

function placesOfFree({ pools, layout }: Machine, { operation, object }: Step): readonly Place[] {
	const slice = Math.max(pools.sliceOf(operation.name, object), 0);
	const location = pools.location(operation.name, slice);
	const pool: Place = { location, access: 'write', object: 0 };
	// An access does not notice that such an object is free: its fields stay until it is handed out.
	if (layout.pools.get(operation.name)!.struct.life === 'persistent') {
		return [pool, { location: wordLocation(object), access: 'write', object }];
	}
	return [pool, { location: -1, access: 'free', object }];
}

/**
 * A step that asks for held locks reads, for each lock that others can release, whether its task
 * still holds it.
 */
function stillHeld(
	{ held, heldSets }: Machine,
	broken: ReadonlySet<number>,
	task: number,
): Place[] {
	return heldSets
		.locksOf(held[task]!)
		.filter(({ location }) => broken.has(location))
		.map(({ location }) => ({ location, access: 'read', object: 0 }));
}
