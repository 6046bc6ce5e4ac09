/*
 * harness/measure/straight/link.ts - the functions of a kernel as one text for one machine.
 *
 * In it an operation is an access to memory at an offset that is written there, `this.f()` a call of the function that stands
 * there, and what a region counts one increment: a compiler sees constants where there were objects and tables.
 * What was not taken apart, or is not derived, is called as it is.
 */
import { setFlagsFromString } from 'node:v8';
import { compileFunction } from 'node:vm';
import { countedAs, exchangesOf, type Into, placeOf } from './access.ts';
import type { Piece, Pieces } from './expressions.ts';
import { exactParts } from './exact-parts.ts';
import type { Leaf } from './leaf.ts';
import {
	definitions,
	fits,
	Helpers,
	inlining,
	isWord,
	markOf,
	namesOfMachine,
	paramsOf,
} from './link-text.ts';
import { type Found, type LinkedModule, partsByFunction } from './linkable.ts';
import type { Part } from './parts.ts';
import { type Counted, RegionCounts } from './region-counts.ts';
import { type LinkedFunction, linkedName, noteLinked } from './linked-lines.ts';
import type { State } from './state.ts';
import type { Around, StraightTable } from './table.ts';

/** A function in the text: its name there, and the region that begins with it. */
interface Linked {
	readonly name: string;
	readonly entry: number;
}

export { linkable } from './linkable.ts';
let serial = 0;

