/*
 * harness/measure/timed/perform.ts - what an operation of the interleaved build does to the machine of the straight one.
 *
 * So both builds act on the same memory in the same way, long lists and pools with many objects included. What waits
 * is not here: see lock-queues.ts.
 */
import type { Operation } from '../../engine/operation.ts';
import type { ListField } from '../../engine/struct.ts';
import * as straight from '../straight/operations.ts';

/** By head: the list field, whose capacity an operation does not name. */
export type ListsByHead = ReadonlyMap<unknown, ListField>;

/** The list fields among what a module exports. */
export const listsIn = (module: object): ListsByHead =>
	new Map(
		(Object.values(module) as unknown[])
			.filter(
				(each): each is ListField =>
					typeof each === 'object' && each !== null && 'head' in each && 'capacity' in each,
			)
			.map((each) => [each.head, each]),
	);

/** Does what does not wait; what the task observes. @throws Died */
export function perform(lists: ListsByHead, operation: Operation): number {
	const { kind, object, value, name, args } = operation;
	const field = operation.field!;
	const bit = { field, bit: operation.bit, name };
	switch (kind) {
		case 'load':
			return straight.load(field, object);
		case 'store':
			straight.store(field, object, value);
			return 0;
		case 'add':
			straight.add(field, object, value);
			return 0;
		case 'xadd':
			return straight.xadd(field, object, value);
		case 'xchg':
			return straight.xchg(field, object, value);
		case 'test-bit':
			return Number(straight.test_bit(bit, object));
		case 'set-bit':
			straight.set_bit(bit, object);
			return 0;
		case 'clear-bit':
			straight.clear_bit(bit, object);
			return 0;
		case 'test-and-set-bit':
			return Number(straight.test_and_set_bit(bit, object));
		case 'test-and-clear-bit':
			return Number(straight.test_and_clear_bit(bit, object));
		case 'trylock':
			return Number(straight.trylock(operation.lock!, object));
		case 'unlock':
			return unlocked(operation);
		case 'alloc':
			return straight.alloc({ name }, value === 1 ? 'GFP_KERNEL' : 'GFP_ATOMIC');
		case 'free':
			straight.free({ name }, object);
			return 0;
		case 'atomic':
			return straight.atomic(name, ...args);
		case 'bug':
			return straight.BUG(name);
		case 'inject':
			straight.inject_failure({ name }, value);
			return 0;
		case 'list-add':
		case 'list-del':
		case 'list-next':
		case 'list-empty':
			return onList(lists.get(field)!, operation);
		default:
			return 0;
	}
}

function unlocked({ lock, object, mode, value }: Operation): number {
	if (mode === 'shared') straight.read_unlock(lock!, object);
	else if (value === 1) straight.downgrade_write(lock!, object);
	else return Number(straight.unlock(lock!, object));
	return 1;
}

function onList(list: ListField, { kind, object, value, name, args }: Operation): number {
	if (kind === 'list-next') return straight.list_next(list, object, value);
	if (kind === 'list-empty') return Number(straight.list_empty(list, object));
	if (kind === 'list-del') straight.list_del(list, object, value);
	else straight.list_add(list, object, value, name as 'head', args[0]);
	return 0;
}
