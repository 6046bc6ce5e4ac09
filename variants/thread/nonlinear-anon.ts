/*
 * variants/thread/nonlinear-anon.ts - truncate: what a nonlinear vma maps beyond the end becomes anonymous
 *
 * > don't do the SIGBUS thing at all for nonlinear mappings
 *
 * Andrew Morton, 4 April 2003: such pages become anonymous, for which the vma has to be
 * VM_NONLINEAR.
 *
 * Open: how. The first remap_file_pages() sets the flag, under i_shared_sem; truncation passes over
 * such vmas; a page that is still mapped is converted to chains before it leaves the cache, so that
 * swap can have it. A fault beyond the end that finds no page still raises SIGBUS. -ENOMEM of the
 * conversion is not looked at. That a removed page stays mapped is what is proposed, and no
 * claim of it; the claims are a reading.
 */
import { load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageMappedToDisk,
	ClearPageUptodate,
	EINVAL,
	mmap_sem,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PagePrivate,
	SS,
	vm_end,
	vm_file,
	vm_flags,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	type address_space,
	type mm_struct,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { VM_NONLINEAR } from '../mail/nonlinear-aware.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

/** The kernel with what this patch adds. */
type Patched = PatchedBy<typeof import('./nonlinear-anon.ts')>;

/**
 * remap_file_pages(): shows other pages of the file in a part of one shared mapping. It holds mmap_sem for
 * writing, as the vma is marked.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity customised: mmap_sem for write, and until all pages are there
 */
export function* sys_remap_file_pages(
	this: Kernel,
	mm: mm_struct,
	start: number,
	size: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	if (prot !== 0) return -EINVAL;
	if (size <= 0) return -EINVAL;
	let err = -EINVAL;
	yield* lock(mmap_sem, mm); // for vm_flags
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0) err = yield* this.remap_in_vma(vma, start, size, pgoff, nonblock);
	yield* unlock(mmap_sem, mm);
	return err;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, what becomes of the vma, and populate.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* remap_in_vma(
	this: Patched,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (!(flags & VM_SHARED)) return -EINVAL;
	if ((yield* load(vm_file, vma)) === 0) return -EINVAL;
	if (start < (yield* load(vm_start, vma))) return -EINVAL;
	if (start + size > (yield* load(vm_end, vma))) return -EINVAL;
	yield* this.vma_remapped(vma, flags);
	return yield* this.filemap_populate(vma, start, size, vm_page_prot(flags), pgoff, nonblock);
}

/**
 * Marks a vma that shows pages out of place.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_remapped(this: Kernel, vma: vm_area_struct, flags: number): Task {
	if (flags & VM_NONLINEAR) return;
	const mapping = yield* load(vm_file, vma);
	yield* lock(SS, mapping);
	yield* store(vm_flags, vma, flags | VM_NONLINEAR);
	yield* unlock(SS, mapping);
}

/**
 * Body of vmtruncate_list()'s loop. What a nonlinear vma shows it keeps.
 * @part-of mm/memory.c:vmtruncate_list
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
function* vmtruncate_vma(this: Kernel, vma: vm_area_struct, pgoff: number): Task {
	if ((yield* load(vm_flags, vma)) & VM_NONLINEAR) return;
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const len = end - start;
	// mapping wholly truncated?
	if ((yield* load(vm_pgoff, vma)) >= pgoff) {
		yield* this.zap_page_range(vma, start, len);
		return;
	}
	// mapping wholly unaffected?
	const diff = (pgoff - (yield* load(vm_pgoff, vma))) >>> 0;
	if (diff >= len >>> PAGE_SHIFT) return;
	yield* this.zap_page_range(vma, start + (diff << PAGE_SHIFT), len - (diff << PAGE_SHIFT));
}

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it becomes
 * anonymous, with chains, while page->mapping still leads to its ptes.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) yield* this.page_convert_anon(page);
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'nonlinear-anon',
	subject: 'truncate: what a nonlinear vma maps beyond the end becomes anonymous',
	from: 'Andrew Morton, 4 Apr 2003 10:54 PST, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: { sys_remap_file_pages, remap_in_vma, vmtruncate_vma, truncate_complete_page },
	adds: { vma_remapped },
	claims: {
		'linear page instead of SIGBUS': 'never',
		'page not reachable by rmap': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
	},
});

export default variant;
