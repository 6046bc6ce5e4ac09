/*
 * harness/mm/bookkeeping.ts - words that are not the kernel's: what came of accesses, and what users believe.
 */
import type { Layout } from '../engine/layout.ts';
import { field, type Field } from '../engine/struct.ts';
import { FILE_PAGES_MAX, INTENDED_PAGES } from './include/sizes.ts';
import {
	type address_space,
	type mm_struct,
	mmStruct,
	type outcome,
	outcomeStruct,
	type userCalls,
	type userMap,
	userCallsStruct,
	userMapStruct,
} from './include/structs.ts';

/** What the user believes each page of the address space shows. See intendedOf. */
export const mmIntended: Field<mm_struct> = field(mmStruct, 'intended');

export const outcomeResult: Field<outcome> = field(outcomeStruct, 'result');
export const outcomeValue: Field<outcome> = field(outcomeStruct, 'value');
/** Values of outcomeResult; 0 means that it has not happened. */
export const OUTCOME_VALUE = 1;
export const OUTCOME_SIGBUS = 2;
export const OUTCOME_SEGV = 3;
export const OUTCOME_OOM = 4;
/** The value is the errno; 0 at the end of file. */
export const OUTCOME_ERRNO = 5;
/**
 * What a call without an access returned, in a cell of its own: -errno, or one more than a value; 0 as long as
 * it has not returned, and where it returned what is no news, see cell/calls.ts.
 */
export const callReturned: Field<outcome> = outcomeValue;
/** userAccess: reads the value of a page, stores one, or stores bytes beside it, of which no test knows. */
export const USER_READ = 0;
export const USER_TOUCH = 2;
/** userAccess: the MMU faults. */
export const ACCESS_FAULT = -1;
/** userAccess: the frame behind the pte has been freed. */
export const ACCESS_FREED = -2;
/** generic_file_read: nothing at or beyond the end of the file. */
export const READ_EOF = -999;
/** install_page_convert: nothing was to be converted. install_page() still has its -ENOMEM in `err` then. */
export const LINEAR = 2;
/** filemap_make_uptodate: truncation won the page lock. */
export const TRUNCATED = 1;

/** Where a map is that one program makes in the race and another uses; 0 as long as it is not made. */
export const userMapAddress: Field<userMap> = field(userMapStruct, 'address');

/** Calls under way of which nobody knows yet which pages they are about. */
export const callsWide: Field<userCalls> = field(userCallsStruct, 'wide');
/** Those of them that are mremap(). */
export const callsMoving: Field<userCalls> = field(userCallsStruct, 'moving');
/** Calls under way on each page, and whether one of them has met another. */
export const callsOnPage: Field<userCalls> = field(userCallsStruct, 'on_page');

/** `intended` of a slot that the user chose nothing for. */
export const INTENDS_NOTHING = 0;
/** `intended` of a slot that the user chose anonymous memory for. */
export const INTENDS_ANONYMOUS = -1;
/** `intended` of a slot of which nobody can tell what the user chose, see overlapping-calls.ts. */
export const INTENDS_UNCERTAIN = -2;
/** `intended` of a slot that the user chose this file page for: a positive number. */
export const intendedOf = (mapping: address_space, index: number): number =>
	mapping * FILE_PAGES_MAX * 2 + index + 1;
export const intendedMapping = (intended: number): address_space =>
	Math.floor((intended - 1) / (FILE_PAGES_MAX * 2));
export const intendedIndex = (intended: number): number => (intended - 1) % (FILE_PAGES_MAX * 2);

const bookkeeping: ReadonlySet<number> = new Set(
	[outcomeStruct, userMapStruct, userCallsStruct].map(({ id }) => id),
);

/** Whether the word is not the kernel's: what came of an access, what programs know or intend. */
export function isBookkeeping({ objectOf, structAt }: Layout, address: number): boolean {
	const object = objectOf[address]!;
	const struct = structAt[object]!;
	if (struct !== mmStruct.id) return bookkeeping.has(struct);
	const word = address - object - mmIntended.offset;
	return word >= 0 && word < INTENDED_PAGES;
}
