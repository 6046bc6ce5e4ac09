/*
 * harness/mm/include/pagevec.ts - a few pages on their way to a list (linux/pagevec.h).
 */
import { field, type Field } from '../../engine/struct.ts';
import { type page, type pagevec, pagevecStruct } from './structs.ts';

export const pagevec_nr: Field<pagevec> = field(pagevecStruct, 'nr');
export const pagevec_pages: Field<pagevec, page> = field(pagevecStruct, 'pages');
