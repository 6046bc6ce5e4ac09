/*
 * harness/catalogue/function-places.ts - where the functions stand that an execution runs through.
 */
import { relative } from 'node:path';
import { type AddedFunction, functionOf, type Variant } from '../variant.ts';
import { textOfFunction } from './function-text.ts';

export interface FunctionPlace {
	/** A path from the package's root; of a user's own file from the folder that the command runs in. */
	readonly file: string;
	/** Of the line that has its name; from 1. */
	readonly line: number;
	/** 'mm/memory.c:do_no_page', of which it is the text or a part; null where no kernel has it. */
	readonly kernel: string | null;
}

/** What the tags of a function say; what stands behind 'as' is only our name of it. */
function kernelPlaceIn(text: string): string | null {
	const [, place = 'none'] = /@(?:kernel|part-of) (\S+)/.exec(text) ?? [];
	return place === 'none' ? null : place;
}

/** Null of what is no function of the kernel, and of what nobody has the text of. */
export function placeOfFunction(variant: Variant, name: string): FunctionPlace | null {
	const found = functionOf(variant, name);
	if (typeof found !== 'function') return null;
	const source = textOfFunction(found as AddedFunction, variant)?.source;
	if (source === undefined) return null;
	const above = source.text.split('\n').findIndex((line) => /^(?:export )?function\*/.test(line));
	const file = source.path.startsWith('/') ? relative(process.cwd(), source.path) : source.path;
	return { file, line: source.line + Math.max(0, above), kernel: kernelPlaceIn(source.text) };
}

/** 'do_no_page' of 'mm/memory.c:do_no_page'. */
export const functionIn = (place: string): string => place.slice(place.indexOf(':') + 1);
