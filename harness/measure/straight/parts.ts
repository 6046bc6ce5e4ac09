/*
 * harness/measure/straight/parts.ts - a module of straight code taken apart, so that link.ts can put its functions together
 * for one machine.
 *
 * A part is a function at the top of a module: its text, cut where something depends on the machine. That is what
 * operations act on, which function stands behind `this.f`, and what names of the module mean. Each stretch of
 * code that is run as a whole or not at all is a region, so that one count serves all its operations.
 */
import { parse } from '@babel/parser';
import { type Leaf, leafOf } from './leaf.ts';
import {
	type Any,
	boundBy,
	childrenOf,
	functionsIn,
	isFunction,
	type Names,
	namesDeclared,
	namesOf,
	type Node,
} from './names.ts';
import {
	acting,
	counting,
	entered,
	Expressions,
	joined,
	lines,
	nameOf,
	NotApart,
	type Piece,
	type Pieces,
	regionOf,
	within,
} from './expressions.ts';

export interface Part {
	readonly name: string;
	readonly pieces: Pieces;
	readonly regions: number;
	/** Of the module: the one on which its body begins. Its text has as many lines as the body has there. */
	readonly line: number;
	/** What may stand where it is called; null where it has to be called. */
	readonly leaf: Leaf | null;
	/** For a step on several words that takes its arguments out of an array: the same, given one by one. */
	readonly spread: Part | null;
}

/** The parts of straight code; a function that cannot be one is left out. */
export function partsOf(code: string): Part[] {
	const { program } = parse(code, { sourceType: 'module' });
	const names = namesOf(program.body as never);
	const parts: Part[] = [];
	for (const [name, node] of functionsIn(program.body as never)) {
		try {
			const spread = isSpreading(node) ? new Taking(code, names, node, true).part(name) : null;
			const leaf = leafOf(code, names, node);
			parts.push({ ...new Taking(code, names, node).part(name), leaf, spread });
		} catch (error) {
			if (!(error instanceof NotApart)) throw error;
		}
	}
	return parts;
}

/** The same code, which says at its end what its parts are; `linker` is the address of link.ts. */
export function withParts(code: string, linker: string): string {
	const parts = partsOf(code);
	if (parts.length === 0) return code;
	const names = new Set(parts.flatMap(({ name, pieces }) => [name, ...namesIn(pieces)]));
	const meanings = [...names].map((name) => `${name}: () => ${name}`).join(', ');
	const said = `$linkable({ ${meanings} }, ${JSON.stringify(parts)}, import.meta.url);`;
	const map = /^\/\/# sourceMappingURL=.*$/m.exec(code);
	const whole =
		map === null ? `${code}\n${said}\n` : code.replace(map[0], () => `${said}\n${map[0]}`);
	return `import { linkable as $linkable } from '${linker}'; ${whole}`;
}

/** Names of the module that pieces speak of. */
function* namesIn(pieces: Pieces): Generator<string> {
	for (const piece of within(pieces)) {
		if (piece[0] === 'r') yield piece[1];
		if (piece[0] === 'k' && piece[1] === 'module') yield piece[2];
		if (piece[0] === 'o' && acting.has(piece[1])) yield piece[3];
	}
}

const leaves = new Set([
	'ReturnStatement',
	'BreakStatement',
	'ContinueStatement',
	'ThrowStatement',
]);

/** Whether what stands behind a statement may not be reached though the statement was. */
const mayLeave = (node: Node): boolean =>
	leaves.has(node.type) || (!isFunction(node) && childrenOf(node).some(mayLeave));

const loops = /^(?:For|While|DoWhile|ForOf|Labeled)/;

/** Whether something in a statement goes round, so that what leaves one part of it may stay in another one. */
const hasLoop = (node: Node): boolean => loops.test(node.type) || childrenOf(node).some(hasLoop);

/** Whether a statement goes on with the next round of the loop around it. */
const isNextRound = (node: Any): boolean =>
	node.type === 'ContinueStatement' && node['label'] === null;

const wordsOf = (node: Any): readonly Any[] => node['elements'] as readonly Any[];

/** The pattern of `const [a, b] = args` at the beginning of a function of two parameters; null where there is none. */
function patternOf(node: Any): Any | null {
	const [, args, ...more] = node['params'] as readonly Any[];
	const [first] = ((node['body'] as Any)['body'] ?? []) as readonly Any[];
	if (args?.type !== 'Identifier' || more.length > 0) return null;
	if (first?.type !== 'VariableDeclaration') return null;
	const [only, ...others] = first['declarations'] as readonly Any[];
	const [id, init] = [only!['id'] as Any, only!['init'] as Any | null];
	if (others.length > 0 || id.type !== 'ArrayPattern' || init?.type !== 'Identifier') return null;
	const areNames = wordsOf(id).every((each) => (each as Any | null)?.type === 'Identifier');
	return nameOf(init) === nameOf(args) && areNames ? id : null;
}

