/*
 * harness/audit/calibrate/step-program.ts - a program of the step language as it is read, see
 * workloads/calibrate/README.md.
 */

export type Expression =
	| { readonly is: 'number'; readonly value: number }
	| Reference
	| { readonly is: 'not'; readonly of: Expression }
	| {
			readonly is: 'binary';
			readonly operator: string;
			readonly left: Expression;
			readonly right: Expression;
	  };

/** A local, a shared word or `N`; or a shared word by its number. */
export type Reference =
	| { readonly is: 'name'; readonly name: string; readonly place: Place }
	| {
			readonly is: 'element';
			readonly name: string;
			readonly index: Expression;
			readonly place: Place;
	  };

export interface Assignment {
	readonly do: 'assign';
	readonly to: Reference;
	readonly value: Expression;
}

export interface Guarded {
	readonly do: 'when';
	readonly guard: Expression;
	readonly body: readonly Assignment[];
}

export type Deed =
	| Assignment
	| Guarded
	| {
			readonly do: 'cas' | 'increment' | 'trylock';
			/** Local that the outcome goes to, or null. */
			readonly to: string | null;
			readonly on: Reference;
			readonly args: readonly Expression[];
	  }
	| { readonly do: 'lock' | 'unlock'; readonly on: Reference }
	| {
			readonly do: 'if';
			readonly condition: Expression;
			readonly body: readonly Statement[];
			readonly otherwise: readonly Statement[];
	  }
	| { readonly do: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
	| { readonly do: 'repeat'; readonly body: readonly Statement[] };

export type Statement = Deed & { readonly place: Place };

export interface Place {
	readonly line: number;
	readonly column: number;
}

export interface Thread {
	readonly name: string;
	readonly place: Place;
	/** One thread for each value of this name, or one in all. */
	readonly range: {
		readonly name: string;
		readonly first: Expression;
		readonly last: Expression;
	} | null;
	readonly body: readonly Statement[];
}

export interface StepProgram {
	readonly name: string;
	readonly path: string;
	/** Shared words and mutexes, in order; `size` is null for a single one. */
	readonly shared: readonly {
		readonly name: string;
		readonly size: Expression | null;
		readonly isMutex: boolean;
		readonly place: Place;
	}[];
	readonly threads: readonly Thread[];
	readonly expects: readonly {
		readonly what: 'executions' | 'preemptions' | 'states';
		readonly n: number;
		/** One number, or one for each number of preemptions from 0. */
		readonly counts: readonly number[];
	}[];
}
