/*
 * harness/mm/include/tlb.ts - pages that are freed when an unmapping ends (asm-generic/tlb.h).
 */
import { field, type Field } from '../../engine/struct.ts';
import { type mm_struct, type mmu_gather, mmuGatherStruct, type page } from './structs.ts';

export const gather_mm: Field<mmu_gather, mm_struct> = field(mmuGatherStruct, 'mm');
export const gather_nr: Field<mmu_gather> = field(mmuGatherStruct, 'nr');
export const gather_freed: Field<mmu_gather> = field(mmuGatherStruct, 'freed');
export const gather_pages: Field<mmu_gather, page> = field(mmuGatherStruct, 'pages');
