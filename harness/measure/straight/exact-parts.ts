/*
 * harness/measure/straight/exact-parts.ts - functions in which what happens is to be counted when it happens.
 *
 * What a look at a vma costs is the difference of the counts at two list_next() of one walk (vma-walks.ts). Functions that
 * such a walk enters and in which it may come to a list_next() therefore count nothing ahead. All others are as a whole
 * before, between or behind two of them.
 */
import { within } from './expressions.ts';
import type { Found } from './linkable.ts';
import type { Part } from './parts.ts';
import type { StraightTable } from './table.ts';

/** All that a function calls, by what it means. */
function calledIn({ module, part }: Found, table: StraightTable): readonly unknown[] {
	return [...within(part.pieces)].flatMap((each) => {
		if (each[0] !== 'k') return [];
		const [, on, name] = each;
		return [on === 'this' ? table[name] : module.meaning(name)];
	});
}

/** Parts that one of the walkers enters and that may come to a list_next(). */
export function exactParts(
	walkers: readonly string[],
	operations: Readonly<Record<string, unknown>>,
	table: StraightTable,
	parts: ReadonlyMap<unknown, Found>,
): ReadonlySet<Part> {
	const others = new Set(Object.values(operations));
	others.delete(operations['list_next']);
	// By function that is entered: what it calls. What was not taken apart may call anything.
	const calls = new Map<unknown, readonly unknown[]>();
	const pending: unknown[] = walkers.map((name) => table[name]);
	while (pending.length > 0) {
		const meant = pending.pop();
		const found = parts.get(meant);
		if (found === undefined || calls.has(meant)) continue;
		const called = calledIn(found, table);
		calls.set(meant, called);
		pending.push(...called);
	}
	const isOther = (meant: unknown): boolean => !parts.has(meant) && !others.has(meant);
	const exact = new Set<unknown>();
	for (let before = -1; exact.size > before;) {
		before = exact.size;
		for (const [meant, called] of calls) {
			if (called.some((each) => isOther(each) || exact.has(each))) exact.add(meant);
		}
	}
	return new Set([...exact].map((meant) => parts.get(meant)!.part));
}
