/*
 * harness/measure/straight/link.ts - the functions of a kernel as one text for one machine.
 *
 * In it an operation is an access to memory at an offset that is written there, `this.f()` a call of the function that stands
 * there, and what a region counts one increment: a compiler sees constants where there were objects and tables.
 * What was not taken apart, or is not derived, is called as it is.
 */
import { setFlagsFromString } from 'node:v8';
import { compileFunction } from 'node:vm';
import { death } from '../../engine/death.ts';
import type { AnyField, AnyLock } from '../../engine/struct.ts';
import type { EventName } from '../events.ts';
import { accessText, countedAs, exchangesOf, type Into, type Place, placeOf } from './access.ts';
import { invalid, notHeld } from './dying.ts';
import type { Piece, Pieces } from './expressions.ts';
import type { Part } from './parts.ts';
import { type LinkedFunction, linkedName, noteLinked } from './linked-lines.ts';
import { Died, waitsForEver } from './died.ts';
import type { State } from './state.ts';
import type { Around, StraightTable } from './table.ts';

/** A module that was taken apart: its parts, and what a name of it means. */
interface LinkedModule {
	readonly index: number;
	readonly parts: ReadonlyMap<string, Part>;
	readonly meaning: (name: string) => unknown;
	readonly url: string;
}

interface Found {
	readonly module: LinkedModule;
	readonly part: Part;
}

const modules: LinkedModule[] = [];
let found: Map<unknown, Found> | null = null;

/** Each derived module says so at its end; `url` is its address. */
export function linkable(
	meanings: Readonly<Record<string, () => unknown>>,
	parts: readonly Part[],
	url: string,
): void {
	const meaning = (name: string): unknown => meanings[name]?.();
	const byName = new Map(parts.map((part) => [part.name, part]));
	modules.push({ index: modules.length, parts: byName, meaning, url });
	found = null;
}

/** By function: the part that it is of. */
function partsByFunction(): ReadonlyMap<unknown, Found> {
	if (found !== null) return found;
	found = new Map();
	for (const module of modules) {
		for (const part of module.parts.values())
			found.set(module.meaning(part.name), { module, part });
	}
	return found;
}

/** What costs nothing to say twice: no calls, no operations. */
const isPlain = (text: string): boolean => /^[\w$]+( [-+] [\w$]+)?$/.test(text);

/** A fault is twenty small functions, which V8 puts into one another when it may: a third less time for a fault. */
const inlining = [
	'--max-inlined-bytecode-size=1000',
	'--max-inlined-bytecode-size-cumulative=5000',
	'--max-optimized-bytecode-size=200000',
];

let serial = 0;

/** Puts the text together. */
class Linking {
	readonly #state: State;
	readonly #into: Into;
	/** Operations on what is not known until they run. */
	readonly #generic: Readonly<Record<string, unknown>>;
	readonly #table: StraightTable;
	readonly #arounds: ReadonlyMap<string, readonly Around[]>;
	/** Objects that the text refers to, by the name that they have there. */
	readonly #objects = new Map<unknown, string>();
	readonly #functions = new Map<Part, string>();
	readonly #texts: LinkedFunction[] = [];
	readonly #helpers = new Map<string, string>();
	/** By region of the whole: what it counts. */
	readonly #regions: Partial<Record<EventName, number>>[] = [];

