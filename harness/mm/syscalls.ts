/*
 * mm/syscalls.ts - the calls that workloads make. Each enters the kernel as the system call of that
 * name does and keeps, beside it, what the user believes: which file page every page of the address
 * space shows (mm.intended), and what came of each access (outcome cells).
 */
import {
	atomic,
	become,
	BUG,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	syscall_end,
	unlock,
} from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import type { Kernel } from './index.ts';
import {
	ACCESS_FAULT,
	ACCESS_FREED,
	INTENDS_ANONYMOUS,
	INTENDS_NOTHING,
	INTENDS_UNCERTAIN,
	IS,
	intendedOf,
	mmap_sem,
	mmIntended,
	MREMAP_ELSEWHERE,
	MREMAP_FIXED,
	OUTCOME_ERRNO,
	OUTCOME_OOM,
	OUTCOME_SEGV,
	OUTCOME_SIGBUS,
	OUTCOME_VALUE,
	outcomeResult,
	outcomeValue,
	PAGE_SHIFT,
	INTENDED_PAGES,
	READ_EOF,
	TASK_SIZE,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_pgoff,
	vm_start,
	type address_space,
	type mm_struct,
	type outcome,
	type Task,
} from './mm_types.ts';

/**
 * Notes what came of an access, if anybody wants to know.
 * @kernel none
 * @locked none
 * @fidelity customised: bookkeeping of the workload
 */
export function* noteOutcome(this: Kernel, cell: outcome, result: number, value: number): Task {
	if (cell === 0) return;
	yield* store(outcomeValue, cell, value);
	yield* store(outcomeResult, cell, result);
}

/**
 * Notes what the user now expects of a range: a run of file pages from `first` on (an intendedOf), or
 * INTENDS_x. Where calls can overlap between the kernel's steps and this one, see overlapping-calls.ts.
 * @kernel none
 * @locked none
 * @fidelity customised: bookkeeping of the workload
 */
export function* intend(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	first: number,
): Task {
	for (let i = 0; i < pages; i++) {
		yield* store(at(mmIntended, (address >>> PAGE_SHIFT) + i), mm, first > 0 ? first + i : first);
	}
}

/**
 * mmap().
 * @kernel arch/i386/kernel/sys_i386.c:do_mmap2
 * @locked none
 * @fidelity customised: flags as in do_mmap_pgoff
 */
export function* userMap(
	this: Kernel,
	mm: mm_struct,
	mapping: address_space,
	pgoff: number,
	pages: number,
	flags: number,
	fixed: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const address = yield* this.do_mmap_pgoff(mm, mapping, fixed, pages << PAGE_SHIFT, flags, pgoff);
	if (address > 0) {
		yield* this.intend(
			mm,
			address,
			pages,
			mapping === 0 ? INTENDS_ANONYMOUS : intendedOf(mapping, pgoff),
		);
	} else if (flags & 16 && fixed >= 0 && fixed <= TASK_SIZE - (pages << PAGE_SHIFT)) {
		// MAP_FIXED that fails may have unmapped what was there, and says nothing of it.
		yield* this.intend(mm, fixed, pages, INTENDS_UNCERTAIN);
	}
	yield* unlock(mmap_sem, mm);
	yield* syscall_end();
	return address;
}

/**
 * munmap().
 * @kernel mm/mmap.c:sys_munmap
 * @locked none
 * @fidelity followed
 */
export function* userUnmap(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_munmap(mm, address, pages << PAGE_SHIFT);
	if (error === 0) yield* this.intend(mm, address, pages, INTENDS_NOTHING);
	yield* unlock(mmap_sem, mm);
	yield* syscall_end();
	return error;
}

/**
 * mremap() to some other place, which it returns.
 * @kernel none
 * @locked none
 * @fidelity customised: mremap(MREMAP_FIXED) to a place that was free
 */
export function* userMove(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const len = pages << PAGE_SHIFT;
	const moved = yield* this.do_mremap(mm, address, len, len, MREMAP_ELSEWHERE, 0);
	if (moved > 0) {
		for (let i = 0; i < pages; i++) {
			const was = yield* load(at(mmIntended, (address >>> PAGE_SHIFT) + i), mm);
			yield* store(at(mmIntended, (moved >>> PAGE_SHIFT) + i), mm, was);
			yield* store(at(mmIntended, (address >>> PAGE_SHIFT) + i), mm, 0);
		}
	}
	yield* unlock(mmap_sem, mm);
	yield* syscall_end();
	return moved;
}

/**
 * mremap(); returns the address. `fixed` is the address of MREMAP_FIXED.
 * @kernel mm/mremap.c:sys_mremap
 * @locked none
 * @fidelity followed
 */
