/*
 * harness/measure/straight/dying.ts - what the kernel dies of when an operation may not be, in the engine's own words.
 */
import { death, deathNaming } from '../../engine/death.ts';
import type { Layout } from '../../engine/layout.ts';
import type { AnyField, AnyLock, ListField } from '../../engine/struct.ts';
import { Died } from './died.ts';

/** What deaths are told from. */
export interface Known {
	readonly layout: Layout;
	readonly nameOf: (address: number) => string;
}

/** A field of what is no such structure, or does not live. */
export function invalid({ layout, nameOf }: Known, field: AnyField, object: number): Died {
	const { struct, name } = field;
	if (layout.structAt[object] === struct.id) {
		return new Died(deathNaming('freed', nameOf, (called) => `${called(object)}.${name}`));
	}
	if (object === 0) return new Died(death('null', `${struct.name}.${name}`));
	if (object > 0 && object < 16) {
		return new Died(death('confusion', `small integer ${object} used as ${struct.name}`));
	}
	return new Died(
		deathNaming('confusion', nameOf, (called) => `${called(object)} used as ${struct.name}`),
	);
}

export const notHeld = ({ nameOf }: Known, lock: AnyLock, object: number): Died =>
	new Died(deathNaming('unlock', nameOf, (called) => `${lock.name}(${called(object)})`));

export const badList = (list: ListField, what: string): Died =>
	new Died(death('list', `${list.head.name}: ${what}`));

export function freedTwice({ nameOf }: Known, pool: string, object: number): Died {
	const which = object === 0 ? 'null' : 'freed';
	return new Died(deathNaming(which, nameOf, (called) => `free of ${called(object)} as ${pool}`));
}
