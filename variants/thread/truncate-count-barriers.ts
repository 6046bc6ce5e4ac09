/*
 * variants/thread/truncate-count-barriers.ts - mm: smp_rmb between truncate_count and i_size
 *
 * > memory barriers for the no_page race fix
 *
 * V17c. The reader's half, on top of the writer's: a fault that has seen the new count must not have
 * looked at i_size before. -mm had barriers in 2003; one between truncate_count and i_size was found to
 * be missing in 2.6.11-rc3 (25 Jan 2005, 49d9d30b). Where it stands follows from what it orders.
 * Claims are what it is meant to achieve.
 */
import { become, load, lock, smp_rmb } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	PTL,
	truncate_count,
	type address_space,
	type mm_struct,
	type pte_addr,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import truncateCountWmb from './truncate-count-wmb.ts';

/**
 * What do_no_page() remembers before nopage, to compare it with truncate_count afterwards.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* do_no_page_count(this: Kernel, mapping: address_space): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	yield* smp_rmb(); // nopage looks at i_size after this
	return sequence;
}

/**
 * A fault that met a truncation begins again. The chain node is freed by now (f7ba33ab, 4 October 2003).
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* do_no_page_again(
	this: Kernel,
	_mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
	pte_chain: pte_chain,
): Task<number> {
	yield* this.pte_chain_free(pte_chain);
	yield* lock(PTL, mm);
	return yield* become('do_no_page', mm, vma, address, write, ptep);
}

const variant: Variant = defineVariant({
	name: 'truncate-count-barriers',
	subject: 'mm: smp_rmb between truncate_count and i_size',
	from: '25 Jan 2005, 2.6.11-rc3, 49d9d30b',
	date: '2005-01-25',
	base: truncateCountWmb,
	replaces: {},
	adds: { do_no_page_count, do_no_page_again },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
