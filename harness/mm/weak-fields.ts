/*
 * mm/weak-fields.ts - what the kernel reads without a lock while others write it.
 */
import type { AnyField, Field } from '../engine/struct.ts';
import {
	i_size,
	invalidate_count,
	page_mapping,
	page_pte,
	truncate_count,
	type address_space,
} from './mm_types.ts';

/** page->pte is the count of mappings that page_mapped() looks at. */
const fields: readonly AnyField[] = [
	page_mapping,
	page_pte,
	i_size,
	truncate_count,
	invalidate_count,
];
const names: ReadonlySet<string> = new Set(
	fields.map(({ struct, name }) => `${struct.id} ${name}`),
);

/** Whether a store to the field may be late, and a load of it early. */
export const isWeakField = ({ struct, name }: AnyField): boolean =>
	names.has(`${struct.id} ${name}`);

/**
 * Fields of an address_space of which a cpu may load old values. A pointer to an address_space is
 * constant while somebody uses the file, so the dependency on it holds nothing back. That on a pointer
 * to a page does where the page is new (but for Alpha), so that page->mapping may be loaded early only
 * of pages that were cached before the race.
 */
export const earlyFields: readonly Field<address_space>[] = [i_size, truncate_count];
