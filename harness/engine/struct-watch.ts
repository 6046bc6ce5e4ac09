/*
 * harness/engine/struct-watch.ts - notices a step of a user's own function whose field is of another struct than its
 * object, while the step is made. Only then does the stack say where in the file it is written.
 *
 * Nobody asks it in a search: there a stale pointer may lead a sound patch to the wrong struct, which is a finding.
 */
import type { AnyField } from './struct.ts';

/** What the user's function takes a field from; engine/user-code.ts says where. */
export class OtherStruct extends Error {
	override readonly name: string = 'OtherStruct';
	readonly field: AnyField;
	/** What the object is called. */
	readonly object: string;

	constructor(field: AnyField, object: string) {
		super(`${field.name} of ${object}`);
		this.field = field;
		this.object = object;
	}
}

/** What lies where. */
export interface Structs {
	/** By address: id of the struct whose object begins there, else 0. */
	readonly structAt: Uint8Array;
	readonly nameOf: (address: number) => string;
}

/** Where objects lie while somebody asks; null else. */
let asked: Structs | null = null;
/** Whether a user's function runs right now. */
let isUsers = false;

/** Does some work in which no user's function may take a field from an object of another struct. */
export function watchingStructs<T>(structs: Structs, work: () => T): T {
	asked = structs;
	try {
		return work();
	} finally {
		asked = null;
	}
}

export function userRuns(runs: boolean): void {
	isUsers = runs;
}

/** Told each step as it is made. @throws OtherStruct */
export function watchStep(field: AnyField | null | undefined, object: number | undefined): void {
	if (asked === null || !isUsers || field?.struct === undefined || object === undefined) return;
	const is = asked.structAt[object] ?? 0;
	if (is === 0 || is === field.struct.id) return;
	throw new OtherStruct(field, asked.nameOf(object));
}