const usesOf = (node: Any, name: string): number =>
	(node.type === 'Identifier' && nameOf(node) === name ? 1 : 0) +
	childrenOf(node).reduce((sum, each) => sum + usesOf(each, name), 0);

/** Whether all that a function does with its second parameter, an array, is to take the words out of it. */
function isSpreading(node: Any): boolean {
	const [, args] = node['params'] as readonly Any[];
	return patternOf(node) !== null && usesOf(node, nameOf(args!)) === 2;
}

/** One function while it is taken apart. */
class Taking {
	readonly #in: Expressions;
	readonly #names: Names;
	readonly #node: Any;
	/** Whether it is given one by one what it takes out of an array. */
	readonly #isSpread: boolean;
	/** Statements that leave, with the region that each is in. */
	readonly #left: { readonly node: Any; readonly region: number }[] = [];

	constructor(code: string, names: Names, node: Any, isSpread = false) {
		this.#in = new Expressions(code, names);
		this.#names = names;
		this.#node = node;
		this.#isSpread = isSpread;
	}

	part(name: string): Part {
		this.#collect(this.#node, true);
		for (const local of this.#in.locals) if (this.#names.top.has(local)) throw new NotApart();
		const pieces = this.#function(this.#node);
		const { start } = this.#node['body'] as Node;
		const line = this.#in.code.slice(0, start!).split('\n').length;
		const { regions } = this.#in;
		return { name, pieces: joined(pieces), regions, line, leaf: null, spread: null };
	}

	#collect(node: Any, isOutermost = false): void {
		for (const name of namesDeclared(node)) if (!isOutermost) this.#in.locals.add(name);
		if (isFunction(node)) {
			for (const each of node['params'] as readonly Any[]) {
				for (const name of boundBy(each)) this.#in.locals.add(name);
			}
		}
		if (node.type === 'CatchClause') throw new NotApart();
		for (const child of childrenOf(node)) this.#collect(child);
	}

