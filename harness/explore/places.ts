/*
 * harness/explore/places.ts - what the next step of a task touches, before it runs.
 */
import type { Touch } from '../engine/atomic-steps.ts';
import { wordLocation } from '../engine/location.ts';
import type { Machine } from '../engine/machine.ts';
import type { Step } from '../engine/step.ts';
import type { Place } from './conflict.ts';

/** All places; `broken` are the locks that others than their holder may give back. */
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
			return [{ location: step.location, access: step.access, object }];
		}
	}
}

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
	// Whoever still has a pointer to the object finds it dead before, and empty afterwards.
	const object = pools.freeObject(task, operation.name);
	return [pool, { location: -1, access: 'free', object }];
}

function placesOfFree({ pools, layout }: Machine, { operation, object }: Step): readonly Place[] {
	const slice = Math.max(pools.sliceOf(operation.name, object), 0);
	const location = pools.location(operation.name, slice);
	const pool: Place = { location, access: 'write', object: 0 };
	// Nobody is told that such an object is free, and its fields stay until it is handed out.
	if (layout.pools.get(operation.name)!.struct.life === 'persistent') {
		return [pool, { location: wordLocation(object), access: 'write', object }];
	}
	return [pool, { location: -1, access: 'free', object }];
}

/** Whether it still holds them is what a step asks of locks that others can give back. */
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
