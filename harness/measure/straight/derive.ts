/*
 * harness/measure/straight/derive.ts - the straight-line form of a module of kernel functions.
 *
 * Kernel functions are generators, which hand every operation to whoever drives them. The straight build needs
 * nobody to drive it: `function*` becomes `function`, `yield*` goes, and the operations are other ones
 * (operations.ts) that act on memory at once. What stays keeps its line and column, so that a stack trace is
 * right.
 *
 * A function that ends by calling itself, by `become` or by `return this.f()`, becomes a loop: a walk over ten
 * thousand vmas would be as many frames of a stack.
 */
import { parse, type ParseResult } from '@babel/parser';
import { notDerivable } from '../../messages/index.ts';

type File = ParseResult;
type Node = { readonly type: string; readonly start?: number | null; readonly end?: number | null };
type Call = Node & { readonly callee: Node; readonly arguments: readonly Node[] };

/** Text that takes the place of [start, end). */
interface Edit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

/** The function around a node. */
interface Around {
	readonly name: string | null;
	readonly parameters: readonly string[] | null;
	/** Set when something in it goes back to its beginning. */
	loops: boolean;
}

/** What a module imports is replaced by what this says; null leaves it. */
export type Relink = (specifier: string) => string | null;

/**
 * @param code JavaScript, types erased
 * @param path for messages
 * @param counter address of the module whose `entered()` every function calls first; null for what is inline
 * @throws BadInput for a plain `yield`, or a `become` whose function is not a literal name
 * @example derived('function* f(p) { return yield* load(page_pte, p); }', 'f.js', () => null, './o.js')
 *   // import { entered as $entered } from './o.js'; function  f(p) { $entered(); return        load(page_pte, p); }
 */
export function derived(
	code: string,
	path: string,
	relink: Relink,
	counter: string | null,
): string {
	const tree: File = parse(code, { sourceType: 'module', ranges: false });
	const edits: Edit[] = [];
	const refuse = (node: Node, why: string): never => {
		const before = code.slice(0, node.start!).split('\n');
		throw notDerivable(path, before.length, before.at(-1)!.length + 1, why);
	};
	const visit = (node: Node, around: Around): void => {
		switch (node.type) {
			case 'FunctionDeclaration':
			case 'FunctionExpression':
			case 'ObjectMethod':
				deriveFunction(node, code, edits, visit);
				return;
			case 'YieldExpression':
				if (!(node as Node & { delegate: boolean }).delegate) refuse(node, 'plain yield');
				edits.push(...withoutYield(node as never, code));
				break;
			case 'ReturnStatement': {
				const again = endsByItself(node, around);
				if (again === null) break;
				around.loops = true;
				edits.push(...toBeginning(node, again, around, code));
				return;
			}
			case 'CallExpression':
				if (isNamed((node as Call).callee, 'become')) {
					edits.push(becomeAsCall(node as Call, code) ?? refuse(node, 'become without a name'));
				}
				break;
			case 'ImportDeclaration':
			case 'ExportNamedDeclaration':
			case 'ExportAllDeclaration':
				edits.push(...relinked(node, code, relink));
				break;
			default:
		}
		for (const child of childrenOf(node)) visit(child, around);
	};
	visit(tree.program, { name: null, parameters: null, loops: false });
	if (counter === null) {
		const uncounted = edits.map((each) => ({ ...each, text: each.text.replace(enter, '') }));
		return applied(code, uncounted);
	}
	if (edits.some(({ text }) => text.includes(enter))) {
		const imported = `import { entered as $entered } from '${counter}'; `;
		edits.push({ start: 0, end: 0, text: imported });
	}
	return applied(code, edits);
}

/** What every derived function does first. */
const enter = ' $entered();';

function* childrenOf(node: Node): Generator<Node> {
	for (const [key, value] of Object.entries(node)) {
		if (key === 'loc' || key.endsWith('Comments')) continue;
		for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
			if (typeof each === 'object' && each !== null && 'type' in each && 'start' in each) {
				yield each as Node;
			}
		}
	}
}