export function* userMremap(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	newPages: number,
	flags: number,
	fixed: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const [len, newLen] = [pages << PAGE_SHIFT, newPages << PAGE_SHIFT];
	const at = yield* this.do_mremap(mm, address, len, newLen, flags, fixed);
	if (at > 0) yield* this.rememberMremap(mm, address, pages, at, newPages);
	else {
		yield* this.forgetUnmapped(mm, address, pages);
		if (flags & MREMAP_FIXED) yield* this.forgetUnmapped(mm, fixed, newPages);
	}
	yield* unlock(mmap_sem, mm);
	yield* syscall_end();
	return at;
}

/**
 * What the user expects after a successful mremap(): what there was at its new place, behind it what the mapping
 * goes on with, and nothing where it was.
 * @kernel none
 * @locked mmap_sem for write
 * @fidelity customised: bookkeeping of the workload
 */
export function* rememberMremap(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	to: number,
	newPages: number,
): Task {
	const kept = pages < newPages ? pages : newPages;
	if (to !== address) {
		for (let i = 0; i < kept; i++) {
			const was = yield* load(at(mmIntended, (address >>> PAGE_SHIFT) + i), mm);
			yield* store(at(mmIntended, (to >>> PAGE_SHIFT) + i), mm, was);
		}
		yield* this.intend(mm, address, kept, INTENDS_NOTHING);
	}
	yield* this.intend(mm, address + (kept << PAGE_SHIFT), pages - kept, INTENDS_NOTHING);
	if (newPages === kept) return;
	const more = to + (kept << PAGE_SHIFT);
	const vma = yield* this.find_vma_in(mm, more, 0);
	const mapping = vma === 0 ? 0 : yield* load(vm_file, vma);
	const from = mapping === 0 ? 0 : (more - (yield* load(vm_start, vma))) >>> PAGE_SHIFT;
	const first =
		mapping === 0 ? INTENDS_ANONYMOUS : intendedOf(mapping, (yield* load(vm_pgoff, vma)) + from);
	yield* this.intend(mm, more, newPages - kept, first);
}

/**
 * What a failed call has unmapped all the same, the user does not expect to be there.
 * @kernel none
 * @locked mmap_sem for write
 * @fidelity customised: bookkeeping of the workload
 */
export function* forgetUnmapped(this: Kernel, mm: mm_struct, address: number, pages: number): Task {
	for (let i = 0; i < pages && address + (i << PAGE_SHIFT) < TASK_SIZE; i++) {
		const page = address + (i << PAGE_SHIFT);
		const vma = yield* this.find_vma_in(mm, page, 0);
		if (vma === 0 || (yield* load(vm_start, vma)) > page)
			yield* this.intend(mm, page, 1, INTENDS_NOTHING);
	}
}

/**
 * mlock().
 * @kernel mm/mlock.c:sys_mlock
 * @locked none
 * @fidelity followed
 */
export function* userMlock(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
): Task<number> {
	const error = yield* this.sys_mlock(mm, address, pages << PAGE_SHIFT);
	yield* syscall_end();
	return error;
}

/**
 * munlock().
 * @kernel mm/mlock.c:sys_munlock
 * @locked none
 * @fidelity followed
 */
export function* userMunlock(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
): Task<number> {
	const error = yield* this.sys_munlock(mm, address, pages << PAGE_SHIFT);
	yield* syscall_end();
	return error;
}

/**
 * mlockall().
 * @kernel mm/mlock.c:sys_mlockall
 * @locked none
 * @fidelity followed
 */
export function* userMlockall(this: Kernel, mm: mm_struct, flags: number): Task<number> {
	const error = yield* this.sys_mlockall(mm, flags);
	yield* syscall_end();
	return error;
}

/**
 * munlockall().
 * @kernel mm/mlock.c:sys_munlockall
 * @locked none
 * @fidelity followed
 */
export function* userMunlockall(this: Kernel, mm: mm_struct): Task<number> {
	const error = yield* this.sys_munlockall(mm);
	yield* syscall_end();
	return error;
}

/**
 * remap_file_pages() with prot 0.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity followed
 */
export function* userRemap(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const error = yield* this.sys_remap_file_pages(
		mm,
		address,
		pages << PAGE_SHIFT,
		0,
		pgoff,
		nonblock,
	);
	if (error === 0) yield* this.rememberRemap(mm, address, pages, pgoff);
	yield* syscall_end();
	return error;
}

/**
 * What the user expects after a successful remap_file_pages().
 * @kernel none
 * @locked none
 * @fidelity customised: bookkeeping of the workload
 */
export function* rememberRemap(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	pgoff: number,
): Task {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma_in(mm, address, 0);
	// Somebody else may have unmapped it since.
	if (vma !== 0 && (yield* load(vm_start, vma)) <= address) {
		yield* this.intend(mm, address, pages, intendedOf(yield* load(vm_file, vma), pgoff));
	}
	yield* read_unlock(mmap_sem, mm);
}

