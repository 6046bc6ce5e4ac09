/*
 * harness/engine/step.ts - an operation bound to the word that it acts on.
 */
import { kinds, type Access } from './kinds.ts';
import { bitLocation, wordLocation } from './location.ts';
import type { Kind, Operation } from './operation.ts';

/** An operation bound to its address, worked out once per automaton node. */
export interface Step {
	readonly kind: Kind;
	readonly operation: Operation;
	readonly object: number;
	/** Word address, or 0. */
	readonly address: number;
	/** Bit mask of bit operations and bit locks, else 0. */
	readonly mask: number;
	readonly value: number;
	/** Location for conflicts, see location.ts; -1 when it has none. */
	readonly location: number;
	readonly access: Access | null;
	readonly shared: boolean;
	/** Whether the result depends on memory. */
	readonly observes: boolean;
	/** Whether what it touches depends on memory. */
	readonly isOpen: boolean;
	/**
	 * Whether what it does depends on which locks its task holds: where it may sleep, where they must all be
	 * given back, and where another is taken behind them. Whoever clears a sleeping bit lock takes it from
	 * its holder, so that this is a word that others can write.
	 */
	readonly asksHeld: boolean;
	/** Whether the task waits for it in a queue already, see queues.ts. */
	readonly isQueued: boolean;
	/** Whether it may have to wait: for a lock, a bit, the others, or what a registered step waits for. */
	readonly mayWait: boolean;
}

/** Whether the step gives back a lock for writers only, and keeps it as a reader. */
export const isDowngrade = ({ kind, value }: Pick<Step, 'kind' | 'value'>): boolean =>
	kind === 'unlock' && value === 1;

/** Where the access meets others: a word's own address, or that of the list that it belongs to. */
function meetsAt({ field, object }: Operation): number {
	const { struct, offset } = field!;
	if (struct.life === 'word') return object + offset;
	return object + 1 + (struct.heads[offset - 1] ?? offset - 1);
}

/** Binds an operation to its address. */
export function bind(operation: Operation): Step {
	const { kind, field, object } = operation;
	const traits = kinds[kind];
	const isMarked = operation.value === 1;
	const address = field === null ? 0 : object + field.offset;
	let location = -1;
	// The hardware sets bits of a pte together with others: its bits are one location.
	const isFlag = operation.bit >= 0 && field?.struct.life !== 'word';
	if (field !== null) {
		location = isFlag ? bitLocation(address, operation.bit) : wordLocation(meetsAt(operation));
	}
	return {
		kind,
		operation,
		object,
		address,
		mask: operation.bit >= 0 ? 1 << operation.bit : 0,
		value: operation.value,
		location,
		access: traits.access,
		shared: operation.mode === 'shared',
		isQueued: false,
		observes: traits.observes,
		isOpen: traits.isOpen,
		asksHeld: traits.asksHeld === 'always' || (traits.asksHeld === 'if it may sleep' && isMarked),
		mayWait: traits.waits === 'always' || (traits.waits === 'if it has a guard' && isMarked),
	};
}
