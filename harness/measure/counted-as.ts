/*
 * harness/measure/counted-as.ts - which event an operation of the interleaved build is, so that both builds count alike.
 */
import type { Kind } from '../engine/operation.ts';
import type { EventName } from './events.ts';

/** What an operation of the interleaved build is counted as; null for what the hardware does not notice. */
export const countedAs: Readonly<Record<Kind, EventName | null>> = {
	load: 'loads',
	store: 'stores',
	add: 'atomics',
	xadd: 'atomics',
	xchg: 'atomics',
	'test-bit': 'loads',
	'set-bit': 'atomics',
	'clear-bit': 'atomics',
	'test-and-set-bit': 'atomics',
	'test-and-clear-bit': 'atomics',
	lock: 'locks',
	trylock: 'locks',
	unlock: 'unlocks',
	'wait-bit-clear': 'loads',
	'list-add': 'stores',
	'list-del': 'stores',
	'list-next': 'listSteps',
	'list-empty': 'loads',
	alloc: 'allocations',
	free: 'frees',
	atomic: null,
	// A call is counted where the function begins.
	call: null,
	bug: null,
	'might-sleep': null,
	'syscall-end': null,
	inject: null,
	join: null,
	barrier: null,
};