	/** Its parameters and its body; link.ts gives it a name. */
	#function(node: Any): Piece[] {
		if (node['async'] || node['generator']) throw new NotApart();
		this.#in.newRegion();
		const [memory, ...others] = node['params'] as readonly Any[];
		const given = this.#isSpread ? wordsOf(patternOf(node)!) : others;
		const params = memory === undefined ? [] : [memory, ...given];
		const list = params.flatMap((each, i) => [i === 0 ? '' : ', ', ...this.#in.text(each)]);
		const body = node['body'] as Any;
		const text: Piece[] =
			body.type === 'BlockStatement'
				? this.#block(body, true)
				: ['{ ', ['g', this.#in.region, 'statement'], ' return ', ...this.#in.text(body), '; }'];
		return ['(', ...list, ') ', ...text];
	}

	/** A block, at whose beginning a region begins; `$entered()` says where instead. */
	#block(node: Any, isFunctionBody = false): Piece[] {
		const body = node['body'] as readonly Any[];
		const says = this.#in.textOf(isFunctionBody ? node : body[0]);
		if (says.includes(entered)) return this.#statements(node, body);
		return this.#statements(node, body, [['g', this.#in.region, 'statement']]);
	}

	/** Statements one after the other, with what stands between them. */
	#statements(node: Any, body: readonly Any[], first: readonly Piece[] = []): Piece[] {
		const pieces: Piece[] = ['{', ...first];
		let at = node.start! + 1;
		let left: Any | null = null;
		let known = 0;
		for (const each of body) {
			pieces.push(this.#between(at, each.start!));
			if (left !== null) pieces.push(this.#behind(left, known));
			known = this.#left.length;
			pieces.push(...this.#statement(each));
			at = each.end!;
			left = mayLeave(each) ? each : null;
		}
		pieces.push(this.#between(at, node.end! - 1), '}');
		return pieces;
	}

	/** The region behind a statement that may leave: `known` statements that do so are before it. */
	#behind(node: Any, known: number): Piece {
		const before = this.#in.region;
		const region = this.#in.newRegion();
		if (hasLoop(node) || node.type === 'BlockStatement') return ['g', region, 'statement'];
		const left = this.#left.slice(known).map((each) => each.region);
		return ['a', region, [before], left, 'statement'];
	}

	/** What stands between two nodes, as so many lines: comments may hold anything. */
	#between(from: number, to: number): string {
		return lines(this.#in.code.slice(from, to));
	}

	/** A statement that runs or does not. */
	#branch(node: Any): Piece[] {
		return this.#in.apart(() =>
			node.type === 'BlockStatement'
				? this.#block(node)
				: ['{ ', ['g', this.#in.region, 'statement'], ...this.#statement(node), ' }'],
		);
	}

	#statement(node: Any): Piece[] {
		if (leaves.has(node.type)) this.#left.push({ node, region: this.#in.region });
		switch (node.type) {
			case 'BlockStatement':
				return this.#statements(node, node['body'] as readonly Any[]);
			case 'LabeledStatement':
				return [`${nameOf(node['label'] as Any)}: `, ...this.#statement(node['body'] as Any)];
			case 'IfStatement': {
				const other = node['alternate'] as Any | null;
				const text = ['if (', ...this.#in.text(node['test'] as Any), ') '] as Piece[];
				const gap = this.#in.gap(node['test'] as Any, node['consequent'] as Any);
				const first = this.#branch(node['consequent'] as Any);
				text.push(gap, ...first);
				if (other !== null) {
					const between = this.#in.gap(node['consequent'] as Any, other);
					const second = counting(this.#branch(other), [this.#in.region], [regionOf(first)]);
					text.push(between, ' else ', ...second);
				}
				return text;
			}
			case 'WhileStatement': {
				const test = this.#in.maybe(node['test'] as Any);
				const gap = this.#in.gap(node['test'] as Any, node['body'] as Any);
				const { body, again } = this.#round(node['body'] as Any);
				return ['while (', ...again(test, [this.#in.region]), ') ', gap, ...body];
			}
			case 'ForStatement':
				return this.#for(node);
			case 'ForOfStatement': {
				const right = this.#in.text(node['right'] as Any);
				const head = ['for (', this.#in.textOf(node['left'] as Any)];
				const gap = this.#in.gap(node['right'] as Any, node['body'] as Any);
				return [...head, ' of ', ...right, ') ', gap, ...this.#branch(node['body'] as Any)];
			}
			case 'VariableDeclaration':
				return this.#declaration(node);
			case 'ExpressionStatement':
				if (this.#in.code.startsWith(entered, node.start!)) {
					return [
						['e', this.#in.region],
						['g', this.#in.region, 'statement'],
					];
				}
				return [...this.#in.text(node['expression'] as Any), ';'];
			case 'ReturnStatement': {
				const given = node['argument'] as Any | null;
				return given === null ? ['return;'] : ['return ', ...this.#in.text(given), ';'];
			}
			case 'BreakStatement':
			case 'ContinueStatement':
			case 'EmptyStatement':
				return [this.#in.code.slice(node.start!, node.end!)];
			default:
				throw new NotApart();
		}
	}

	#for(node: Any): Piece[] {
		const [init, test, update] = ['init', 'test', 'update'].map((key) => node[key] as Any | null);
		const text: Piece[] = ['for ('];
		if (init?.type === 'VariableDeclaration') text.push(...this.#declaration(init));
		else text.push(...(init === null ? [] : this.#in.text(init!)), ';');
		const asked = test === null ? [] : this.#in.maybe(test!);
		const moved = update === null ? [] : this.#in.maybe(update!);
		const { body: round, again } = this.#round(node['body'] as Any);
		text.push(' ', ...again(asked, [this.#in.region]), '; ', ...again(moved, []));
		const head = [init, test, update].filter((each) => each !== null && each !== undefined);
		const body = node['body'] as Any;
		const gaps = [...head.slice(1), body].map((each, i) =>
			head[i] === undefined ? '' : this.#in.gap(head[i], each),
		);
		return [...text, ') ', ...gaps, ...round];
	}

	/** The body of a loop, and what runs before or behind each round of it that does not leave. */
	#round(node: Any): {
		readonly body: readonly Piece[];
		readonly again: (maybe: readonly Piece[], first: readonly number[]) => readonly Piece[];
	} {
		const known = this.#left.length;
		const body = this.#branch(node);
		const left = this.#left.slice(known).filter((each) => !isNextRound(each.node));
		const regions = left.map(({ region }) => region);
		return {
			body,
			again: (maybe, first) =>
				maybe.length === 0 || hasLoop(node)
					? maybe
					: counting(maybe, [...first, regionOf(body)], regions),
		};
	}

	#declaration(node: Any): Piece[] {
		const [only] = node['declarations'] as readonly Any[];
		if (this.#isSpread && only!['id'] === patternOf(this.#node)) {
			return [lines(this.#in.textOf(node))];
		}
		const text: Piece[] = [`${node['kind'] as string} `];
		for (const [i, each] of (node['declarations'] as readonly Any[]).entries()) {
			if (i > 0) text.push(', ');
			const [id, init] = [each['id'] as Any, each['init'] as Any | null];
			text.push(this.#in.code.slice(id.start!, id.end!));
			if (init === null) continue;
			const array = this.#in.arrayWord(init);
			if (array !== null && id.type === 'Identifier' && node['kind'] === 'const') {
				this.#in.words.set(nameOf(id), array.field);
				text.push(' = ', ...this.#in.text(array.index));
			} else {
				text.push(' = ', ...this.#in.text(init));
			}
		}
		return [...text, ';'];
	}
}
