/*
 * harness/audit/scorecard/comparisons.ts - the ranges that a function asks for: `a < b` and its like.
 */
import { type Place, slice } from './place.ts';
import type { Span } from './statements.ts';

interface Comparison {
	readonly whole: Span;
	readonly left: string;
	readonly operator: string;
	readonly right: string;
}

/** Up to two pairs of brackets in a pair. */
const bracketed = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
const leftOperand = new RegExp(
	String.raw`(?:^|[(;?,]|&&|\|\||[^=<>!]=(?=\s))\s*(?:return )?((?:[^();?,&|=]|${bracketed})*)$`,
);
const rightOperand = new RegExp(String.raw`^(?:[^();?,&|:]|${bracketed})*`);

/** `a < b` and its like; what is bracketed is looked at as well. */
export function comparisons(place: Place, span: Span): Comparison[] {
	const found: Comparison[] = [];
	// Strings become blanks of the same length.
	const text = slice(place, span).replaceAll(/'[^'\n]*'/g, (each) => '_'.repeat(each.length));
	for (const match of text.matchAll(/ (<=?|>=?) /g)) {
		const at = match.index;
		const left = leftOperand.exec(text.slice(0, at))?.[1] ?? '';
		const behind = at + match[0].length;
		const right = rightOperand.exec(text.slice(behind))?.[0].trimEnd() ?? '';
		if (left === '' || right === '') continue;
		const [start, end] = [span.start + at - left.length, span.start + behind + right.length];
		found.push({
			whole: { start, end },
			left: place.text.slice(start, span.start + at),
			operator: match[1]!,
			right: place.text.slice(span.start + behind, end),
		});
	}
	return found;
}
