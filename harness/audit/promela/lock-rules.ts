/*
 * harness/audit/promela/lock-rules.ts - options of the operations on locks.
 */
import { isDowngrade } from '../../engine/step.ts';
import { atLeastZero, compare, not, plus, type Condition } from './expression.ts';
import { byLocks, observing, runs, type Rules, type Stepping } from './option.ts';
import { isSet, withMask } from './word-rules.ts';

/** Whether the lock can be taken: readers share it as long as it counts readers. */
function isFree(stepping: Stepping): Condition {
	const { mask, shared, address } = stepping.step;
	const word = stepping.context.words.read(address);
	if (mask !== 0) return isSet(stepping, false);
	return shared ? atLeastZero(word) : compare(word, '==', 0);
}

function take(stepping: Stepping): readonly string[] {
	const { words } = stepping.context;
	const { mask, shared, address } = stepping.step;
	if (mask !== 0) return withMask(stepping, true);
	return words.assign(address, shared ? plus(words.read(address), 1) : -1);
}

function giveBack(stepping: Stepping): readonly string[] {
	const { words } = stepping.context;
	const { mask, shared, address } = stepping.step;
	if (mask !== 0) return withMask(stepping, false);
	const left = Number(isDowngrade(stepping.step));
	return words.assign(address, shared ? plus(words.read(address), -1) : left);
}

export const lockRules: Rules<'lock' | 'trylock' | 'unlock' | 'wait-bit-clear'> = {
	lock: (stepping) =>
		runs([byLocks(stepping, isFree(stepping), take(stepping), stepping.next)], true),
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
		if (stepping.step.operation.lock!.kind !== 'bit-sleep') {
			const to = stepping.led.get(1) ?? -1;
			return runs([byLocks(stepping, true, giveBack(stepping), to, 1)]);
		}
		return runs(
			observing(
				stepping,
				(value) => isSet(stepping, value === 1),
				() => withMask(stepping, false),
			),
		);
	},
	'wait-bit-clear': (stepping) =>
		runs([byLocks(stepping, isSet(stepping, false), [], stepping.next)], true),
};
