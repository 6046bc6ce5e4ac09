/*
 * harness/audit/promela/word-rules.ts - options of the operations on one word, on its bits, and on several
 * words at once.
 */
import { all, anyBit, compare, plus, withBits, type Condition } from './expression.ts';
import { observing, runs, type Options, type Rule, type Rules, type Stepping } from './option.ts';

/** Statements that set the bits of the step's mask in its word, or clear them. */
export function withMask({ context: { words }, step }: Stepping, set: boolean): readonly string[] {
	return words.assign(step.address, withBits(words.read(step.address), step.mask, set));
}

/** Whether some bit of the step's mask is set in its word; with `set` false, whether none is. */
export function isSet({ context: { words }, step }: Stepping, set: boolean): Condition {
	return anyBit(words.read(step.address), step.mask, set);
}

/** Every way in which the step was seen to run, by what it read. */
function asSeen({ context: { words }, step, seen, led }: Stepping): Options {
	return runs(
		[...seen.multiWord.values()].map(({ reads, writes, observed }) => ({
			when: all(...reads.map(([address, value]) => compare(words.read(address), '==', value))),
			does: writes.flatMap(([address, value]) => words.assign(address, value)),
			to: led.get(observed) ?? -1,
		})),
		// Where one that waits never ran, it was not ready: the survey saw every state.
		step.value === 1,
	);
}

/** A bit that is set or cleared at once with a look at what it was. */
function testAnd(set: boolean): Rule {
	return (stepping) =>
		runs(
			observing(
				stepping,
				(value) => isSet(stepping, value === 1),
				() => withMask(stepping, set),
			),
		);
}

export const wordRules: Rules<
	| 'load'
	| 'store'
	| 'add'
	| 'xadd'
	| 'xchg'
	| 'test-bit'
	| 'set-bit'
	| 'clear-bit'
	| 'test-and-set-bit'
	| 'test-and-clear-bit'
	| 'atomic'
> = {
	load: (stepping) => {
		const word = stepping.context.words.read(stepping.step.address);
		return runs(observing(stepping, (value) => compare(word, '==', value)));
	},
	store: ({ context: { words }, step, next }) =>
		runs([{ when: true, does: words.assign(step.address, step.value), to: next }]),
	add: ({ context: { words }, step, next }) => {
		const sum = plus(words.read(step.address), step.value);
		return runs([{ when: true, does: words.assign(step.address, sum), to: next }]);
	},
	xadd: (stepping) => {
		const { words } = stepping.context;
		const { address, value: added } = stepping.step;
		return runs(
			observing(
				stepping,
				(value) => compare(words.read(address), '==', value - added),
				(value) => words.assign(address, value),
			),
		);
	},
	xchg: (stepping) => {
		const { words } = stepping.context;
		const { address, value: put } = stepping.step;
		return runs(
			observing(
				stepping,
				(value) => compare(words.read(address), '==', value),
				() => words.assign(address, put),
			),
		);
	},
	'test-bit': (stepping) => runs(observing(stepping, (value) => isSet(stepping, value === 1))),
	'set-bit': (stepping) =>
		runs([{ when: true, does: withMask(stepping, true), to: stepping.next }]),
	'clear-bit': (stepping) =>
		runs([{ when: true, does: withMask(stepping, false), to: stepping.next }]),
	'test-and-set-bit': testAnd(true),
	'test-and-clear-bit': testAnd(false),
	atomic: asSeen,
};