function deriveFunction(
	node: Node,
	code: string,
	edits: Edit[],
	visit: (node: Node, around: Around) => void,
): void {
	const made = node as Node & {
		id?: { name: string } | null;
		generator: boolean;
		params: readonly (Node & { name?: string })[];
		body: Node;
	};
	const names = made.params.map((each) => (each.type === 'Identifier' ? each.name! : null));
	const around: Around = {
		name: made.generator ? (made.id?.name ?? null) : null,
		parameters: names.every((each) => each !== null) ? names : null,
		loops: false,
	};
	if (made.generator) {
		const star = code.indexOf('*', node.start!);
		edits.push({ start: star, end: star + 1, text: ' ' });
	}
	for (const child of childrenOf(node)) visit(child, around);
	if (!made.generator) return;
	const { start, end } = made.body;
	const begins = `${around.loops ? ' again: for (;;) {' : ''}${enter}`;
	edits.push({ start: start! + 1, end: start! + 1, text: begins });
	if (!around.loops) return;
	edits.push({ start: end! - 1, end: end! - 1, text: ' return; }' });
}

/** `yield* x` is x; in brackets where a line ends between the two, which would end a `return`. */
function withoutYield(node: Node & { readonly argument: Node }, code: string): readonly Edit[] {
	const [start, end] = [node.start!, node.argument.start!];
	const gone = code.slice(start, end);
	if (!gone.includes('\n')) return [{ start, end, text: gone.replace(/[^\s(]/g, ' ') }];
	return [
		{ start, end, text: gone.replace('yield*', '     (') },
		{ start: node.end!, end: node.end!, text: ')' },
	];
}

const isNamed = (node: Node, name: string): boolean =>
	node.type === 'Identifier' && (node as Node & { name: string }).name === name;

/** The name that `become('name', ...)` gives, or null. */
function nameIn(call: Call): string | null {
	const [first] = call.arguments as readonly (Node & { value?: unknown })[];
	return first?.type === 'StringLiteral' ? (first.value as string) : null;
}

/** `become('f', a)` is `this.f(a)`. */
function becomeAsCall(call: Call, code: string): Edit | null {
	const name = nameIn(call);
	if (name === null) return null;
	const [first, second] = call.arguments;
	const end = second?.start ?? first!.end!;
	const lines = code.slice(call.start!, end).replace(/[^\n]/g, '');
	return { start: call.start!, end, text: `this.${name}(${lines}` };
}

/** The arguments with which a function ends by calling itself through the table, or null. */
function endsByItself(node: Node, { name, parameters }: Around): readonly Node[] | null {
	if (name === null || parameters === null) return null;
	const { argument } = node as Node & { argument: (Node & { argument?: Node }) | null };
	if (argument?.type !== 'YieldExpression') return null;
	const call = argument.argument as Call;
	if (call.type !== 'CallExpression') return null;
	if (isNamed(call.callee, 'become')) {
		return nameIn(call) === name ? call.arguments.slice(1) : null;
	}
	const { object, property } = call.callee as Node & { object?: Node; property?: Node };
	const isSelf = object?.type === 'ThisExpression' && isNamed(property!, name);
	return isSelf ? call.arguments : null;
}

/**
 * Goes back to the beginning with other arguments, where the table still has this function: one that a patch has
 * replaced is called.
 */
function toBeginning(
	node: Node,
	given: readonly Node[],
	{ name, parameters }: Around,
	code: string,
): readonly Edit[] {
	const texts = given.map((each) => code.slice(each.start!, each.end!));
	if (texts.some((each) => /\byield\b/.test(each))) return [];
	const values = parameters!.map((_, i) => texts[i] ?? 'undefined');
	const lines = code.slice(node.start!, node.end!).replace(/[^\n]/g, '');
	const call = `return this.${name}(${texts.join(', ')});`;
	const kept = values.map((each, i) => `const $${i} = ${each};`).join(' ');
	const moved = parameters!.map((each, i) => `${each} = $${i};`).join(' ');
	const text = `if (this.${name} !== ${name}) ${call} ${kept} ${moved} continue again;`;
	return [
		{ start: node.start!, end: node.end!, text: `{ ${text.replaceAll('\n', ' ')} }${lines}` },
	];
}

function relinked(node: Node, code: string, relink: Relink): readonly Edit[] {
	const { source } = node as Node & { source?: (Node & { value: string }) | null };
	if (source === undefined || source === null) return [];
	const other = relink(source.value);
	if (other === null) return [];
	const quote = code[source.start!]!;
	return [{ start: source.start!, end: source.end!, text: `${quote}${other}${quote}` }];
}

function applied(code: string, edits: readonly Edit[]): string {
	const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
	let text = '';
	let at = 0;
	for (const { start, end, text: put } of inOrder) {
		text += code.slice(at, start) + put;
		at = end;
	}
	return text + code.slice(at);
}
