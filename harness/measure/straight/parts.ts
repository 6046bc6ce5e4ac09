/*
 * harness/measure/straight/parts.ts - a module of straight code taken apart, so that link.ts can put its functions together
 * for one machine.
 *
 * A part is a function at the top of a module: its text, cut where something depends on the machine. That is what
 * operations act on, which function stands behind `this.f`, and what names of the module mean. Each stretch of
 * code that is run as a whole or not at all is a region, so that one count serves all its operations.
 */
import { parse } from '@babel/parser';
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
	entered,
	Expressions,
	joined,
	lines,
	nameOf,
	NotApart,
	type Piece,
	type Pieces,
} from './expressions.ts';

export interface Part {
	readonly name: string;
	readonly pieces: Pieces;
	readonly regions: number;
	/** Of the module: the one on which its body begins. Its text has as many lines as the body has there. */
	readonly line: number;
}

/** The parts of straight code; a function that cannot be one is left out. */
export function partsOf(code: string): Part[] {
	const { program } = parse(code, { sourceType: 'module' });
	const names = namesOf(program.body as never);
	const parts: Part[] = [];
	for (const [name, node] of functionsIn(program.body as never)) {
		try {
			parts.push(new Taking(code, names, node).part(name));
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
	for (const piece of pieces) {
		if (typeof piece === 'string') continue;
		if (piece[0] === 'r') yield piece[1];
		if (piece[0] !== 'o') continue;
		const [, name, , on, index, args] = piece;
		if (acting.has(name)) yield on;
		for (const each of [...(index === null ? [] : [index]), ...args]) yield* namesIn(each);
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

/** One function while it is taken apart. */
class Taking {
	readonly #in: Expressions;
	readonly #names: Names;
	readonly #node: Any;

	constructor(code: string, names: Names, node: Any) {
		this.#in = new Expressions(code, names);
		this.#names = names;
		this.#node = node;
	}

	part(name: string): Part {
		this.#collect(this.#node, true);
		for (const local of this.#in.locals) if (this.#names.top.has(local)) throw new NotApart();
		const pieces = this.#function(this.#node);
		const { start } = this.#node['body'] as Node;
		const line = this.#in.code.slice(0, start!).split('\n').length;
		return { name, pieces: joined(pieces), regions: this.#in.regions, line };
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
		const params = node['params'] as readonly Any[];
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
		let left = false;
		for (const each of body) {
			pieces.push(this.#between(at, each.start!));
			if (left) {
				this.#in.newRegion();
				pieces.push(['g', this.#in.region, 'statement']);
			}
			pieces.push(...this.#statement(each));
			at = each.end!;
			left = mayLeave(each);
		}
		pieces.push(this.#between(at, node.end! - 1), '}');
		return pieces;
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
		switch (node.type) {
			case 'BlockStatement':
				return this.#statements(node, node['body'] as readonly Any[]);
			case 'LabeledStatement':
				return [`${nameOf(node['label'] as Any)}: `, ...this.#statement(node['body'] as Any)];
			case 'IfStatement': {
				const other = node['alternate'] as Any | null;
				const text = ['if (', ...this.#in.text(node['test'] as Any), ') '] as Piece[];
				const gap = this.#in.gap(node['test'] as Any, node['consequent'] as Any);
				text.push(gap, ...this.#branch(node['consequent'] as Any));
				if (other !== null) {
					text.push(
						this.#in.gap(node['consequent'] as Any, other),
						' else ',
						...this.#branch(other),
					);
				}
				return text;
			}
			case 'WhileStatement':
				return [
					'while (',
					...this.#in.maybe(node['test'] as Any),
					') ',
					this.#in.gap(node['test'] as Any, node['body'] as Any),
					...this.#branch(node['body'] as Any),
				];
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
		if (test !== null) text.push(' ', ...this.#in.maybe(test!));
		text.push(';');
		if (update !== null) text.push(' ', ...this.#in.maybe(update!));
		const head = [init, test, update].filter((each) => each !== null && each !== undefined);
		const body = node['body'] as Any;
		const gaps = [...head.slice(1), body].map((each, i) =>
			head[i] === undefined ? '' : this.#in.gap(head[i], each),
		);
		return [...text, ') ', ...gaps, ...this.#branch(body)];
	}

	#declaration(node: Any): Piece[] {
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