/** Puts the text together. */
class Linking {
	readonly #state: State;
	readonly #into: Into;
	/** Operations on what is not known until they run. */
	readonly #generic: Readonly<Record<string, unknown>>;
	readonly #table: StraightTable;
	readonly #arounds: ReadonlyMap<string, readonly Around[]>;
	/** Parts in which what happens is counted at once, see exact-parts.ts. */
	readonly #exact: ReadonlySet<Part>;
	/** Objects that the text refers to, by the name that they have there. */
	readonly #objects = new Map<unknown, string>();
	readonly #functions = new Map<Part, Linked>();
	/** Functions that are called from outside of the text, or by who does not count that they begin. */
	readonly #outside = new Set<Part>();
	readonly #texts: LinkedFunction[] = [];
	readonly #helpers = new Helpers();
	/** What the regions of the whole count. */
	readonly #counts = new RegionCounts();
	/** Functions whose text is being put together, one in the other. */
	readonly #underway = new Set<Part>();
	/** Of the function whose text is being put together. */
	#isExact = false;
	/** What stands for the parameters of the function that stands where it is called. */
	#given: readonly string[] = [];

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
		this.#exact = exactParts(state.walks?.walkers ?? [], operations, table, partsByFunction());
		this.#into = {
			object: (value) => this.#object(value),
			lives: (struct, object) => state.kinds.textOfQuestion(struct, object),
			isCaching: state.flavour === 'cost',
			walks: state.walks,
			watched: state.watched,
			...exchangesOf(state),
		};
	}

	/** The whole text, and what it is given. */
	text(): { readonly text: string; readonly values: readonly unknown[] } {
		const entries: string[] = [];
		const wrapped: string[] = [];
		for (const name of Object.keys(this.#table)) {
			const arounds = this.#arounds.get(name) ?? [];
			let text = this.#functionText(name);
			for (const { around } of arounds) text = `${this.#object(around)}(${text})`;
			if (arounds.length > 0) wrapped.push(`const w$${name} = ${text};`);
			entries.push(`${name}: ${arounds.length > 0 ? `w$${name}` : text}`);
		}
		const texts = this.#texts.map((each) => this.#counted(each.text));
		this.#state.countRegions(this.#counts.each());
		const machine = namesOfMachine(this.#state);
		const values = [...this.#objects.keys(), ...Object.values(machine)];
		const names = [...this.#objects.values(), ...Object.keys(machine)];
		// Names that are constants of the text are constants for the compiler, which parameters are not.
		const given = `const ${names.map((name, i) => `${name} = $given[${i}]`).join(', ')};`;
		const first = [`/* ${serial++} */ 'use strict';`, given, ...definitions(this.#state)];
		const head = [...first, ...this.#helpers.texts];
		const tail = [...this.#entered(), ...wrapped, `return { ${entries.join(', ')} };`];
		noteLinked(head.join('\n'), this.#texts);
		return { text: [...head, ...texts, ...tail].join('\n'), values };
	}

	/** The functions as they are called from outside of the text: they count that they begin. */
	#entered(): string[] {
		return [...this.#outside].map((part) => {
			const { pieces } = part;
			const { name, entry } = this.#functions.get(part)!;
			if (this.#isUncounted(this.#counts.allOf(entry))) return `const c$${name} = ${name};`;
			const params = paramsOf(pieces);
			return `const c$${name} = (${params}) => { $R[${entry}]++; return ${name}(${params}); };`;
		});
	}

	#isUncounted(counts: Counted): boolean {
		return this.#state.flavour === 'plain' || Object.keys(counts).length === 0;
	}

	/** A text without the counts of regions that count nothing by themselves. */
	#counted(text: string): string {
		return text.replaceAll(/\$R\[(\d+)\]\+\+(?:;|, )/g, (mark, region) =>
			this.#isUncounted(this.#counts.of(Number(region))) ? '' : mark,
		);
	}

	/** The function of a name of the table, for whoever calls it from outside. */
	#functionText(name: string): string {
		const meant = this.#table[name];
		const found = partsByFunction().get(meant);
		return found === undefined ? this.#bind(meant) : this.#fromOutside(found);
	}

	/** `this` of what is called as it is: the table that comes of it. */
	readonly #bound: StraightTable = {};
	get bound(): StraightTable {
		return this.#bound;
	}

	#bind(meant: StraightTable[string] | undefined): string {
		return this.#object(meant?.bind(this.#bound));
	}

	#object(value: unknown): string {
		const known = this.#objects.get(value);
		if (known !== undefined) return known;
		const name = `$v${this.#objects.size}`;
		this.#objects.set(value, name);
		return name;
	}

	/** A function that was taken apart; whoever calls it by its name counts its entry. */
	#part({ module, part }: Found): Linked {
		const known = this.#functions.get(part);
		if (known !== undefined) return known;
		const first = this.#counts.add(part.regions);
		const linked = { name: `${part.name}$${this.#functions.size}`, entry: first };
		this.#functions.set(part, linked);
		this.#counts.isCountedByOthers(first);
		const [wasExact, given] = [this.#isExact, this.#given];
		this.#isExact = this.#exact.has(part);
		this.#given = [];
		this.#underway.add(part);
		const text = `function ${linked.name}${this.#pieces(part.pieces, module, first)}`;
		this.#underway.delete(part);
		[this.#isExact, this.#given] = [wasExact, given];
		this.#texts.push({ text, url: module.url, line: part.line });
		return linked;
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
			case 'l':
				return this.#given[piece[1]]!;
			case 'k':
				return this.#call(piece, module, first);
			case 'd':
				return this.#isItself(module, piece[1]) ? 'false' : 'true';
			case 'e':
				this.#counts.note(first + piece[1], 'calls');
				return '';
			case 'g':
				return markOf(first + piece[1], piece[2]);
			case 'a': {
				const [, region, plus, minus, as] = piece;
				const all = (each: readonly number[]): number[] => each.map((other) => first + other);
				if (!this.#isExact) this.#counts.isSum(first + region, all(plus), all(minus));
				return markOf(first + region, as);
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
		const found = partsByFunction().get(meant);
		return found === undefined ? this.#object(meant) : this.#fromOutside(found);
	}

	/** What is called: a function that was taken apart, or the text of another one. */
	#target(on: 'this' | 'module', name: string, { meaning }: LinkedModule): Found | string {
		if (on === 'this' && this.#table[name] === undefined) return `$none.${name}`;
		if (on === 'this' && this.#arounds.has(name)) return `w$${name}`;
		const meant = on === 'this' ? this.#table[name] : meaning(name);
		const found = partsByFunction().get(meant);
		if (found !== undefined) return found;
		return on === 'this' ? this.#bind(this.#table[name]) : this.#name(meant);
	}

	#call(
		[, on, name, region, args]: Extract<Piece, readonly ['k', ...unknown[]]>,
		module: LinkedModule,
		first: number,
	): string {
		const target = this.#target(on, name, module);
		const given = args.map((each) => this.#pieces(each, module, first));
		const list = given.join(', ');
		if (typeof target === 'string') return `${target}(${list})`;
		const { leaf } = target.part;
		if (leaf !== null && fits(leaf, given) && !this.#underway.has(target.part)) {
			return this.#inPlace(target, leaf, given, first + region);
		}
		return `${this.#called(target, first + region)}(${list})`;
	}

	/** The name of a function for a call in a region, which counts that the function begins. */
	#called(found: Found, region: number): string {
		if (this.#isExact || this.#underway.has(found.part)) return this.#fromOutside(found);
		const { name, entry } = this.#part(found);
		this.#counts.counts(region, entry);
		return name;
	}

	/** The name of a function that counts by itself that it begins. */
	#fromOutside(found: Found): string {
		this.#outside.add(found.part);
		return `c$${this.#part(found).name}`;
	}

	/** A function that stands where it is called, in a region. */
	#inPlace({ module, part }: Found, leaf: Leaf, given: readonly string[], region: number): string {
		const before = this.#given;
		this.#underway.add(part);
		this.#given = given.map((each) => (isWord(each) ? each : `(${each})`));
		const own = this.#isExact ? this.#counts.add(1) : region;
		const text = this.#pieces(leaf.value, module, own);
		this.#given = before;
		this.#underway.delete(part);
		return this.#isExact ? `($R[${own}]++, ${text})` : `(${text})`;
	}

	#operation(
		[, name, region, on, index, args]: Extract<Piece, readonly ['o', ...unknown[]]>,
		module: LinkedModule,
		first: number,
	): string {
		const given = args.map((each) => this.#pieces(each, module, first));
		if (name === 'BUG_ON') return `((${given[0]}) && $bug(${given[1]}))`;
		if (name === 'atomic') return this.#atomic(on, given, first + region);
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
		const event = countedAs[name];
		if (event !== undefined) this.#counts.note(first + region, event);
		if (name === 'alloc' || name === 'free') {
			const pool = (meant as { name: string }).name;
			return `${this.#object(this.#state.allocator(pool)[name])}(${given.join(', ')})`;
		}
		return this.#helpers.access(name, placeOf(meant)!, at, given, this.#into);
	}

	/** A step on several words; one that takes its arguments out of an array is given them one by one. */
	#atomic(name: string, given: readonly string[], region: number): string {
		const step = this.#state.atomics[name];
		if (step === undefined) {
			const args = [JSON.stringify(name), ...given].join(', ');
			return `${this.#object(this.#generic['atomic'])}(${args})`;
		}
		const found = partsByFunction().get(step);
		const spread = found?.part.spread ?? null;
		if (found !== undefined && spread !== null) {
			const called = this.#called({ module: found.module, part: spread }, region);
			return `${called}(${['$view', ...given].join(', ')})`;
		}
		return `${this.#name(step)}(${this.#object(this.#state.view)}, [${given.join(', ')}], 0)`;
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
