/*
 * harness/measure/straight/leaf.ts - functions that may stand where they are called: one expression, all of whose
 * operations run whenever it does, and in which nothing can be thrown but a death of the kernel.
 */
import {
	entered,
	Expressions,
	joined,
	nameOf,
	type Piece,
	type Pieces,
	within,
} from './expressions.ts';
import { type Any, childrenOf, type Names } from './names.ts';

export interface Leaf {
	/** By parameter: how often it is in the expression. */
	readonly uses: readonly number[];
	/** Its region 0 is that of the call. */
	readonly value: Pieces;
	/** Whether it is computed from its parameters alone, all of them at once. */
	readonly isPure: boolean;
}

/** What evaluates to a number or dies. */
const plain = new Set(
	(
		'Identifier NumericLiteral StringLiteral BooleanLiteral UnaryExpression BinaryExpression ' +
		'LogicalExpression ConditionalExpression CallExpression'
	).split(' '),
);

const isOfTable = (node: Any): boolean =>
	node.type === 'MemberExpression' && (node['object'] as Any).type === 'ThisExpression';

const isPlain = (node: Any): boolean =>
	plain.has(node.type) &&
	childrenOf(node).every((each) => isPlain(each) || (each === node['callee'] && isOfTable(each)));

/** The only thing that a function does besides saying that it begins; null where there is more. */
function returnedBy(node: Any): Any | null {
	const body = node['body'] as Any;
	if (body.type !== 'BlockStatement') return body;
	const [first, ...others] = body['body'] as readonly Any[];
	const last = others.length === 0 ? first : others.length === 1 ? others[0] : undefined;
	if (last?.type !== 'ReturnStatement') return null;
	if (others.length === 1 && !isEntry(first!)) return null;
	return last['argument'] as Any | null;
}

function isEntry(node: Any): boolean {
	if (node.type !== 'ExpressionStatement') return false;
	const called = (node['expression'] as Any)['callee'] as Any | undefined;
	return called?.type === 'Identifier' && entered.startsWith(nameOf(called));
}

/** Without marks of regions: those of a leaf that are not its first count nothing. */
const unmarked = (pieces: Pieces): Pieces =>
	pieces.flatMap((each): Piece[] => {
		if (typeof each === 'string') return [each];
		switch (each[0]) {
			case 'g':
			case 'a':
				return [];
			case 'k': {
				const [kind, on, name, region, args] = each;
				return [[kind, on, name, region, args.map(unmarked)]];
			}
			case 'o': {
				const [kind, name, region, on, index, args] = each;
				const at = index === null ? null : unmarked(index);
				return [[kind, name, region, on, at, args.map(unmarked)]];
			}
			default:
				return [each];
		}
	});

const regionOf = (piece: Exclude<Piece, string>): number =>
	piece[0] === 'k' ? piece[3] : piece[0] === 'o' ? piece[2] : 0;

/** Null for a function that has to be called. @throws NotApart */
export function leafOf(code: string, names: Names, node: Any): Leaf | null {
	const returned = returnedBy(node);
	const params = node['params'] as readonly Any[];
	if (returned === null || !isPlain(returned)) return null;
	if (params.some((each) => each.type !== 'Identifier')) return null;
	const expressions = new Expressions(code, names);
	if (expressions.textOf(returned).includes('\n')) return null;
	for (const [i, each] of params.entries()) {
		expressions.locals.add(nameOf(each));
		expressions.put.set(nameOf(each), i);
	}
	expressions.newRegion();
	const text = expressions.text(returned);
	const isCounted = expressions.textOf(node['body'] as Any).includes(entered);
	const value = unmarked(joined([...(isCounted ? [['e', 0] as const] : []), ...text]));
	const all = [...within(value)];
	if (all.some((each) => regionOf(each) !== 0)) return null;
	return {
		uses: params.map((_, i) => all.filter((each) => each[0] === 'l' && each[1] === i).length),
		value,
		isPure: expressions.regions === 1 && all.every((each) => each[0] === 'l' || each[0] === 'r'),
	};
}
