/*
 * harness/measure/straight/expressions.ts - expressions of a function that is taken apart, see parts.ts.
 */
import { type Any, childrenOf, type Names, type Node } from './names.ts';

/**
 * Text, or one of
 * - r: a name of the module
 * - l: a parameter by its number, of a function that may stand where it is called, see leaf.ts
 * - k: a call in a region, of `this.name` or of a name of the module, with its arguments
 * - d: `this.name !== name`
 * - g: a region begins, as a statement or before an expression
 * - a: the same, of a region that runs as often as some others do together, less the times that others do
 * - e: the function counts its entry in this region
 * - o: an operation in a region; the name of what it acts on, the index of a word of an array, other arguments
 */
export type Piece =
	| string
	| readonly ['r', string]
	| readonly ['l', number]
	| readonly ['k', 'this' | 'module', string, number, readonly Pieces[]]
	| readonly ['d', string]
	| readonly ['g', number, 'statement' | 'expression']
	| readonly ['a', number, readonly number[], readonly number[], 'statement' | 'expression']
	| readonly ['e', number]
	| readonly ['o', string, number, string, Pieces | null, readonly Pieces[]];
export type Pieces = readonly Piece[];

/** Every piece that is no text, and all that are in it. */
export function* within(pieces: Pieces): Generator<Exclude<Piece, string>> {
	for (const each of pieces) {
		if (typeof each === 'string') continue;
		yield each;
		if (each[0] === 'k') for (const args of each[4]) yield* within(args);
		if (each[0] !== 'o') continue;
		if (each[4] !== null) yield* within(each[4]);
		for (const args of each[5]) yield* within(args);
	}
}

/** Something in a function that cannot be taken apart: it stays as it is. */
export class NotApart extends Error {}

export const nameOf = (node: Any): string => node['name'] as string;
const isName = (node: Node | undefined, name: string): boolean =>
	node?.type === 'Identifier' && (node as Any)['name'] === name;
/** The f of `this.f`, or null. */
function ofThis(node: Any): string | null {
	if (node.type !== 'MemberExpression' || node['computed']) return null;
	const { type } = node['object'] as Node;
	return type === 'ThisExpression' ? (node['property'] as { name: string }).name : null;
}

/** What a function says when it begins, see derive.ts. */
export const entered = '$entered();';

/** Operations whose first argument says what they act on. */
export const acting: ReadonlySet<string> = new Set(
	(
		'load store add xadd xchg test_bit set_bit clear_bit test_and_set_bit ' +
		'test_and_clear_bit lock trylock read_lock unlock read_unlock list_empty alloc free'
	).split(' '),
);
const others = new Set(
	'BUG_ON smp_rmb smp_wmb smp_mb flush_tlb_range might_sleep syscall_end'.split(' '),
);

/** What is evaluated without anything being counted. */
const isFixed = ({ type }: Node): boolean => type.endsWith('Literal') || type === 'Identifier';

/** A function that is taken apart, as far as its expressions are. */
export class Expressions {
	readonly code: string;
	/** Names that the function declares. */
	readonly locals: Set<string> = new Set();
	/** Parameters that whoever calls puts in, by name. */
	readonly put: Map<string, number> = new Map();
	/** Constants of it that are words of an array: the array's field. */
	readonly words: Map<string, string> = new Map();
	/** How many there are, and the one that the next expression is in. */
	regions = 0;
	region = 0;
	readonly #names: Names;

	constructor(code: string, names: Names) {
		this.code = code;
		this.#names = names;
	}

	/** Ends of lines between two nodes. */
	gap(from: Node, to: Node): string {
		return lines(this.code.slice(from.end!, to.start!));
	}

	textOf(node: Node | undefined): string {
		return node === undefined ? '' : this.code.slice(node.start!, node.end!);
	}

	newRegion(): number {
		this.region = this.regions++;
		return this.region;
	}

	/** In a region of its own. */
	apart(run: () => Piece[]): Piece[] {
		const before = this.region;
		this.newRegion();
		const pieces = run();
		this.region = before;
		return pieces;
	}

	/** An expression that is evaluated or not, or more than once. */
	maybe(node: Any): Piece[] {
		return this.apart(() => ['(', ['g', this.region, 'expression'], ...this.text(node), ')']);
	}

