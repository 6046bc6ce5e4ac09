/*
 * harness/replay/reader-name.ts - what a reader calls a function: a kernel developer knows the kernel's, and not into
 * which parts ours are cut.
 */
import { functionIn, placeOfFunction } from '../catalogue/function-places.ts';
import type { Timeline, TimelineFunction } from '../result.ts';

/** 'do_no_page' of its part do_no_page_anon, 'truncate' of userTruncate, by which a program asks for it. */
export function readerName({ name, kernel }: Pick<TimelineFunction, 'name' | 'kernel'>): string {
	if (kernel !== null) return functionIn(kernel);
	const call = /^user([A-Z])(.*)$/.exec(name);
	return call === null ? name : `${call[1]!.toLowerCase()}${call[2]!}`;
}

/** The same by name, for the functions that a timeline has. */
export function readerNames({ functions }: Pick<Timeline, 'functions'>): (name: string) => string {
	const names = new Map(functions.map((each) => [each.name, readerName(each)]));
	return (name) => names.get(name) ?? readerName({ name, kernel: null });
}

/** The same for each function of a variant, where nobody has looked up which ones are run. */
export function readerNamesOf(
	variant: Parameters<typeof placeOfFunction>[0],
): (name: string) => string {
	const names = new Map<string, string>();
	return (name) => {
		const known = names.get(name);
		if (known !== undefined) return known;
		const found = readerName({ name, kernel: placeOfFunction(variant, name)?.kernel ?? null });
		names.set(name, found);
		return found;
	};
}

/** Whether a function is one that only keeps books for the oracles, as no kernel does; `name` is a reader's. */
export const keepsBooks = (name: string): boolean => /[A-Z]/.test(name);

/**
 * A stack as a reader would have it, from the program on: what are parts of one function for us is one for him.
 * @example readerStack(['a', 'userTouch', 'do_no_page', 'do_no_page_anon'], nameOf) // ['a', 'touch', 'do_no_page']
 */
export function readerStack(
	[program = '', ...functions]: readonly string[],
	functionOf: (name: string) => string,
): string[] {
	const names = functions.map(functionOf).filter((name) => !keepsBooks(name));
	return [program, ...names.filter((name, i) => name !== names[i - 1])];
}
