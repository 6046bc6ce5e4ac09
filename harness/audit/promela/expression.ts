/*
 * harness/audit/promela/expression.ts - Promela expressions over words, worked out as far as they are known.
 */

/** A number that is known, or a Promela expression. */
export type Term = number | string;

/** What is always so, never so, or so when the Promela expression is. */
export type Condition = boolean | string;

export function plus(word: Term, more: number): Term {
	if (typeof word === 'number') return word + more;
	return more < 0 ? `${word} - ${-more}` : `${word} + ${more}`;
}

export function atLeastZero(word: Term): Condition {
	return typeof word === 'number' ? word >= 0 : `${word} >= 0`;
}

export function between(word: Term, least: number, greatest: number): Condition {
	if (typeof word === 'number') return word >= least && word <= greatest;
	return `${word} >= ${least} && ${word} <= ${greatest}`;
}

export function moreThanOne(word: Term): Condition {
	return typeof word === 'number' ? word > 1 : `${word} > 1`;
}

/** The word with all bits of the mask set, or with all of them clear. */
export function withBits(word: Term, mask: number, set: boolean): Term {
	if (typeof word === 'number') return set ? word | mask : word & ~mask;
	return set ? `${word} | ${mask}` : `${word} & ${~mask}`;
}

export function compare(one: Term, how: '==' | '!=', other: Term): Condition {
	if (typeof one === 'number' && typeof other === 'number')
		return (one === other) === (how === '==');
	return `${one} ${how} ${other}`;
}

/** Whether some bit of the mask is set. */
export function anyBit(word: Term, mask: number, set: boolean): Condition {
	if (typeof word === 'number') return ((word & mask) !== 0) === set;
	return `(${word} & ${mask}) ${set ? '!=' : '=='} 0`;
}

export function not(condition: Condition): Condition {
	return typeof condition === 'boolean' ? !condition : `!(${condition})`;
}

export function all(...conditions: readonly Condition[]): Condition {
	if (conditions.includes(false)) return false;
	const open = conditions.filter((each) => typeof each === 'string');
	if (open.length === 1) return open[0]!;
	return open.length === 0 ? true : open.map(bracket).join(' && ');
}

export function any(...conditions: readonly Condition[]): Condition {
	if (conditions.includes(true)) return true;
	const open = conditions.filter((each) => typeof each === 'string');
	if (open.length === 1) return open[0]!;
	return open.length === 0 ? false : open.map(bracket).join(' || ');
}

function bracket(condition: string): string {
	return /&&|\|\|/.test(condition) ? `(${condition})` : condition;
}
