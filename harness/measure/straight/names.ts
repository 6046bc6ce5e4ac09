/*
 * harness/measure/straight/names.ts - what the names in a module of straight code stand for.
 */

export type Node = {
	readonly type: string;
	readonly start?: number | null;
	readonly end?: number | null;
};
/** A node whose type says what else it has. */
export type Any = Node & Readonly<Record<string, unknown>>;

export interface Names {
	/** Everything at the top of the module. */
	readonly top: ReadonlySet<string>;
	/** Operations and `at`, by the name that they have here. */
	readonly operations: ReadonlyMap<string, string>;
	readonly at: string | null;
}

const declared = (node: Any): Any =>
	node.type.startsWith('Export') ? ((node['declaration'] as Any | null | undefined) ?? node) : node;

/** Functions at the top of a module, with the names that they have there. */
export function* functionsIn(body: readonly Any[]): Generator<readonly [string, Any]> {
	for (const node of body.map(declared)) {
		if (node.type === 'FunctionDeclaration' && node['id'] !== null) {
			yield [(node['id'] as { name: string }).name, node];
		}
		if (node.type !== 'VariableDeclaration') continue;
		for (const each of node['declarations'] as readonly Any[]) {
			const [id, init] = [each['id'] as Any, each['init'] as Any | null];
			if (init !== null && isFunction(init)) yield [id['name'] as string, init];
		}
	}
}

export function namesOf(body: readonly Any[]): Names {
	const top = new Set<string>();
	const operations = new Map<string, string>();
	let at: string | null = null;
	for (const node of body) {
		if (node.type === 'ImportDeclaration') {
			const source = (node['source'] as { value: string }).value;
			for (const each of node['specifiers'] as readonly Any[]) {
				const local = (each['local'] as { name: string }).name;
				const imported = (each['imported'] as { name: string } | undefined)?.name ?? '';
				top.add(local);
				if (source.endsWith('/straight/operations.js')) operations.set(local, imported);
				if (source.endsWith('/straight/struct.js') && imported === 'at') at = local;
			}
		} else {
			for (const name of namesDeclared(declared(node))) top.add(name);
		}
	}
	return { top, operations, at };
}

/** Names that a declaration declares. */
export function* namesDeclared(node: Any): Generator<string> {
	if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
		yield* boundBy(node['id'] as Any);
	} else if (node.type === 'VariableDeclaration') {
		for (const each of node['declarations'] as readonly Any[]) yield* boundBy(each['id'] as Any);
	}
}

/** Names that a pattern binds. */
export function* boundBy(node: Any | null): Generator<string> {
	if (node === null) return;
	if (node.type === 'Identifier') yield node['name'] as string;
	else if (node.type === 'AssignmentPattern') yield* boundBy(node['left'] as Any);
	else if (node.type === 'RestElement') yield* boundBy(node['argument'] as Any);
	else if (node.type === 'ArrayPattern') {
		for (const each of node['elements'] as readonly (Any | null)[]) yield* boundBy(each);
	} else if (node.type === 'ObjectPattern') {
		for (const each of node['properties'] as readonly Any[]) {
			yield* boundBy((each.type === 'RestElement' ? each : each['value']) as Any);
		}
	}
}

export const isFunction = ({ type }: Node): boolean =>
	type === 'FunctionDeclaration' ||
	type === 'FunctionExpression' ||
	type === 'ArrowFunctionExpression';

export function childrenOf(node: Node): Any[] {
	return Object.entries(node)
		.filter(([key]) => key !== 'loc' && !key.endsWith('Comments'))
		.flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
		.filter((each): each is Any => typeof each === 'object' && each !== null && 'type' in each);
}
