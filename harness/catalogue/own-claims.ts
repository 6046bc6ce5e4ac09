/*
 * harness/catalogue/own-claims.ts - what the author of a variant of one's own says of it: a claim about an oracle that
 * there is none of would come true in every run.
 */
import { oracles } from '../check/index.ts';
import { BadInput, notADate, notAFrequency, noSuchOracleClaimed } from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';
import type { Variant } from '../variant.ts';
import { placeOfFirst } from './user-code.ts';

const frequencies: ReadonlySet<string> = new Set(['never', 'sometimes', 'always']);

/** What a regular expression matches as itself. */
const literally = (text: string): string => text.replaceAll(/[^\w ]/g, String.raw`\$&`);

/** @throws BadInput that says where */
export function refuseClaims(
	{ claims, date }: Variant,
	{ path, text }: { readonly path: string; readonly text: string },
): void {
	const placeOf = (pattern: string): string =>
		placeOfFirst(pattern, path, text) ??
		placeOfFirst(String.raw`\bclaims\b`, path, text) ??
		`${path}:1:1`;
	const known = Object.keys(oracles);
	for (const [claim, stated] of Object.entries(claims)) {
		const place = placeOf(`['"\`]?${literally(claim)}['"\`]?\\s*:`);
		if (!known.includes(claim)) {
			throw new BadInput(noSuchOracleClaimed(place, claim, nearest(claim, known)));
		}
		if (!frequencies.has(stated)) throw new BadInput(notAFrequency(place, claim, stated));
	}
	if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(date)) {
		throw new BadInput(notADate(placeOf(String.raw`\bdate\s*:`), date));
	}
}
