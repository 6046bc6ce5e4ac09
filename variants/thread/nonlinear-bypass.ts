/*
 * variants/thread/nonlinear-bypass.ts - mm: nonlinear vmas are left alone by truncation and by reclaim
 *
 * Andrea Arcangeli, 5 April 2003, under which rules he could accept remap_file_pages: the pager ignores
 * such a vma, everything in it is pinned, and truncation leaves its pages mapped; their reference keeps
 * them, outside the page cache, until munmap.
 *
 * Open: rules 1, 3, 6 and 7 are about who may call it; here whoever calls remap_file_pages() has said so.
 * What was linear in the vma before is left alone too. On top of nonlinear-aware, whose list of such vmas
 * is what nobody looks at.
 */
import type { Kernel } from '../../harness/mm/index.ts';
import type { address_space, Task } from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import nonlinearAware from '../mail/nonlinear-aware.ts';

/**
 * Truncation passes over nonlinear vmas.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked mapping->i_shared_sem
 * @fidelity customised: does nothing, as the proposal wants it
 */
function* vmtruncate_nonlinear(this: Kernel, _mapping: address_space, _pgoff: number): Task {}

/**
 * Reclaim passes over nonlinear vmas.
 * @part-of mm/rmap.c:try_to_unmap_file
 * @locked page, i_shared_sem
 * @fidelity customised: does nothing, as the proposal wants it
 */
function* try_to_unmap_nonlinear(this: Kernel, _mapping: address_space, _mapcount: number): Task {}

const variant: Variant = defineVariant({
	name: 'nonlinear-bypass',
	subject: 'mm: nonlinear vmas are left alone by truncation and by reclaim',
	from: 'Andrea Arcangeli, 5 Apr 2003 03:31, "objrmap and vmtruncate" <20030405013143.GJ16293@dualathlon.random>',
	date: '2003-04-05',
	base: nonlinearAware,
	replaces: {},
	adds: { vmtruncate_nonlinear, try_to_unmap_nonlinear },
	claims: {
		'orphan page mapped': 'sometimes',
		'freed while mapped': 'never',
		'page leaked': 'never',
		'kernel BUG': 'never',
	},
});

export default variant;
