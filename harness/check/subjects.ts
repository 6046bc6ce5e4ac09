/*
 * harness/check/subjects.ts - what an oracle judges: where none of these kernel functions is entered, before the
 * race or in it, there is nothing that it could hold against a kernel.
 */
import type { OracleName } from './oracle-name.ts';

const adds: readonly string[] = ['page_add_rmap'];
const removes: readonly string[] = ['__remove_from_page_cache'];
const moves: readonly string[] = ['sys_remap_file_pages'];

export const subjectsOf: Partial<Readonly<Record<OracleName, readonly string[]>>> = {
	'orphan page mapped': removes,
	'access beyond EOF succeeds': ['vmtruncate'],
	'linear page instead of SIGBUS': moves,
	'spurious SIGBUS': ['do_page_fault'],
	'lost placement of a nonlinear page': moves,
	'not on disk': ['filemap_fdatawrite'],
	'stale block beyond EOF': ['vmtruncate'],
	'wrong end of file': ['generic_file_read'],
	'two copies of one file page': removes,
	'page not reachable by rmap': adds,
	'unreclaimable page': adds,
	'stale rmap entry': adds,
	'type confusion of page->pte': adds,
	'mapcount wrong': adds,
};
