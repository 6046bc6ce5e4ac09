/*
 * harness/mm/include/page.ts - frames of mem_map and their numbers (asm-i386/page.h).
 */
import { memMap, memMapPages } from '../layout.ts';
import { type page, pageStruct } from './structs.ts';

/** Whether this is a frame of mem_map. */
export const pfn_valid = (pfn: number): boolean => pfn >= 1 && pfn <= memMapPages;

const pageWords = pageStruct.words + 1;
export const page_to_pfn = (page: page): number => (page - memMap) / pageWords + 1;
export const pfn_to_page = (pfn: number): page => memMap + (pfn - 1) * pageWords;

/** Every frame of mem_map, in order. */
export const mem_map: readonly page[] = Array.from({ length: memMapPages }, (_, i) =>
	pfn_to_page(i + 1),
);