	/** Of `at(field, index)`, what it says. */
	arrayWord(node: Any): { readonly field: string; readonly index: Any } | null {
		if (node.type !== 'CallExpression' || this.#names.at === null) return null;
		const [field, index] = node['arguments'] as readonly Any[];
		if (!isName(node['callee'] as Any, this.#names.at) || !this.#isOfModule(field!)) return null;
		return { field: nameOf(field!), index: index! };
	}

	#isOfModule(node: Any | undefined): boolean {
		return node?.type === 'Identifier' && !this.locals.has(nameOf(node as Any));
	}

	/** An expression. */
	text(node: Any): Piece[] {
		switch (node.type) {
			case 'Identifier':
				return [this.#name(nameOf(node))];
			case 'AssignmentPattern':
				if (!isFixed(node['right'] as Any)) throw new NotApart();
				break;
			case 'AssignmentExpression':
				if (/^(?:&&|\|\||\?\?)=$/.test(node['operator'] as string)) throw new NotApart();
				break;
			case 'OptionalCallExpression':
			case 'OptionalMemberExpression':
			case 'ThisExpression':
			case 'TemplateLiteral':
				throw new NotApart();
			case 'CallExpression':
				return this.#call(node);
			case 'BinaryExpression': {
				const called = ofThis(node['left'] as Any);
				if (called !== null && node['operator'] === '!==') return [['d', called]];
				break;
			}
			case 'LogicalExpression': {
				const [left, right] = [node['left'] as Any, node['right'] as Any];
				const operator = ` ${node['operator'] as string}${this.gap(left, right)} `;
				return ['(', ...this.text(left), operator, ...this.maybe(right), ')'];
			}
			case 'ConditionalExpression': {
				const [test, yes, no] = ['test', 'consequent', 'alternate'].map((key) => node[key] as Any);
				const first = ['(', ...this.text(test!), this.gap(test!, yes!), ' ? '] as Piece[];
				const ifTrue = this.maybe(yes!);
				const second = [...ifTrue, this.gap(yes!, no!), ' : '];
				const ifFalse = counting(this.maybe(no!), [this.region], [regionOf(ifTrue)]);
				return [...first, ...second, ...ifFalse, ')'];
			}
			case 'MemberExpression':
				if (ofThis(node) !== null) throw new NotApart();
				if (!node['computed']) {
					const name = (node['property'] as { name: string }).name;
					return [...this.text(node['object'] as Any), `.${name}`];
				}
				break;
			case 'ObjectExpression':
			case 'ClassExpression':
			case 'ArrowFunctionExpression':
			case 'FunctionExpression':
				throw new NotApart();
			default:
		}
		return this.#whole(node);
	}

	/** A node as it is, with its children in place. */
	#whole(node: Any): Piece[] {
		const pieces: Piece[] = [];
		let at = node.start!;
		for (const child of childrenOf(node).toSorted((a, b) => a.start! - b.start!)) {
			pieces.push(this.code.slice(at, child.start!), ...this.text(child));
			at = child.end!;
		}
		pieces.push(this.code.slice(at, node.end!));
		return pieces;
	}

	#name(name: string): Piece {
		if (this.words.has(name)) throw new NotApart();
		const put = this.put.get(name);
		if (put !== undefined) return ['l', put];
		return this.#names.top.has(name) && !this.locals.has(name) ? ['r', name] : name;
	}

	#call(node: Any): Piece[] {
		const callee = node['callee'] as Any;
		const given = node['arguments'] as readonly Any[];
		const operation =
			callee.type === 'Identifier' ? this.#names.operations.get(nameOf(callee)) : undefined;
		if (operation !== undefined) {
			const piece = this.#operation(operation, given);
			if (piece !== null) return [piece];
		}
		const called = ofThis(callee);
		const target = called === null ? this.text(callee) : [];
		const args = given.map((each, i) =>
			joined([i === 0 ? '' : this.gap(given[i - 1]!, each), ...this.text(each)]),
		);
		if (called !== null) return [['k', 'this', called, this.region, args]];
		const [only] = target;
		if (target.length === 1 && only![0] === 'r') {
			return [['k', 'module', only![1] as string, this.region, args]];
		}
		return [...target, '(', ...args.flatMap((each, i) => [i === 0 ? '' : ', ', ...each]), ')'];
	}

	#operation(name: string, given: readonly Any[]): Piece | null {
		const texts = (from: number): Pieces[] =>
			given.slice(from).map((each) => joined(this.text(each)));
		if (others.has(name)) return ['o', name, this.region, '', null, texts(0)];
		if (name === 'atomic' && given[0]?.type === 'StringLiteral') {
			return ['o', name, this.region, given[0]['value'] as string, null, texts(1)];
		}
		const [on] = given;
		if (!acting.has(name) || on === undefined) return null;
		const array = this.arrayWord(on);
		if (array !== null) {
			const index = joined(this.text(array.index));
			return ['o', name, this.region, array.field, index, texts(1)];
		}
		if (on.type !== 'Identifier') return null;
		const word = this.words.get(nameOf(on));
		if (word !== undefined) return ['o', name, this.region, word, [nameOf(on)], texts(1)];
		return this.#isOfModule(on) ? ['o', name, this.region, nameOf(on), null, texts(1)] : null;
	}
}

type Begin = Extract<Piece, readonly ['g', ...unknown[]]>;

/** The region that pieces begin with: those of an expression that may be evaluated, or of a branch. */
export const regionOf = (pieces: readonly Piece[]): number => (pieces[1] as Begin)[1];

/** The same, whose region runs as often as those of `plus` do together, less the times that those of `minus` do. */
export function counting(
	pieces: readonly Piece[],
	plus: readonly number[],
	minus: readonly number[],
): Piece[] {
	const [open, begin, ...others] = pieces;
	const [, region, as] = begin as Begin;
	return [open!, ['a', region, plus, minus, as], ...others];
}

/** The ends of lines in a text. */
export const lines = (text: string): string => text.replace(/[^\n]/g, '');

/** Neighbouring texts as one. */
export function joined(pieces: readonly Piece[]): Pieces {
	const whole: Piece[] = [];
	for (const each of pieces) {
		const last = whole.at(-1);
		if (typeof each === 'string' && typeof last === 'string') whole[whole.length - 1] = last + each;
		else if (each !== '') whole.push(each);
	}
	return whole;
}