/**
 * Accesses that the search tells apart: most come through at the second, and what lies behind that one should not
 * lie ahead of the first. From there on going round again is the same state.
 */
const triesApart = 4;

/**
 * One load or store by the user: tried, faulted, tried again.
 * @kernel none
 * @locked none
 * @fidelity customised: the processor
 */
export function* userTouch(
	this: Kernel,
	mm: mm_struct,
	address: number,
	write: number,
	value: number,
	cell: outcome,
): Task<number> {
	for (let tries = 0; tries < triesApart; tries++) {
		const got = yield* atomic('userAccess', mm, address, write, value);
		if (got === ACCESS_FREED) yield* BUG('user access to a freed page');
		if (got !== ACCESS_FAULT) {
			yield* this.noteOutcome(cell, OUTCOME_VALUE, write ? value : got);
			yield* syscall_end();
			return 0;
		}
		const fault = yield* this.do_page_fault(mm, address, write);
		if (fault > VM_FAULT_SIGBUS) continue;
		yield* this.noteOutcome(
			cell,
			fault === VM_FAULT_SIGBUS
				? OUTCOME_SIGBUS
				: fault === VM_FAULT_OOM
					? OUTCOME_OOM
					: OUTCOME_SEGV,
			0,
		);
		yield* syscall_end();
		return -1;
	}
	// An access that faults for ever comes back to where it was, and is found as a livelock.
	return yield* become('userTouch', mm, address, write, value, cell);
}

/**
 * read() of one page.
 * @kernel fs/read_write.c:sys_read
 * @locked none
 * @fidelity customised: whole pages
 */
export function* userRead(
	this: Kernel,
	mapping: address_space,
	index: number,
	cell: outcome,
): Task<number> {
	const got = yield* this.generic_file_read(mapping, index);
	if (got >= 0) yield* this.noteOutcome(cell, OUTCOME_VALUE, got);
	else yield* this.noteOutcome(cell, OUTCOME_ERRNO, got === READ_EOF ? 0 : -got);
	yield* syscall_end();
	return 0;
}

/**
 * write() of one page. Its bytes are in the program's memory at `from`; the value that tests follow is not.
 * @kernel fs/read_write.c:sys_write
 * @locked none
 * @fidelity customised: whole pages
 */
export function* userWrite(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
	cell: outcome,
	mm: mm_struct,
	from: number,
): Task<number> {
	const error = yield* this.generic_file_write(mapping, index, value, mm, from);
	if (error === 0) yield* this.noteOutcome(cell, OUTCOME_VALUE, value);
	else yield* this.noteOutcome(cell, OUTCOME_ERRNO, -error);
	yield* syscall_end();
	return error;
}

/**
 * ftruncate().
 * @kernel fs/open.c:sys_ftruncate
 * @locked none
 * @fidelity followed
 */
export function* userTruncate(
	this: Kernel,
	mapping: address_space,
	length: number,
	cell: outcome,
): Task<number> {
	const error = yield* this.do_truncate(mapping, length);
	yield* this.noteOutcome(cell, error === 0 ? OUTCOME_VALUE : OUTCOME_ERRNO, -error);
	yield* syscall_end();
	return error;
}

/**
 * fsync(): the first error is what it returns, and what was begun is waited for all the same.
 * @kernel fs/buffer.c:sys_fsync
 * @locked none
 * @fidelity customised: no fsync of the file's metadata
 */
export function* userFsync(this: Kernel, mapping: address_space): Task<number> {
	yield* lock(IS, mapping);
	const error = yield* this.filemap_fdatawrite(mapping);
	const waited = yield* this.filemap_fdatawait(mapping);
	yield* unlock(IS, mapping);
	yield* syscall_end();
	return error === 0 ? waited : error;
}

/**
 * write() through O_DIRECT.
 * @kernel mm/filemap.c:generic_file_write_nolock
 * @locked none
 * @fidelity customised: whole pages
 */
export function* userDirectWrite(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
	cell: outcome,
): Task<number> {
	yield* lock(IS, mapping);
	const error = yield* this.generic_file_direct_write(mapping, index, value);
	yield* unlock(IS, mapping);
	if (error === 0) yield* this.noteOutcome(cell, OUTCOME_VALUE, value);
	else yield* this.noteOutcome(cell, OUTCOME_ERRNO, -error);
	yield* syscall_end();
	return error;
}

/**
 * read() of one page through O_DIRECT.
 * @kernel mm/filemap.c:__generic_file_aio_read
 * @locked none
 * @fidelity customised: whole pages
 */
