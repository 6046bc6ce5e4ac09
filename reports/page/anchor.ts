/*
 * reports/page/anchor.ts - what the fragments of the page are called, so that a link to a place can be mailed.
 */

/** Text as part of an id: what is not `plain` by its number, so that no two texts are alike. */
const word = (text: string, plain: RegExp): string =>
	text.replaceAll(/[^]/gu, (char) =>
		plain.test(char) ? char : `~${char.codePointAt(0)!.toString(16)}~`,
	);

/** Litmus tests, proposals and the like, each with its own room for names. */
export const anchor = (
	kind: 'proposal' | 'litmus' | 'claim' | 'race' | 'execution',
	name: string,
): string => `${kind}/${word(name, /[\w+.:@-]/)}`;

/** Causes have numbers of their own, 'C3', and hundreds of links lead to them. */
export const causeAnchor = (id: string): string => word(id, /\w/);

/** A cell as tokens call it: 'keep-mapping:trunc-vs-fault'. */
export const cellAnchor = (variant: string, workload: string): string =>
	`${word(variant, /[\w+.-]/)}:${word(workload, /[\w+.-]/)}`;
