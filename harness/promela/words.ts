/*
 * harness/promela/words.ts - words of memory as variables of a Promela model.
 *
 * A word that never changed on any schedule is the number that it is; the model says `assert(false)`
 * where it would have to become another.
 */
import type { Machine } from '../engine/machine.ts';
import type { Survey } from './survey.ts';

/** A number that is known, or the name of a variable. */
export type Term = number | string;

/** What is always so, never so, or so when the Promela expression is. */
export type Condition = boolean | string;

export interface Words {
	/** Addresses of the variables, ascending. */
	readonly addresses: readonly number[];
	readonly declarations: readonly string[];
	read(address: number): Term;
	/** Statement that gives a word a value; empty when it has that value already. */
	assign(address: number, value: Term): readonly string[];
}

export function wordsOf(machine: Machine, image: Int32Array, survey: Survey): Words {
	const addresses = [...survey.ranges.keys()].toSorted((a, b) => a - b);
	const names = new Map<number, string>();
	const taken = new Set<string>();
	for (const address of addresses) {
		let name = identifier(machine.nameOf(address));
		if (taken.has(name)) name = `${name}_at_${address}`;
		taken.add(name);
		names.set(address, name);
	}
	return {
		addresses,
		declarations: addresses.map((address) => {
			const [least, greatest] = survey.ranges.get(address)!;
			return `${typeFor(least, greatest)} ${names.get(address)!} = ${image[address]!};`;
		}),
		read: (address) => names.get(address) ?? image[address]!,
		assign: (address, value) => {
			const name = names.get(address);
			if (name !== undefined) return [`${name} = ${value}`];
			const same = compare(value, '==', image[address]!);
			return same === true ? [] : [`assert(${same})`];
		},
	};
}

/** The smallest type that holds what was seen, since the size of a state is what SPIN pays for. */
function typeFor(least: number, greatest: number): string {
	if (least >= 0 && greatest < 256) return 'byte';
	return least >= -32768 && greatest < 32768 ? 'short' : 'int';
}

/** A name that Promela takes: 'page#3.mapping' becomes 'page_3_mapping'. */
export function identifier(text: string): string {
	const name = text.replaceAll(/\W+/g, '_').replace(/_$/, '');
	return /^[a-z]/i.test(name) ? name : `word_${name}`;
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

export function all(...conditions: readonly Condition[]): Condition {
	if (conditions.includes(false)) return false;
	const open = conditions.filter((each) => typeof each === 'string');
	return open.length === 0 ? true : open.map(bracket).join(' && ');
}

export function any(...conditions: readonly Condition[]): Condition {
	if (conditions.includes(true)) return true;
	const open = conditions.filter((each) => typeof each === 'string');
	return open.length === 0 ? false : open.map(bracket).join(' || ');
}

function bracket(condition: string): string {
	return /&&|\|\|/.test(condition) ? `(${condition})` : condition;
}
