/*
 * harness/audit/promela/words.ts - words of memory as variables of a Promela model.
 *
 * A word that never changed on any schedule is the number that it is; the model says `assert(false)`
 * where it would have to become another.
 */
import type { Machine } from '../../engine/machine.ts';
import { compare, type Term } from './expression.ts';
import type { Survey } from './survey.ts';

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
export function typeFor(least: number, greatest: number): string {
	if (least >= 0 && greatest < 256) return 'byte';
	return least >= -32768 && greatest < 32768 ? 'short' : 'int';
}

/** A name that Promela takes: 'page#3.mapping' becomes 'page_3_mapping'. */
export function identifier(text: string): string {
	const name = text.replaceAll(/\W+/g, '_').replace(/_$/, '');
	return /^[a-z]/i.test(name) ? name : `word_${name}`;
}
