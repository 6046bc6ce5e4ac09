/*
 * harness/audit/promela/lock-rules.ts - options of the operations on locks.
 */
import { QUEUED, sleepersOf, writerWaits } from '../../engine/queues.ts';
import { isDowngrade } from '../../engine/step.ts';
import {
	anyBit,
	atLeastZero,
	between,
	compare,
	not,
	plus,
	withBits,
	type Condition,
	type Term,
} from './expression.ts';
import {
	byLocks,
	observing,
	runs,
	type Option,
	type Options,
	type Rules,
	type Stepping,
} from './option.ts';
import { isSet, withMask } from './word-rules.ts';

const hasQueue = ({ context, step }: Stepping): boolean =>
	context.machine.locks.queues.adopted.has(step.location);

/** Whether the lock can be taken: readers share it as long as it counts readers and no writer waits. */
function isFree(stepping: Stepping): Condition {
	const { mask, shared, address } = stepping.step;
	const word = stepping.context.words.read(address);
	if (mask !== 0) return isSet(stepping, false);
	if (!shared) return compare(word, '==', 0);
	return hasQueue(stepping) ? between(word, 0, writerWaits - 1) : atLeastZero(word);
}

function take(stepping: Stepping): readonly string[] {
	const { words } = stepping.context;
	const { mask, shared, address } = stepping.step;
	if (mask !== 0) return withMask(stepping, true);
	return words.assign(address, shared ? plus(words.read(address), 1) : -1);
}

/** Gives back a lock that records its owner. */
function giveBack(stepping: Stepping): Option[] {
	const { words } = stepping.context;
	const { mask, shared, address } = stepping.step;
	const word = words.read(address);
	const to = stepping.led.get(1) ?? -1;
	const option = (when: Condition, value: Term): Option =>
		byLocks(stepping, when, words.assign(address, value), to, 1);
	if (mask !== 0) return [option(true, withBits(word, mask, false))];
	if (!shared) return [option(true, Number(isDowngrade(stepping.step)))];
	if (!hasQueue(stepping)) return [option(true, plus(word, -1))];
	const isLast = compare(word, '==', writerWaits + 1);
	return [option(isLast, 0), option(not(isLast), plus(word, -1))];
}

/** Gives back a lock that is a bit, and wakes who sleeps on it. */
function clearBit(stepping: Stepping): readonly string[] {
	if (!hasQueue(stepping)) return withMask(stepping, false);
	const { words } = stepping.context;
	const { mask, address } = stepping.step;
	return words.assign(address, withBits(words.read(address), mask | sleepersOf(mask), false));
}

/** The ways into the queue, where the lock has one. */
function queues(stepping: Stepping): Option[] {
	const { words } = stepping.context;
	const { mask, shared, address, operation } = stepping.step;
	if (!hasQueue(stepping) || operation.lock?.kind === 'bit-spin') return [];
	const to = stepping.led.get(QUEUED) ?? -1;
	const word = words.read(address);
	if (mask !== 0) {
		const sleeps = words.assign(address, withBits(word, sleepersOf(mask), true));
		return [byLocks(stepping, isSet(stepping, true), sleeps, to, QUEUED)];
	}
	if (shared) return [];
	const marks = words.assign(address, plus(word, writerWaits));
	return [byLocks(stepping, between(word, 1, writerWaits - 1), marks, to, QUEUED)];
}

/** A step that waits until it can do this. */
function waits(stepping: Stepping, does: readonly string[]): Options {
	const { isQueued, mask, address } = stepping.step;
	if (isQueued && mask !== 0) {
		const isWoken = anyBit(stepping.context.words.read(address), sleepersOf(mask), false);
		return runs([{ when: isWoken, does: [], to: stepping.next }], true);
	}
	const goesOn = byLocks(stepping, isFree(stepping), does, stepping.next);
	return runs(isQueued ? [goesOn] : [goesOn, ...queues(stepping)], true);
}

export const lockRules: Rules<'lock' | 'trylock' | 'unlock' | 'wait-bit-clear'> = {
	lock: (stepping) => waits(stepping, take(stepping)),
	trylock: (stepping) => {
		const free = isFree(stepping);
		return runs(
			observing(
				stepping,
				(value) => (value === 1 ? free : not(free)),
				(value) => (value === 1 ? take(stepping) : []),
			),
		);
	},
	unlock: (stepping) => {
		if (stepping.step.operation.lock!.kind !== 'bit-sleep') return runs(giveBack(stepping));
		return runs(
			observing(
				stepping,
				(value) => isSet(stepping, value === 1),
				() => clearBit(stepping),
			),
		);
	},
	'wait-bit-clear': (stepping) => waits(stepping, []),
};
