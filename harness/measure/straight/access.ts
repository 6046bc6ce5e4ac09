/*
 * harness/measure/straight/access.ts - the text of an operation: an access to memory at an offset that is written there.
 *
 * In it $M is the memory, $K says by address what lives there, $t touches a cache line; $bad, $wait and $unheld
 * end the kernel.
 */
import type { AnyField, AnyLock, Bit, ListField, StructType } from '../../engine/struct.ts';
import type { EventName } from '../events.ts';
import { isWatched, type State, type Walks, type Watched } from './state.ts';

/** What an operation is counted as; nothing where the hardware does not notice. */
export const countedAs: Readonly<Record<string, EventName>> = {
	load: 'loads',
	test_bit: 'loads',
	list_empty: 'loads',
	store: 'stores',
	add: 'atomics',
	xadd: 'atomics',
	xchg: 'atomics',
	set_bit: 'atomics',
	clear_bit: 'atomics',
	test_and_set_bit: 'atomics',
	test_and_clear_bit: 'atomics',
	lock: 'locks',
	trylock: 'locks',
	read_lock: 'locks',
	unlock: 'unlocks',
	read_unlock: 'unlocks',
	alloc: 'allocations',
	free: 'frees',
};

/** Where an operation acts: the field, and the bit of it or the lock that it is. */
export interface Place {
	readonly field: AnyField;
	readonly bit: number;
	readonly lock: AnyLock | null;
}

/** Null for what is no place. */
export function placeOf(meant: unknown): Place | null {
	if (typeof meant !== 'object' || meant === null) return null;
	if ('head' in meant) return { field: (meant as ListField).head, bit: -1, lock: null };
	if ('kind' in meant && 'field' in meant) {
		const lock = meant as AnyLock;
		return { field: lock.field, bit: lock.bit, lock };
	}
	if ('bit' in meant && 'field' in meant) {
		const { field, bit } = meant as Bit;
		return { field, bit, lock: null };
	}
	return 'struct' in meant && 'offset' in meant
		? { field: meant as AnyField, bit: -1, lock: null }
		: null;
}

/** What a text is made for. */
export interface Into {
	/** The name of an object in the whole text. */
	readonly object: (value: unknown) => string;
	/** The question whether an object of a struct lives, whose address has a name. */
	readonly lives: (struct: StructType, object: string) => string;
	readonly isCaching: boolean;
	/** What notes that vmas change. */
	readonly walks: Walks | null;
	/** Whom a store is told that changes an index. */
	readonly watched: Watched | null;
	readonly exchange: (address: number, value: number) => number;
	/** The same for ptes. */
	readonly exchangePte: (address: number, value: number) => number;
}

/** xchg of a word, which a pte's taking away is told of. */
export function exchangesOf(state: State): Pick<Into, 'exchange' | 'exchangePte'> {
	const { memory } = state;
	const exchange = (address: number, value: number): number => {
		const old = memory[address]!;
		memory[address] = value;
		return old;
	};
	const exchangePte = (address: number, value: number): number => {
		const old = exchange(address, value);
		state.onPteCleared?.(address, old);
		return old;
	};
	return { exchange, exchangePte };
}

/**
 * An operation on `object` and, where it has one, `value`; neither is more than a name. `at` is an index of an array or
 * empty.
 */
export function accessText(
	name: string,
	place: Place,
	at: string,
	[object, value]: readonly string[],
	into: Into,
): string {
	const { field, lock } = place;
	const address = `${object} + ${field.offset}${at === '' ? '' : ` + (${at})`}`;
	const check = `${into.lives(field.struct, object!)} || $bad(${into.object(field)}, ${object})`;
	const before = into.isCaching ? `${check}, $t(${address})` : check;
	const word = `$M[${address}]`;
	const after =
		lock === null
			? wordText(name, place, word, address, value!, into)
			: lockText(name, place, word, object!, into);
	return `(${before}, ${after})`;
}

function wordText(
	name: string,
	{ field, bit }: Place,
	word: string,
	address: string,
	value: string,
	{ object, walks, watched, ...into }: Into,
): string {
	const mask = 1 << bit;
	const isVma = walks !== null && field.struct.id === walks.vmaStructId;
	switch (name) {
		case 'load':
			return word;
		case 'store':
			if (isWatched(watched, field))
				return `${object(watched)}.stores(${address}, ${value}), ${word} = ${value}`;
			return `${word} = ${value}${isVma ? `, ${object(walks)}.version++` : ''}`;
		case 'add':
		case 'xadd':
			return `${word} += ${value}`;
		case 'xchg': {
			const isPte = field.struct.life === 'word';
			return `${object(isPte ? into.exchangePte : into.exchange)}(${address}, ${value})`;
		}
		case 'test_bit':
			return `(${word} & ${mask}) !== 0`;
		case 'set_bit':
			return `${word} |= ${mask}`;
		case 'clear_bit':
			return `${word} &= ${~mask}`;
		case 'test_and_set_bit':
			return `(${word} & ${mask}) !== 0 || (${word} |= ${mask}, false)`;
		case 'test_and_clear_bit':
			return `(${word} & ${mask}) !== 0 && (${word} &= ${~mask}, true)`;
		case 'list_empty':
			return `${word} === 0`;
		default:
			throw new Error(`${name} has no text`);
	}
}

function lockText(
	name: string,
	{ bit, lock }: Place,
	word: string,
	object: string,
	into: Into,
): string {
	const mask = 1 << bit;
	const [isFree, isHeld, take, leave] =
		bit < 0
			? [`${word} === 0`, `${word} === -1`, `${word} = -1`, `${word} = 0`]
			: [`(${word} & ${mask}) === 0`, `(${word} & ${mask}) !== 0`].concat(
					`${word} |= ${mask}`,
					`${word} &= ${~mask}`,
				);
	const wait = `$wait(${JSON.stringify(lock!.name)})`;
	const unheld = `$unheld(${into.object(lock)}, ${object})`;
	switch (name) {
		case 'lock':
			return `${isFree} || ${wait}, ${take}`;
		case 'trylock':
			return `${isFree} && (${take}, true)`;
		case 'read_lock':
			return `${word} >= 0 || ${wait}, ${word}++`;
		case 'read_unlock':
			return `${word} > 0 || ${unheld}, ${word}--`;
		case 'unlock':
			if (lock!.kind === 'bit-sleep') return `${isHeld} && (${leave}, true)`;
			return `${isHeld} || ${unheld}, ${leave}, true`;
		default:
			throw new Error(`${name} has no text`);
	}
}