	constructor(
		operations: Readonly<Record<string, unknown>>,
		state: State,
		table: StraightTable,
		arounds: readonly Around[],
	) {
		this.#generic = operations;
		this.#state = state;
		this.#table = table;
		const byName = new Map<string, Around[]>();
		for (const each of arounds) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
		this.#arounds = byName;
		this.#into = {
			object: (value) => this.#object(value),
			lives: (struct, object) => state.kinds.textOfQuestion(struct, object),
			isCaching: state.flavour === 'cost',
			walks: state.walks,
			watched: state.watched,
			...exchangesOf(state),
		};
	}

	get #isCounting(): boolean {
		return this.#state.flavour !== 'plain';
	}

	/** The whole text, and what it is given. */
	text(): { readonly text: string; readonly values: readonly unknown[] } {
		const known = partsByFunction();
		const entries: string[] = [];
		const wrapped: string[] = [];
		for (const name of Object.keys(this.#table)) {
			const inner = this.#functionText(name, known);
			const arounds = this.#arounds.get(name) ?? [];
			let text = inner;
			for (const { around } of arounds) text = `${this.#object(around)}(${text})`;
			if (arounds.length > 0) wrapped.push(`const w$${name} = ${text};`);
			entries.push(`${name}: ${this.#called(name)}`);
		}
		const { lineShift, tags, changed } = this.#state.cache;
		const touch = `const $t = ($a) => { const $l = $a >>> ${lineShift}; const $i = $l & ${tags.length - 1}; if ($G[$i] !== $l) { $G[$i] = $l; $N[0]++; if ($W[0] < ${changed.length - 1}) $W[++$W[0]] = $i; } };`;
		const values = [...this.#objects.keys(), ...Object.values(this.#machine())];
		const names = [...this.#objects.values(), ...Object.keys(this.#machine())];
		// Names that are constants of the text are constants for the compiler, which parameters are not.
		const given = `const ${names.map((name, i) => `${name} = $given[${i}]`).join(', ')};`;
		const head = [`/* ${serial++} */ 'use strict';`, given, touch, ...this.#helpers.values()];
		const tail = [...wrapped, `return { ${entries.join(', ')} };`];
		noteLinked(head.join('\n'), this.#texts);
		const texts = this.#texts.map((each) => each.text);
		return { text: [...head, ...texts, ...tail].join('\n'), values };
	}

	/** What the text takes from the machine. */
	#machine(): Readonly<Record<string, unknown>> {
		const state = this.#state;
		if (state.regions.length !== this.#regions.length) state.countRegions(this.#regions);
		return {
			$M: state.memory,
			$K: state.kinds.bytes,
			$R: state.regions,
			$G: state.cache.tags,
			$W: state.cache.changed,
			$N: state.misses,
			$none: {},
			$bad: (field: AnyField, object: number): never => {
				throw invalid(state, field, object);
			},
			$wait: (name: string): never => {
				throw waitsForEver(`${name} is taken`);
			},
			$unheld: (lock: AnyLock, object: number): never => {
				throw notHeld(state, lock, object);
			},
			$bug: (text: string): never => {
				throw new Died(death('bug', text));
			},
		};
	}

	/** What a call of a name of the table calls. */
	#called(name: string): string {
		if (this.#arounds.has(name)) return `w$${name}`;
		return this.#functionText(name, partsByFunction());
	}

	/** The function itself. */
	#functionText(name: string, known: ReadonlyMap<unknown, Found>): string {
		const meant = this.#table[name];
		const part = known.get(meant);
		return part === undefined ? this.#object(meant?.bind(this.#bound)) : this.#part(part);
	}

	/** `this` of what is called as it is: the table that comes of it. */
	readonly #bound: StraightTable = {};
	get bound(): StraightTable {
		return this.#bound;
	}

	#object(value: unknown): string {
		const known = this.#objects.get(value);
		if (known !== undefined) return known;
		const name = `$v${this.#objects.size}`;
		this.#objects.set(value, name);
		return name;
	}

	/** A function that was taken apart; its name in the text. */
	#part({ module, part }: Found): string {
		const known = this.#functions.get(part);
		if (known !== undefined) return known;
		const name = `${part.name}$${module.index}`;
		this.#functions.set(part, name);
		const first = this.#regions.length;
		for (let i = 0; i < part.regions; i++) this.#regions.push({});
		this.#count(part.pieces, module, first);
		const text = `function ${name}${this.#pieces(part.pieces, module, first)}`;
		this.#texts.push({ text, url: module.url, line: part.line });
		return name;
	}

	/** What its regions count: all that is not called as it is. */
	#count(pieces: Pieces, module: LinkedModule, first: number): void {
		const note = (region: number, event: EventName): void => {
			const counts = this.#regions[first + region]!;
			counts[event] = (counts[event] ?? 0) + 1;
		};
		for (const piece of pieces) {
			if (typeof piece === 'string') continue;
			if (piece[0] === 'e') note(piece[1], 'calls');
			if (piece[0] !== 'o') continue;
			const [, name, region, on, index, args] = piece;
			const event = countedAs[name];
			if (event !== undefined && this.#isKnown(name, module.meaning(on))) note(region, event);
			for (const each of [...(index === null ? [] : [index]), ...args]) {
				this.#count(each, module, first);
			}
		}
	}

	#isKnown(name: string, meant: unknown): boolean {
		if (name === 'alloc' || name === 'free') {
			return this.#state.pools.has((meant as { name?: string } | null)?.name ?? '');
		}
		const place = placeOf(meant);
		if (place === null) return false;
		if (name.endsWith('_bit')) return place.bit >= 0;
		if (name.endsWith('lock'))
			return place.lock !== null && (place.bit < 0 || !name.startsWith('read'));
		return true;
	}

	#pieces(pieces: Pieces, module: LinkedModule, first: number): string {
		return pieces.map((each) => this.#piece(each, module, first)).join('');
	}

	#piece(piece: Piece, module: LinkedModule, first: number): string {
		if (typeof piece === 'string') return piece;
		switch (piece[0]) {
			case 'r':
				return this.#name(module.meaning(piece[1]));
			case 'c':
				return this.#table[piece[1]] === undefined ? `$none.${piece[1]}` : this.#called(piece[1]);
			case 'd':
				return this.#isItself(module, piece[1]) ? 'false' : 'true';
			case 'e':
				return '';
			case 'g': {
				const region = first + piece[1];
				if (!this.#isCounting || Object.keys(this.#regions[region]!).length === 0) return '';
				return piece[2] === 'statement' ? `$R[${region}]++;` : `$R[${region}]++, `;
			}
			case 'o':
				return this.#operation(piece, module, first);
		}
	}

	#isItself({ meaning }: LinkedModule, name: string): boolean {
		const arounds = this.#arounds.get(name) ?? [];
		return arounds.every(({ isOnce }) => isOnce) && this.#table[name] === meaning(name);
	}

	/** Something that a name of a module means. */
	#name(meant: unknown): string {
		if (typeof meant === 'number') return meant < 0 ? `(${meant})` : `${meant}`;
		if (typeof meant === 'boolean' || typeof meant === 'string') return JSON.stringify(meant);
		const part = partsByFunction().get(meant);
		return part === undefined ? this.#object(meant) : this.#part(part);
	}

	#operation(
		[, name, , on, index, args]: Extract<Piece, readonly ['o', ...unknown[]]>,
		module: LinkedModule,
		first: number,
	): string {
		const given = args.map((each) => this.#pieces(each, module, first));
		if (name === 'BUG_ON') return `((${given[0]}) && $bug(${given[1]}))`;
		if (name === 'atomic') {
			const step = this.#state.atomics[on];
			if (step === undefined)
				return `${this.#object(this.#generic['atomic'])}(${[JSON.stringify(on), ...given].join(', ')})`;
			return `${this.#name(step)}(${this.#object(this.#state.view)}, [${given.join(', ')}], 0)`;
		}
		if (on === '') return '(void 0)';
		const meant = module.meaning(on);
		const at = index === null ? '' : this.#pieces(index, module, first);
		if (!this.#isKnown(name, meant)) {
			const field = this.#name(meant);
			const acts =
				index === null
					? field
					: `{ struct: ${field}.struct, name: ${field}.name, offset: ${field}.offset + (${at}) }`;
			return `${this.#object(this.#generic[name])}(${[acts, ...given].join(', ')})`;
		}
		if (name === 'alloc' || name === 'free') {
			const pool = (meant as { name: string }).name;
			return `${this.#object(this.#state.allocator(pool)[name])}(${given.join(', ')})`;
		}
		return this.#access(name, placeOf(meant)!, at, given);
	}

	#access(name: string, place: Place, at: string, given: readonly string[]): string {
		const complex = [at, ...given].filter((each) => each !== '' && !isPlain(each));
		if (complex.length === 0) return accessText(name, place, at, given, this.#into);
		const params = ['$o', '$v'].slice(0, given.length);
		const all = at === '' ? params : ['$x', ...params];
		const values = at === '' ? given : [at, ...given];
		const body = accessText(name, place, at === '' ? '' : '$x', params, this.#into);
		const key = `(${all.join(', ')}) => ${body}`;
		let helper = this.#helpers.get(key);
		if (helper === undefined) {
			helper = `const $h${this.#helpers.size} = ${key};`;
			this.#helpers.set(key, helper);
		}
		return `${helper.slice(6, helper.indexOf(' ', 6))}(${values.join(', ')})`;
	}
}

/**
 * The table of a kernel for one machine, whose functions are what those of `table` are, with `arounds` around them. Its
 * counts are in `state.counts` after `state.settle()`.
 */
export function linked(
	operations: Readonly<Record<string, unknown>>,
	state: State,
	table: StraightTable,
	arounds: readonly Around[],
): StraightTable {
	const linking = new Linking(operations, state, table, arounds);
	const { text, values } = linking.text();
	for (const each of inlining) setFlagsFromString(each);
	const make = compileFunction(text, ['$given'], { filename: linkedName }) as (
		given: readonly unknown[],
	) => StraightTable;
	return Object.assign(linking.bound, make(values));
}
