/*
 * harness/engine/kinds.ts - what there is to know of each kind of operation. A new one is a row here, and a
 * case in each of those that run it: machine.ts with word-steps.ts, task-state.ts with row.ts, and the Promela
 * model; they judge each other, so that they share no more than this table.
 */
import type { Kind } from './operation.ts';

/** How an access to a location relates to others. */
export type Access =
	'read' | 'write' | 'add' | 'set' | 'clear' | 'acquire' | 'try' | 'release' | 'wait' | 'free';

/** What is known of a kind of operation before it runs. */
export interface Traits {
	/** How it touches its word; null where it has none, or more than one. */
	readonly access: Access | null;
	/** Whether the result depends on memory. */
	readonly observes: boolean;
	/** Whether what it does depends on the locks that its task holds. */
	readonly asksHeld: 'never' | 'always' | 'if it may sleep';
	/** Whether it can have to wait. */
	readonly waits: 'never' | 'always' | 'if it has a guard';
	/** Whether what it touches depends on memory. */
	readonly isOpen: boolean;
}

function traits(access: Access | null, rest: Partial<Traits> = {}): Traits {
	return { access, observes: false, asksHeld: 'never', waits: 'never', isOpen: false, ...rest };
}

const observes = { observes: true } as const;

export const kinds: Readonly<Record<Kind, Traits>> = {
	load: traits('read', observes),
	store: traits('write'),
	add: traits('add'),
	xadd: traits('write', observes),
	xchg: traits('write', observes),
	'test-bit': traits('read', observes),
	'set-bit': traits('set'),
	'clear-bit': traits('clear'),
	'test-and-set-bit': traits('write', observes),
	'test-and-clear-bit': traits('write', observes),
	lock: traits('acquire', { asksHeld: 'always', waits: 'always' }),
	trylock: traits('try', observes),
	unlock: traits('release', observes),
	'wait-bit-clear': traits('wait', { asksHeld: 'always', waits: 'always' }),
	'list-add': traits('write'),
	'list-del': traits('write'),
	'list-next': traits('read', observes),
	'list-empty': traits('read', observes),
	alloc: traits('write', { observes: true, asksHeld: 'if it may sleep', isOpen: true }),
	free: traits('free'),
	atomic: traits(null, { observes: true, waits: 'if it has a guard', isOpen: true }),
	call: traits(null),
	bug: traits(null),
	'might-sleep': traits(null, { asksHeld: 'always' }),
	'syscall-end': traits(null, { asksHeld: 'always' }),
	inject: traits('write'),
	join: traits(null, { waits: 'always' }),
	barrier: traits(null),
};
