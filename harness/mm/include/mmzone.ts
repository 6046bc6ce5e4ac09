/*
 * harness/mm/include/mmzone.ts - the LRU lists of the one zone, and its counters (linux/mmzone.h).
 */
import { field, type Field, type ListField, type Lock } from '../../engine/struct.ts';
import { LRU_PAGES } from './sizes.ts';
import { type page, type zone, zoneStruct } from './structs.ts';

export const LRU: Lock<zone> = {
	field: field(zoneStruct, 'lru_lock'),
	bit: -1,
	kind: 'spin',
	name: 'LRU',
};
export const active_list: ListField<zone, page> = {
	head: field(zoneStruct, 'active_list'),
	capacity: LRU_PAGES,
};
export const inactive_list: ListField<zone, page> = {
	head: field(zoneStruct, 'inactive_list'),
	capacity: LRU_PAGES,
};
/** page_states.nr_mapped, summed over cpus. */
export const nr_mapped: Field<zone> = field(zoneStruct, 'nr_mapped');
