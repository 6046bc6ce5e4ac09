/*
 * harness/measure/straight/struct.ts - engine/struct.ts for the straight build: words of arrays are named nowhere,
 * since making their names would cost more than the access.
 */
import type { Field } from '../../engine/struct.ts';

export { defineStruct, field, listWords, structTypes } from '../../engine/struct.ts';

/** The i-th word of an array field. */
export function at<O extends number, V extends number>(
	array: Field<O, V>,
	index: number,
): Field<O, V> {
	return { struct: array.struct, name: array.name, offset: array.offset + index };
}
