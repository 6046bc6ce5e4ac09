/*
 * harness/catalogue/origin.ts - where a variant of ours comes from, and of which idea it is a form.
 */
import { alternatives } from '../../variants/alternatives.ts';
import { baseName, namesOfTheMail, variants } from '../../variants/index.ts';
import { type Reading, readings } from '../../variants/readings.ts';
import type { Variant } from '../variant.ts';
import { placeOfOurs } from './variant-source.ts';

/** The folders of variants/. */
type Origin = 'mail' | 'thread' | 'linux';

/** Null of what is not ours, and of stacks. */
export function originOf(where: string): Origin | null {
	if (!Object.hasOwn(variants, where)) return null;
	return placeOfOurs(where).split('/')[1] as Origin;
}

/**
 * The first form of the same idea: what the mail has below a variant of its own, and of its alternatives the first. Its own
 * name where there are no others.
 */
export function ideaOf({ name, base }: Pick<Variant, 'name' | 'base'>): string {
	const isOfMail = [name, base?.name ?? baseName].every((each) => namesOfTheMail.includes(each));
	if (isOfMail && base !== undefined && base.name !== baseName) return ideaOf(base);
	return (
		alternatives.find(({ names, isOneIdea }) => isOneIdea && names.includes(name))?.names[0] ?? name
	);
}

/** What one of ours does otherwise than the words that it quotes, and the variant that takes them literally. */
export function readingOf({
	name,
}: Pick<Variant, 'name'>): Pick<Reading, 'literal' | 'says'> | null {
	const found = Object.hasOwn(variants, name)
		? readings.find(({ variant }) => variant === name)
		: undefined;
	return found === undefined ? null : { literal: found.literal, says: found.says };
}
