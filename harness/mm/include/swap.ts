/*
 * harness/mm/include/swap.ts - the swap device, and what try_to_unmap() returns (linux/swap.h).
 */
import { field, type Field, type Lock } from '../../engine/struct.ts';
import { type swap_info, swapInfoStruct } from './structs.ts';

export const SDL: Lock<swap_info> = {
	field: field(swapInfoStruct, 'swap_device_lock'),
	bit: -1,
	kind: 'spin',
	name: 'SDL',
};
export const SLL: Lock<swap_info> = {
	field: field(swapInfoStruct, 'swap_list_lock'),
	bit: -1,
	kind: 'spin',
	name: 'SLL',
};
/** Users of each swap slot: use at(swap_map, entry). Slot 0 is the header and never used. */
export const swap_map: Field<swap_info> = field(swapInfoStruct, 'swap_map');
/** Not the kernel's: contents of each swap slot on disk. */
export const swapSlot: Field<swap_info> = field(swapInfoStruct, 'slot');
/** 1 once swapoff has begun: no new slots. */
export const swap_off: Field<swap_info> = field(swapInfoStruct, 'off');

export const SWAP_SUCCESS = 0;
export const SWAP_AGAIN = 1;
export const SWAP_FAIL = 2;
