/*
 * harness/replay/reader-name.ts - what a reader calls a function: a kernel developer knows the kernel's, and not into
 * which parts ours are cut.
 */
import { functionIn } from '../catalogue/function-places.ts';
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
