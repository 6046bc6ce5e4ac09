/*
 * harness/catalogue/forgotten-tasks.ts - calls of a user's file that are made and never run, because a `yield*` was
 * forgotten. Such a statement does nothing, so that a verdict would be about another proposal.
 *
 * It looks at the text, since nothing happens at run time that anybody could see, and a path that no litmus test
 * takes counts as well.
 */
import { importsOf, isSyntax, nameOf, partsOf, type Syntax, syntaxOf } from './syntax.ts';

/** A call that nobody runs. */
export interface Forgotten {
	readonly path: string;
	readonly line: number;
	readonly column: number;
	/** The function that it stands in; null at the top level. */
	readonly within: string | null;
	/** As it is written, without arguments. */
	readonly called: string;
}

/** A user's file, as far as it matters here. */
interface UserText {
	readonly path: string;
	readonly text: string;
}

/**
 * @param exported names that `rmaplab` exports for functions whose calls do something only once they are run
 * @throws SyntaxError when a text cannot be parsed
 */
export function forgottenTask(
	files: readonly UserText[],
	exported: ReadonlySet<string>,
): Forgotten | null {
	const programs = files.map(({ path, text }) => ({ path, program: syntaxOf(text) }));
	const own = new Set(programs.flatMap(({ program }) => generatorsOf(program)));
	for (const { path, program } of programs) {
		const imported = importsOf(program);
		const isTask = (name: string): boolean =>
			own.has(name) || exported.has(imported.get(name) ?? '');
		const search: Search = { path, isTask, delegated: new Set() };
		noteDelegated(program, new Set(imported.keys()), search.delegated);
		const found = forgottenIn(program, [], search);
		if (found !== null) return found;
	}
	return null;
}

interface Search {
	readonly path: string;
	readonly isTask: (name: string) => boolean;
	/** Variables that hold a call which is run later, or which is handed on. */
	readonly delegated: Set<string>;
}

/** Generators that a file declares under a name. */
function generatorsOf(program: Syntax): string[] {
	return partsOf(program)
		.flatMap((each) => [each, ...partsOf(each)])
		.filter((each) => each.type === 'FunctionDeclaration' && each['generator'] === true)
		.map((each) => nameOf(each['id']) ?? '');
}

/** Notes variables that are run with `yield*`, returned, put into a list, or handed to a helper. */
function noteDelegated(node: Syntax, imported: ReadonlySet<string>, delegated: Set<string>): void {
	const { callee } = node;
	// Arguments of kernel functions and of operations are numbers, so that they run nothing.
	const isHelper =
		node.type === 'CallExpression' && !isOfThis(callee) && !imported.has(nameOf(callee) ?? '');
	const runs = node['delegate'] === true || node.type === 'ReturnStatement';
	const places = [
		...(runs ? [node['argument']] : []),
		...(isHelper ? (node['arguments'] as unknown[]) : []),
		...(node.type === 'ArrayExpression' ? (node['elements'] as unknown[]) : []),
	];
	for (const name of places.map(nameOf)) if (name !== null) delegated.add(name);
	for (const each of partsOf(node)) noteDelegated(each, imported, delegated);
}

const isOfThis = (node: unknown): boolean =>
	isSyntax(node) &&
	node.type === 'MemberExpression' &&
	(node['object'] as Syntax).type === 'ThisExpression';

/** Depth first, in the order of the text. `above` are the nodes around, the nearest last. */
function forgottenIn(node: Syntax, above: readonly Syntax[], search: Search): Forgotten | null {
	const called = node.type === 'CallExpression' ? taskOf(node, above, search) : null;
	if (called !== null && isDropped(node, above, search.delegated)) {
		const { line, column } = node.loc.start;
		return { path: search.path, line, column: column + 1, within: functionAround(above), called };
	}
	for (const each of partsOf(node)) {
		const found = forgottenIn(each, [...above, node], search);
		if (found !== null) return found;
	}
	return null;
}

/** What a call calls when that does something only once it is run, else null. */
function taskOf({ callee }: Syntax, above: readonly Syntax[], { isTask }: Search): string | null {
	const name = nameOf(callee);
	if (name !== null) return isTask(name) ? name : null;
	const isInClass = above.some(({ type }) => type.startsWith('Class'));
	if (!isOfThis(callee) || isInClass) return null;
	const member = nameOf((callee as Syntax)['property']);
	return member === null ? null : `this.${member}`;
}

/** What passes on the value of an expression in it. */
const passesOn =
	/^(?:ParenthesizedExpression|ConditionalExpression|LogicalExpression|TS\w+Expression|TSTypeAssertion)$/;

/** Whether nothing can run a call whose value goes where it stands. */
function isDropped(
	node: Syntax,
	above: readonly Syntax[],
	delegated: ReadonlySet<string>,
): boolean {
	let inner = node;
	for (const outer of above.toReversed()) {
		const decides = outer['test'] === inner || outer['discriminant'] === inner;
		if (decides) return true;
		if (!passesOn.test(outer.type)) return drops(outer, delegated);
		inner = outer;
	}
	return true;
}

function drops(outer: Syntax, delegated: ReadonlySet<string>): boolean {
	if (outer.type === 'VariableDeclarator') {
		const name = nameOf(outer['id']);
		return name !== null && !delegated.has(name);
	}
	return /^(?:ExpressionStatement|(?:Unary|Binary|Sequence)Expression)$/.test(outer.type);
}

/** The nearest function around that has a name. */
function functionAround(above: readonly Syntax[]): string | null {
	const named = above.findLast(
		(each) => each.type.startsWith('Function') && nameOf(each['id']) !== null,
	);
	return named === undefined ? null : nameOf(named['id']);
}
