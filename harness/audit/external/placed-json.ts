/*
 * harness/audit/external/placed-json.ts - JSON of which each value knows where it stands, so that what is wrong with it
 * can be said with line and column.
 */
import { parseExpression } from '@babel/parser';
import { BadInput, externalSaid } from '../../messages/index.ts';

/** From 1, both. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

export interface Placed {
	readonly value: unknown;
	readonly place: Place;
	/** Of an object, by name, and of an array, by index. */
	readonly inside: ReadonlyMap<string | number, Placed>;
}

/** What is read of the parser's nodes. */
interface Node {
	readonly type: string;
	readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
	readonly value?: unknown;
	readonly key?: Node;
	readonly properties?: readonly Node[];
	readonly elements?: readonly (Node | null)[];
	readonly argument?: Node;
}

export const placeText = (file: string, { line, column }: Place): string =>
	`${file}:${line}:${column}`;

/** @throws BadInput with the place where the text is no JSON, or has a name twice */
export function placedJson(text: string, file: string): Placed {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new BadInput(externalSaid.noJson(placeText(file, placeOfError(text, error as Error))));
	}
	try {
		// JSON is an expression of the language that the parser reads.
		return placed(parseExpression(text, { errorRecovery: false }) as Node, value, file);
	} catch (error) {
		if (error instanceof BadInput) throw error;
		// Thousands of brackets inside each other: no row has them, and the parser goes down for each.
		throw new BadInput(externalSaid.tooDeep(`${file}:1:1`));
	}
}

function placed(node: Node, value: unknown, file: string): Placed {
	const inside = new Map<string | number, Placed>();
	for (const property of node.properties ?? []) {
		const name = String(property.key!.value);
		if (inside.has(name)) {
			throw new BadInput(externalSaid.twice(placeText(file, placeOf(property)), name));
		}
		inside.set(
			name,
			placed(property.value as Node, (value as Readonly<Record<string, unknown>>)[name], file),
		);
	}
	for (const [i, element] of (node.elements ?? []).entries()) {
		inside.set(i, placed(element!, (value as readonly unknown[])[i], file));
	}
	return { value, place: placeOf(node), inside };
}

const placeOf = ({ loc }: Node): Place => ({
	line: loc?.start.line ?? 1,
	column: (loc?.start.column ?? 0) + 1,
});

/** Node says where in some of its sentences; the parser of a larger language knows the place of most others. */
function placeOfError(text: string, { message }: Error): Place {
	const at = /at position (\d+)/.exec(message)?.[1];
	if (at !== undefined) {
		const before = text.slice(0, Number(at)).split('\n');
		return { line: before.length, column: before.at(-1)!.length + 1 };
	}
	try {
		parseExpression(text);
	} catch (error) {
		const { loc } = error as { readonly loc?: { readonly line: number; readonly column: number } };
		if (loc !== undefined) return { line: loc.line, column: loc.column + 1 };
	}
	return { line: 1, column: 1 };
}