export function* userDirectRead(
	this: Kernel,
	mapping: address_space,
	index: number,
	cell: outcome,
): Task<number> {
	const got = yield* this.generic_file_direct_read(mapping, index);
	if (got >= 0) yield* this.noteOutcome(cell, OUTCOME_VALUE, got);
	else yield* this.noteOutcome(cell, OUTCOME_ERRNO, got === READ_EOF ? 0 : -got);
	yield* syscall_end();
	return 0;
}

/**
 * invalidate_inode_pages2() as NFS calls it.
 * @kernel mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* userInvalidate(this: Kernel, mapping: address_space): Task<number> {
	yield* this.invalidate_inode_pages2(mapping);
	yield* syscall_end();
	return 0;
}

/**
 * msync().
 * @kernel mm/msync.c:sys_msync
 * @locked none
 * @fidelity followed
 */
export function* userMsync(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	flags: number,
): Task<number> {
	const error = yield* this.sys_msync(mm, address, pages << PAGE_SHIFT, flags);
	yield* syscall_end();
	return error;
}

/**
 * madvise(MADV_DONTNEED).
 * @kernel mm/madvise.c:sys_madvise
 * @locked none
 * @fidelity followed
 */
export function* userDontneed(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
): Task<number> {
	const error = yield* this.sys_madvise(mm, address, pages << PAGE_SHIFT);
	yield* syscall_end();
	return error;
}

/**
 * mincore().
 * @kernel mm/mincore.c:sys_mincore
 * @locked none
 * @fidelity followed
 */
export function* userMincore(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	vec: number,
): Task<number> {
	const mask = yield* this.sys_mincore(mm, address, pages << PAGE_SHIFT, vec);
	yield* syscall_end();
	return mask;
}

/**
 * mprotect().
 * @kernel mm/mprotect.c:sys_mprotect
 * @locked none
 * @fidelity followed
 */
export function* userMprotect(
	this: Kernel,
	mm: mm_struct,
	address: number,
	pages: number,
	prot: number,
): Task<number> {
	const error = yield* this.sys_mprotect(mm, address, pages << PAGE_SHIFT, prot);
	yield* syscall_end();
	return error;
}

/**
 * fork(), as far as memory goes; returns the child's mm, which expects what its parent does.
 * @kernel kernel/fork.c:copy_mm
 * @locked none
 * @fidelity followed
 */
export function* userFork(this: Kernel, oldmm: mm_struct): Task<number> {
	const mm = yield* this.copy_mm(oldmm);
	if (mm > 0) {
		yield* read_lock(mmap_sem, oldmm);
		for (let i = 0; i < INTENDED_PAGES; i++) {
			const was = yield* load(at(mmIntended, i), oldmm);
			if (was !== 0) yield* store(at(mmIntended, i), mm, was);
		}
		yield* read_unlock(mmap_sem, oldmm);
	}
	yield* syscall_end();
	return mm;
}

/**
 * exit() of one task, as far as memory goes: it drops its own reference, and the mm goes with the last one.
 * @kernel kernel/exit.c:exit_mm
 * @locked none
 * @fidelity followed
 */
export function* userExit(this: Kernel, mm: mm_struct): Task<number> {
	yield* this.mmput(mm);
	yield* syscall_end();
	return 0;
}

/**
 * refill_inactive_zone() alone.
 * @kernel mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity followed
 */
export function* userRefill(this: Kernel, pages: number): Task<number> {
	yield* this.refill_inactive_zone(pages);
	yield* syscall_end();
	return 0;
}

/**
 * shrink_cache() alone.
 * @kernel mm/vmscan.c:shrink_cache
 * @locked none
 * @fidelity followed
 */
export function* userShrink(this: Kernel, pages: number): Task<number> {
	yield* this.shrink_cache(pages);
	yield* syscall_end();
	return 0;
}

/**
 * swapoff().
 * @kernel mm/swapfile.c:sys_swapoff
 * @locked none
 * @fidelity followed
 */
export function* userSwapoff(this: Kernel): Task<number> {
	const error = yield* this.sys_swapoff();
	yield* syscall_end();
	return error;
}

/**
 * madvise(MADV_REMOVE), or fallocate(FALLOC_FL_PUNCH_HOLE): takes pages out of the middle of a file.
 * @kernel mm/madvise.c:sys_madvise
 * @locked none
 * @fidelity customised: told pages of the file, not addresses
 */
export function* userPunch(
	this: Kernel,
	mapping: address_space,
	first: number,
	pages: number,
	cell: outcome,
): Task<number> {
	const error = yield* this.madvise_remove(mapping, first, first + pages - 1);
	yield* this.noteOutcome(cell, error === 0 ? OUTCOME_VALUE : OUTCOME_ERRNO, -error);
	yield* syscall_end();
	return error;
}
