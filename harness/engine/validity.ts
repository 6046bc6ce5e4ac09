/*
 * harness/engine/validity.ts - whether a step may touch its object: that it is one, of the right kind, and lives.
 */
import { death, deathNaming, type Death } from './death.ts';
import type { Layout, NameOf } from './layout.ts';
import type { Step } from './step.ts';

/** What must be checked before the step each time: nothing, that its object lives, or all. */
export function checkOf(layout: Layout, step: Step): 'nothing' | 'alive' | 'invalid' {
	const { field } = step.operation;
	if (field === null) return 'nothing';
	if (layout.structAt[step.object] !== field.struct.id) return 'invalid';
	return field.struct.life === 'object' ? 'alive' : 'nothing';
}

/** Why the step's object cannot be touched, or null. */
export function invalidity(
	layout: Layout,
	memory: Int32Array,
	step: Step,
	nameOf: NameOf,
): Death | null {
	const check = checkOf(layout, step);
	const { object } = step;
	if (check === 'nothing' || (check === 'alive' && memory[object] === 1)) return null;
	const { struct, name } = step.operation.field!;
	if (check === 'alive') {
		return deathNaming('freed', nameOf, (called) => `${called(object)}.${name}`);
	}
	if (object === 0) return death('null', `${struct.name}.${name}`);
	const isSmall = object > 0 && object < 16;
	if (isSmall) return death('confusion', `small integer ${object} used as ${struct.name}`);
	return deathNaming('confusion', nameOf, (called) => `${called(object)} used as ${struct.name}`);
}
