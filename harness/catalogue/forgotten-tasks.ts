/*
 * harness/catalogue/forgotten-tasks.ts - calls of a user's file that are made and never run, because a `yield*` was
 * forgotten. Such a statement does nothing, so that a verdict would be about another proposal.
 *
 * It looks at the text, since nothing happens at run time that anybody could see, and a path that no litmus test
 * takes counts as well.
 */
import {
	importsOf,
	isOnlyAName,
	isSyntax,
	nameOf,
	partsOf,
	type Syntax,
	syntaxOf,
} from './syntax.ts';

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
		const takesData = (callee: unknown): boolean => {
			const name = nameOf(callee);
			if (name === null) return isOfThis(callee) || isOfMath(callee);
			return imported.has(name) || conversions.has(name);
		};
		const search: Search = { path, program, isTask, takesData };
		const found = forgottenIn(program, [], search);
		if (found !== null) return found;
	}
	return null;
}

interface Search {
	readonly path: string;
	readonly program: Syntax;
	readonly isTask: (name: string) => boolean;
	/** Whether what is called so takes numbers and the like, so that it runs no argument. */
	readonly takesData: (callee: unknown) => boolean;
}

/** Functions of the language that make a value of any other. */
const conversions: ReadonlySet<string> = new Set(['Boolean', 'Number', 'String']);

/** Generators that a file declares under a name. */
function generatorsOf(program: Syntax): string[] {
	return partsOf(program)
		.flatMap((each) => [each, ...partsOf(each)])
		.flatMap((each) => [each, ...(each.type === 'VariableDeclaration' ? partsOf(each) : [])])
		.flatMap((each) => {
			const isVariable = each.type === 'VariableDeclarator' && isSyntax(each['init']);
			const made = isVariable ? (each['init'] as Syntax) : each;
			const isGenerator = made.type.startsWith('Function') && made['generator'] === true;
			return isGenerator ? [nameOf(each['id']) ?? ''] : [];
		});
}

const isOfThis = (node: unknown): boolean =>
	isMember(node) && (node['object'] as Syntax).type === 'ThisExpression';

const isOfMath = (node: unknown): boolean => isMember(node) && nameOf(node['object']) === 'Math';

const isMember = (node: unknown): node is Syntax =>
	isSyntax(node) && node.type === 'MemberExpression';

/** Depth first, in the order of the text. `above` are the nodes around, the nearest last. */
function forgottenIn(node: Syntax, above: readonly Syntax[], search: Search): Forgotten | null {
	const called = node.type === 'CallExpression' ? taskOf(node, above, search) : null;
	if (called !== null && isDropped(node, above, search)) {
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
function isDropped(node: Syntax, above: readonly Syntax[], search: Search): boolean {
	const { place, inner, decides } = placeOf(node, above);
	if (decides || place === null) return true;
	const name = variableOf(place, inner);
	if (name === null) return drops(place, inner, above, search);
	// Nothing that uses the variable runs it. It may be one of the file that several functions use.
	const around = above.find((each) => isFunction(each) && declares(each, name));
	const isUsed = (each: Syntax, over: readonly Syntax[]): boolean =>
		each !== node && nameOf(each) === name && runs(each, over, search);
	return !someIn(around ?? search.program, [], isUsed);
}

/** Whether a variable may be run where it is named: it is yielded, returned or handed on. */
function runs(node: Syntax, above: readonly Syntax[], search: Search): boolean {
	const { place, inner, decides } = placeOf(node, above);
	if (decides || place === null || isNotRead(place, inner)) return false;
	return variableOf(place, inner) !== null || !drops(place, inner, above, search);
}

/** Where the value of an expression goes: into `place`, of which `inner` is a part; or it decides what is run. */
function placeOf(
	node: Syntax,
	above: readonly Syntax[],
): { readonly place: Syntax | null; readonly inner: Syntax; readonly decides: boolean } {
	let inner = node;
	for (const place of above.toReversed()) {
		const isFirst = place.type === 'LogicalExpression' && place['operator'] === '&&';
		const decides =
			place['test'] === inner ||
			place['discriminant'] === inner ||
			(isFirst && place['left'] === inner);
		if (decides || !passesOn.test(place.type)) return { place, inner, decides };
		inner = place;
	}
	return { place: null, inner, decides: false };
}

/** The variable that an expression becomes the value of. */
function variableOf(place: Syntax, inner: Syntax): string | null {
	if (place.type === 'VariableDeclarator' && place['init'] === inner) return nameOf(place['id']);
	const isAssigned =
		place.type === 'AssignmentExpression' && place['operator'] === '=' && place['right'] === inner;
	return isAssigned ? nameOf(place['left']) : null;
}

/** Whether a name stands there that is no variable, or one that gets its value. */
function isNotRead(place: Syntax, inner: Syntax): boolean {
	const isTarget = [place['id'], place['left'], place['params']].flat().includes(inner);
	const isName = Object.keys(place).some(
		(field) => place[field] === inner && isOnlyAName(place, field),
	);
	const isTaken = place.type === 'ForOfStatement' && place['right'] === inner;
	return (isTarget || isName) && !isTaken && place['shorthand'] !== true;
}

function drops(
	place: Syntax,
	inner: Syntax,
	above: readonly Syntax[],
	{ takesData }: Search,
): boolean {
	switch (place.type) {
		case 'CallExpression':
			return place['callee'] !== inner && takesData(place['callee']);
		case 'MemberExpression':
			return place['computed'] === true && place['property'] === inner;
		case 'AssignmentExpression':
			return place['operator'] !== '=';
		case 'YieldExpression':
			return place['delegate'] !== true;
		case 'ReturnStatement':
			// What a generator returns is the value of the `yield*` that runs it, so that it is not run itself.
			return above.findLast(isFunction)?.['generator'] === true;
		default:
			return /^(?:ExpressionStatement|TemplateLiteral|(?:Unary|Binary|Sequence)Expression)$/.test(
				place.type,
			);
	}
}

const isFunction = ({ type }: Syntax): boolean => /Function|Method/.test(type);

/** Whether a function or one in it declares a variable. */
const declares = (node: Syntax, name: string): boolean =>
	someIn(node, [], (each) => each.type === 'VariableDeclarator' && nameOf(each['id']) === name) ||
	(node['params'] as unknown[]).some((each) => nameOf(each) === name);

/** Whether something holds of a node or of one in it; `above` are those around it. */
function someIn(
	node: Syntax,
	above: readonly Syntax[],
	holds: (node: Syntax, above: readonly Syntax[]) => boolean,
): boolean {
	if (holds(node, above)) return true;
	const around = [...above, node];
	return partsOf(node).some((each) => someIn(each, around, holds));
}

/** The nearest function around that has a name. */
function functionAround(above: readonly Syntax[]): string | null {
	const named = above.findLast(
		(each) => each.type.startsWith('Function') && nameOf(each['id']) !== null,
	);
	return named === undefined ? null : nameOf(named['id']);
}
