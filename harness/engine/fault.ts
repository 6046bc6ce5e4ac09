/*
 * harness/engine/fault.ts - why a kernel is of no use: no verdict can be reached in which such a function takes
 * part. Data only; catalogue/bad-input.ts puts it into words.
 */

/** What a call has too much of, see endless.ts. */
export type Endless = 'steps' | 'depth' | 'idle';

/** A call that did not do the same when it was run again. */
export interface Nondeterminism {
	readonly kernel: string;
	/** The function, and what it was called with. */
	readonly name: string;
	readonly args: readonly number[];
	/** Which of its operations differs, from 1. */
	readonly step: number;
	/** What the operation was, and what it is when it is run again. */
	readonly was: string;
	readonly is: string;
}

/** What a user's function does that no kernel function may; `place` is its file, line and column. */
export type Misdeed =
	| { readonly does: 'throw'; readonly thrown: unknown }
	| { readonly does: 'call'; readonly called: string; readonly known: readonly string[] }
	| { readonly does: 'yield'; readonly yielded: unknown; readonly isCall: boolean }
	| {
			readonly does: 'operate';
			readonly operation: string;
			readonly operand: string;
			readonly value: unknown;
	  }
	/** A field of a struct that the object, of this name, is not. */
	| {
			readonly does: 'take';
			readonly field: string;
			readonly struct: string;
			readonly object: string;
	  }
	| { readonly does: 'return'; readonly returned: unknown }
	| { readonly does: 'not begin'; readonly isAsync: boolean }
	/** Keeps more than so many megabytes. */
	| { readonly does: 'hoard'; readonly megabytesMax: number };

export type Fault =
	| { readonly kind: 'nondeterministic'; readonly nondeterminism: Nondeterminism }
	/** `place` where it is known. */
	| {
			readonly kind: 'endless';
			readonly functionName: string;
			readonly endless: Endless;
			readonly limit: number;
			readonly place: string | null;
	  }
	| {
			readonly kind: 'user code';
			readonly place: string;
			readonly functionName: string;
			readonly misdeed: Misdeed;
	  };

export class KernelFault extends Error {
	override readonly name: string = 'KernelFault';
	readonly fault: Fault;

	constructor(fault: Fault) {
		super(fault.kind);
		this.fault = fault;
	}

	/** In few words, for who compares what two runs of a call do. */
	override toString(): string {
		const { fault } = this;
		const isThrown = fault.kind === 'user code' && fault.misdeed.does === 'throw';
		return isThrown ? String(fault.misdeed.thrown) : super.toString();
	}
}
