/*
 * harness/audit/scorecard/place.ts - a function in statements, and what the rules find in it: calls, ways out, operands.
 */
import { pastOne, skipBlank, type Span, type Statement } from './statements.ts';

/** A function that is to be broken. */
export interface Place {
	readonly text: string;
	readonly body: Statement & { kind: 'block' };
	readonly statements: readonly Statement[];
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export function slice(place: Place, { start, end }: Span): string {
	return place.text.slice(start, end);
}

export function* blocks(place: Place): Generator<Statement & { kind: 'block' }> {
	for (const each of place.statements) if (each.kind === 'block') yield each;
}

interface Called {
	readonly statement: Statement;
	/** `store`, `this.page_remove_rmap`. */
	readonly name: string;
	readonly args: string;
}

/** Statements that are nothing but the call of a task. */
export function calls(place: Place): Called[] {
	return place.statements.flatMap((statement): Called[] => {
		if (statement.kind !== 'simple') return [];
		const match = /^yield\* ((?:this\.)?\w+)\(([^]*)\);$/.exec(slice(place, statement));
		if (match === null) return [];
		return [{ statement, name: match[1]!, args: oneLine(match[2]!).replace(/,$/, '') }];
	});
}

/** Whether control never comes out at the end of a statement. */
export function leaves(place: Place, statement: Statement): boolean {
	if (statement.kind === 'simple')
		return /^(?:return|continue|break)\b/.test(slice(place, statement));
	const last = statement.kind === 'block' ? statement.children.at(-1) : undefined;
	return last !== undefined && leaves(place, last);
}

/** Operands of `&&` and `||` at the top of a condition, each with one operator that goes with it. */
export function* operands(place: Place, head: Span): Generator<Span> {
	const operators: number[] = [];
	for (let at = head.start; at < head.end; at = pastOne(place.text, at)) {
		if (['&&', '||'].includes(place.text.slice(at, at + 2))) operators.push(at++);
	}
	if (operators.length === 0) return;
	yield { start: head.start, end: skipBlank(place.text, operators[0]! + 2) };
	for (const [i, at] of operators.entries()) {
		yield { start: at, end: operators[i + 1] ?? head.end };
	}
}
