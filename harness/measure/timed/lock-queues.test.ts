/*
 * Who has a lock next, by its kind.
 */
import { expect, test } from 'vitest';
import {
	clear_bit,
	lock,
	type Operation,
	read_lock,
	type Task as Steps,
} from '../../engine/operation.ts';
import * as atomics from '../../mm/atomics.ts';
import * as types from '../../mm/mm_types.ts';
import { bootStraight, newProcess } from '../straight/boot.ts';
import type { Built } from '../straight/built.ts';
import * as operations from '../straight/operations.ts';
import * as state from '../straight/state.ts';
import { LockQueues } from './lock-queues.ts';
import { newTask, type Task } from './task.ts';

const operationOf = (steps: Steps<number | boolean | void>): Operation =>
	steps.next().value as Operation;

/** Tasks by name, and what they are told. */
function queues() {
	const built = { types, atomics, operations, state } as unknown as Built;
	const machine = bootStraight(built, 'counted');
	const mm = newProcess(built);
	const told: string[] = [];
	const locks = new LockQueues(machine, {
		grant: ({ name }) => told.push(`${name} has it`),
		wake: ({ name }) => told.push(`${name} wakes`),
	});
	const tasks = new Map<string, Task>();
	const task = (name: string): Task => {
		if (!tasks.has(name)) tasks.set(name, newTask(name, [][Symbol.iterator]() as never, null));
		return tasks.get(name)!;
	};
	/** Whether the task has it at once; else it waits. */
	const take = (name: string, operation: Operation, isFirst = false): boolean => {
		if (locks.take(operation)) return true;
		locks.wait(task(name), operation, isFirst);
		return false;
	};
	return { locks, mm, told, take, machine };
}

test('a rwsem is fair: a reader waits behind a writer who waits', () => {
	const { locks, mm, told, take, machine } = queues();
	const read = operationOf(read_lock(types.mmap_sem, mm));
	const write = operationOf(lock(types.mmap_sem, mm));
	expect(take('a', read)).toBe(true);
	expect(take('b', read)).toBe(true);
	expect(take('writer', write)).toBe(false);
	expect(take('c', read)).toBe(false);
	expect(take('d', read)).toBe(false);
	operations.read_unlock(types.mmap_sem, mm);
	locks.released(read);
	expect(told).toEqual([]);
	operations.read_unlock(types.mmap_sem, mm);
	locks.released(read);
	expect(told).toEqual(['writer has it']);
	operations.unlock(types.mmap_sem, mm);
	locks.released(write);
	expect(told).toEqual(['writer has it', 'c has it', 'd has it']);
	expect(machine.counts.locks).toBe(5);
});

test('who downgrades a rwsem lets the readers in that wait first', () => {
	const { locks, mm, told, take } = queues();
	const read = operationOf(read_lock(types.mmap_sem, mm));
	const write = operationOf(lock(types.mmap_sem, mm));
	take('a', write);
	take('reader', read);
	take('writer', write);
	operations.downgrade_write(types.mmap_sem, mm);
	locks.released({ ...write, value: 1 });
	expect(told).toEqual(['reader has it']);
});

test('a rwlock is not: readers come in beside readers, and all of them together', () => {
	const { locks, told, take } = queues();
	const [file] = types.fileMappings;
	const read = operationOf(read_lock(types.TL, file!));
	const write = operationOf(lock(types.TL, file!));
	expect(take('a', read)).toBe(true);
	expect(take('writer', write)).toBe(false);
	expect(take('b', read)).toBe(true);
	operations.read_unlock(types.TL, file!);
	operations.read_unlock(types.TL, file!);
	locks.released(read);
	expect(told).toEqual(['writer has it']);
	for (const name of ['c', 'second writer', 'd']) {
		expect(take(name, name === 'second writer' ? write : read)).toBe(false);
	}
	operations.unlock(types.TL, file!);
	locks.released(write);
	expect(told).toEqual(['writer has it', 'c has it', 'd has it']);
});

test('spinning cpus have a lock in the order in which they came', () => {
	const { locks, mm, told, take } = queues();
	const taking = operationOf(lock(types.PTL, mm));
	for (const name of ['a', 'b', 'c']) take(name, taking);
	operations.unlock(types.PTL, mm);
	locks.released(taking);
	expect(told).toEqual(['b has it']);
});

test('a semaphore wakes one sleeper, before whom anybody may take it', () => {
	const { locks, told, take } = queues();
	const [file] = types.fileMappings;
	const taking = operationOf(lock(types.SS, file!));
	for (const name of ['a', 'b', 'c']) take(name, taking);
	operations.unlock(types.SS, file!);
	locks.released(taking);
	expect(told).toEqual(['b wakes']);
	expect(take('thief', taking)).toBe(true);
	expect(take('b', taking, true)).toBe(false);
	operations.unlock(types.SS, file!);
	locks.released(taking);
	expect(told).toEqual(['b wakes', 'b wakes']);
});

test('the page lock wakes all who sleep, and a bare clear of its bit nobody', () => {
	const { locks, told, take } = queues();
	const taking = operationOf(lock(types.PL, types.ZERO_PAGE));
	for (const name of ['a', 'b', 'c']) take(name, taking);
	locks.cleared(operationOf(clear_bit(types.PG_locked, types.ZERO_PAGE)));
	expect(told).toEqual([]);
	operations.unlock(types.PL, types.ZERO_PAGE);
	locks.released(taking);
	expect(told).toEqual(['b wakes', 'c wakes']);
});

test('who waits for the end of writeback is woken when its bit is cleared', () => {
	const { locks, told } = queues();
	const waiting: Operation = {
		...operationOf(clear_bit(types.PG_writeback, types.ZERO_PAGE)),
		kind: 'wait-bit-clear',
	};
	locks.wait(newTask('a', [][Symbol.iterator]() as never, null), waiting, false);
	locks.cleared({ ...waiting, kind: 'clear-bit' });
	expect(told).toEqual(['a wakes']);
});
