/*
 * harness/measure/straight/table.ts - the functions of a kernel of the straight build, by name, and what stands around them.
 */

/** A kernel function in its straight form. */
export type StraightFunction = (...args: number[]) => number | boolean | undefined;
export type StraightTable = Record<string, StraightFunction>;

/** What stands around a function of the table: it calls `inner`, or does not. */
export interface Around {
	readonly name: string;
	readonly around: (inner: StraightFunction) => StraightFunction;
	/** Where the function goes back to its beginning it stays inside. */
	readonly isOnce?: boolean;
}
