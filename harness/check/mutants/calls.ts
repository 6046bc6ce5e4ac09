/*
 * harness/check/mutants/calls.ts - mutants whose system calls say that they have done what they have not, or fail for
 * nothing, and some that keep what nobody needs any more.
 */
import { list_next, store } from '../../engine/operation.ts';
import { at } from '../../engine/struct.ts';
import { ENOMEM, mm_mmap, mm_pgd, READ_EOF, VM_FAULT_OOM } from '../../mm/mm_types.ts';
import { instead, nothing, type Broken, type Mutant, type Sound } from './mutation.ts';

const onFile = (name: string, calls: string): string =>
	`scenario ${name}\n\nfile f 2 pages cached\n\nprocess A { map m f[0..1] shared }\n` +
	`cpu user in A { ${calls} }\n`;
const shared = (name: string, calls: string): string =>
	`scenario ${name}\n\nprocess A { map a anon 1 private; map b anon 1 private; touch a write; fork B }\n` +
	`process B {}\ncpu user in B { ${calls} }\n`;

/** As it is told to the sound kernel. */
const call = (sound: Sound, name: string): Broken => sound[name]!;

export const callMutants: Record<string, Mutant> = {
	'fork-loses-the-last-vma': {
		breaks: 'dup_mmap() does not copy the last vma',
		oracle: 'mapping lost',
		site: 'no vma',
		workload: shared('fork-loses-the-last-vma', 'fork C'),
		replaces: (sound) => ({
			*dup_vmas_from(mm = 0, oldmm = 0, vma = 0) {
				const mpnt = yield* list_next(mm_mmap, oldmm, vma);
				if (mpnt === 0 || (yield* list_next(mm_mmap, oldmm, mpnt)) === 0) return 0;
				yield* call(sound, 'dup_one_vma').call(this, mm, oldmm, mpnt);
				return Number(yield* (this as Sound)['dup_vmas_from']!(mm, oldmm, mpnt));
			},
		}),
	},
	'unmap-does-nothing': {
		breaks: 'munmap() returns 0 and unmaps nothing',
		oracle: 'mapping lost',
		site: 'vma where none should be',
		workload: onFile('unmap-does-nothing', 'unmap m[1]'),
		replaces: nothing('do_munmap'),
	},
	'truncate-keeps-the-blocks': {
		breaks: 'truncation leaves the blocks behind the new end on disk',
		oracle: 'stale block beyond EOF',
		workload: onFile('truncate-keeps-the-blocks', 'truncate f 1'),
		replaces: nothing('truncate_blocks'),
	},
	'msync-forgets-to-write': {
		breaks: 'msync() returns 0 and writes nothing',
		oracle: 'not on disk',
		site: 'msync()',
		workload: onFile('msync-forgets-to-write', 'touch m[1] write; msync m'),
		replaces: nothing('msync_interval'),
	},
	'fsync-forgets-to-write': {
		breaks: 'fsync() returns 0 and writes nothing',
		oracle: 'not on disk',
		site: 'fsync()',
		workload: onFile('fsync-forgets-to-write', 'write f[1]; fsync f'),
		replaces: nothing('filemap_fdatawrite'),
	},
	'punch-does-nothing': {
		breaks: 'madvise(MADV_REMOVE) returns 0 and leaves the page where it is',
		oracle: 'wrong contents',
		site: 'page in the cache',
		workload: onFile('punch-does-nothing', 'punch f[1]'),
		replaces: nothing('madvise_remove'),
	},
	'cut-pages-come-back': {
		breaks: 'truncation leaves pages in the cache, and they show when the file grows again',
		oracle: 'wrong contents',
		site: 'read()',
		workload: onFile('cut-pages-come-back', 'truncate f 1; truncate f 2; read f[1]'),
		replaces: nothing('truncate_inode_pages'),
	},
	'read-looks-one-page-too-far': {
		breaks: 'read() does not look at the size of the file',
		oracle: 'wrong end of file',
		site: 'behind the end',
		workload: onFile('read-looks-one-page-too-far', 'truncate f 1; read f[1]'),
		replaces: (sound) => ({
			*generic_file_read(mapping = 0, index = 0) {
				return Number(yield* call(sound, 'generic_file_read_find').call(this, mapping, index));
			},
		}),
	},
	'read-finds-no-data': {
		breaks: 'read() returns 0 wherever it is asked',
		oracle: 'wrong end of file',
		site: 'before the end',
		workload: onFile('read-finds-no-data', 'truncate f 1; read f[0]'),
		replaces: nothing('generic_file_read', READ_EOF),
	},
	'mlock-refuses-whole-vmas': {
		breaks: 'mlock() returns -ENOMEM where the range begins with its vma',
		oracle: 'refused for nothing',
		site: 'mlock()',
		workload: onFile('mlock-refuses-whole-vmas', 'mlock m'),
		replaces: nothing('do_mlock', -ENOMEM),
	},
	'fault-finds-no-memory': {
		breaks: 'a fault says that there is no memory, and the program is killed',
		oracle: 'refused for nothing',
		site: 'killed for memory',
		workload: onFile('fault-finds-no-memory', 'touch m[0] read'),
		replaces: nothing('handle_mm_fault', VM_FAULT_OOM),
	},
	'chain-node-is-not-freed': {
		breaks: 'a node that is empty leaves the chain and is not freed',
		oracle: 'kernel object leaked',
		site: 'pte_chain',
		workload: shared('chain-node-is-not-freed', 'unmap a'),
		replaces: nothing('__pte_chain_free'),
	},
	'pagevec-is-kept': {
		breaks: 'invalidation keeps its pagevec, as if the stack did not end',
		oracle: 'kernel object leaked',
		site: 'pagevec',
		workload: onFile('pagevec-is-kept', 'invalidate f'),
		replaces: nothing('pagevec_free'),
	},
	'mm-has-no-end': {
		breaks: 'exit() keeps the address space',
		oracle: 'kernel object leaked',
		site: 'mm_struct',
		workload: shared('mm-has-no-end', 'exit'),
		replaces: nothing('mmput'),
	},
	'new-page-on-no-list': {
		breaks: 'a page that is brought into the cache is put on no LRU list',
		oracle: 'unreclaimable page',
		site: 'on no LRU list',
		workload:
			'scenario new-page-on-no-list\n\nfile f 1 page\n\nprocess A { map m f[0] shared }\n' +
			'cpu user in A { touch m read }\n',
		replaces: nothing('lru_cache_add'),
	},
	'vma-is-kept': {
		breaks: 'munmap() takes a vma off all lists and does not free it',
		oracle: 'kernel object leaked',
		site: 'vm_area_struct',
		workload: onFile('vma-is-kept', 'unmap m'),
		replaces: (sound) =>
			instead('unmap_vma', function* (_mm = 0, vma = 0) {
				yield* call(sound, 'remove_shared_vm_struct').call(this, vma);
				return 0;
			})(sound),
	},
	'page-table-is-kept': {
		breaks: 'munmap() forgets the page table that it has emptied',
		oracle: 'kernel object leaked',
		site: 'page table',
		workload: onFile('page-table-is-kept', 'touch m[0] read; unmap m'),
		replaces: instead('free_one_pgd', function* (mm = 0, i = 0) {
			yield* store(at(mm_pgd, i), mm, 0);
			return 0;
		}),
	},
};
