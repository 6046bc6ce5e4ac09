/*
 * harness/mm/include/rmap-locking.ts - pte_chains and their lock (linux/rmap-locking.h, mm/rmap.c).
 */
import { field, type Field, type Lock } from '../../engine/struct.ts';
import { page_flags } from './page-flags.ts';
import { type page, type pte_addr, type pte_chain, pteChainStruct } from './structs.ts';

/** pte_chain_lock. */
export const CL: Lock<page> = { field: page_flags, bit: 15, kind: 'bit-spin', name: 'CL' };

export const pte_chain_next: Field<pte_chain, pte_chain> = field(pteChainStruct, 'next');
export const pte_chain_ptes: Field<pte_chain, pte_addr> = field(pteChainStruct, 'ptes');
