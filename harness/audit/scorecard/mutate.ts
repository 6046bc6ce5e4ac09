/*
 * harness/audit/scorecard/mutate.ts - rules that break a kernel function at each place where they match.
 *
 * A mutant calls reached() where it first does something else than the original, so that a mutant that
 * nobody ran can be told from one that nobody saw.
 */
import { apply, shownAfter } from './edit.ts';
import { oneLine, type Place, slice } from './place.ts';
import { rules } from './rules.ts';
import { bodyOf, everyStatement } from './statements.ts';

/** One way to break one function at one place. */
export interface Mutation {
	/** `function:rule:n`, n from 1 in the order of the text. */
	readonly id: string;
	readonly functionName: string;
	readonly rule: string;
	/** The statement before and after, on one line each; '' when nothing is left of it. */
	readonly before: string;
	readonly after: string;
	/** The whole function, which calls reached() and edge(). */
	readonly text: string;
}

/**
 * Every mutation of one function, rule by rule, in the order of the text.
 * @param text the function, with or without its comment, formatted by prettier
 */
export function mutationsOf(functionName: string, text: string): Mutation[] {
	const body = bodyOf(text);
	const place: Place = { text, body, statements: [...everyStatement(body)] };
	return Object.entries(rules).flatMap(([rule, matches]) =>
		[...matches(place)].map((change, i): Mutation => {
			const mutated = apply(text, change.edits);
			return {
				id: `${functionName}:${rule}:${i + 1}`,
				functionName,
				rule,
				before: oneLine(slice(place, change.shown)),
				after: oneLine(shownAfter(text, change)),
				text: mutated,
			};
		}),
	);
}
