/*
 * harness/check/mutants/user.ts - mutants whose damage a user sees.
 */
import { alloc, free, load, store, trylock, unlock, xchg } from '../../engine/operation.ts';
import {
	i_size,
	mm_rss,
	page_contents,
	page_count_field,
	page_index,
	page_pte,
	pagePool,
	pte_word,
	PTL,
	SetPageUptodate,
	SWAP_AGAIN,
	SWAP_SUCCESS,
	vm_mm,
} from '../../mm/mm_types.ts';
import { add } from '../../engine/operation.ts';
import { after, before, instead, nothing, type Mutant } from './mutation.ts';

const head = (name: string, pages = 8): string =>
	`scenario ${name}\n\nfile f ${pages} pages cached\n\n`;
const mapped = 'process A {\n\tmap m f[0..7] shared\n';
const remapThenReclaim = (name: string, slot: number, page: number, pages: number): string =>
	`${head(name, pages)}${mapped}\tremap m[${slot}] -> f[${page}]\n}\n` +
	'cpu kswapd { reclaim 16; reclaim 16; reclaim 16 }\n';

/** try_to_unmap_one_file() with its file-pte left out. */
const forgetThePlace: Mutant['replaces'] = nothing('try_to_unmap_one_file');

export const userMutants: Record<string, Mutant> = {
	'truncate-forgets-to-unmap': {
		breaks: 'vmtruncate_list() unmaps nothing',
		oracle: 'orphan page mapped',
		workload: `${head('truncate-forgets-to-unmap')}${mapped}\ttouch m[5] read\n}\ncpu truncator { truncate f 2 }\n`,
		replaces: nothing('vmtruncate_list'),
	},
	'truncate-only-sets-the-size': {
		breaks: 'vmtruncate() writes i_size and leaves mappings and page cache alone',
		oracle: 'access beyond EOF succeeds',
		workload: `${head('truncate-only-sets-the-size')}${mapped}\ttouch m[5] read\n}\ncpu truncator { truncate f 2 }\n`,
		replaces: instead('vmtruncate', function* (mapping, offset) {
			yield* store(i_size, mapping!, offset!);
			return 0;
		}),
	},
	'truncate-unmaps-every-page': {
		breaks: 'vmtruncate_list() zaps whole vmas, so that nonlinear places become none',
		oracle: 'linear page instead of SIGBUS',
		workload:
			`${head('truncate-unmaps-every-page')}${mapped}\tremap m[0] -> f[5]\n}\n` +
			'cpu truncator { truncate f 2 }\n',
		replaces: (sound) => ({
			*vmtruncate_list(...args: number[]) {
				args[args.length - 1] = 0;
				return Number((yield* sound['vmtruncate_list']!.apply(this, args)) ?? 0);
			},
		}),
	},
	'unmap-forgets-the-swap-entry': {
		breaks: 'try_to_unmap_one() leaves no swap entry behind, so that the page comes back empty',
		oracle: 'private data wrong',
		site: 'anonymous memory',
		workload:
			'scenario unmap-forgets-the-swap-entry\n\nprocess A { map a anon 1 private; touch a write }\n' +
			'cpu kswapd { reclaim 8; reclaim 8; reclaim 8 }\n',
		replaces: after('try_to_unmap_one', function* ([, ptep], result) {
			if (result === SWAP_SUCCESS) yield* store(pte_word, ptep!, 0);
		}),
	},
	'unmap-forgets-a-place-beyond-eof': {
		breaks: 'try_to_unmap_one() leaves none where the linear page lies beyond the end',
		oracle: 'spurious SIGBUS',
		workload: remapThenReclaim('unmap-forgets-a-place-beyond-eof', 6, 0, 4),
		replaces: forgetThePlace,
	},
	'unmap-forgets-the-place': {
		breaks: 'try_to_unmap_one() leaves none in place of a file-pte',
		oracle: 'lost placement of a nonlinear page',
		workload: remapThenReclaim('unmap-forgets-the-place', 2, 5, 8),
		replaces: forgetThePlace,
	},
	'fault-maps-a-copy': {
		breaks: 'filemap_nopage() returns a copy of the cached page',
		oracle: 'two copies of one file page',
		workload: `${head('fault-maps-a-copy')}${mapped}}\ncpu faulter in A { touch m[5] read }\n`,
		replaces: (sound) => ({
			*filemap_nopage(...args: number[]) {
				const page = Number(yield* sound['filemap_nopage']!.apply(this, args));
				if (page <= 0) return page;
				const copy = yield* alloc(pagePool, 'GFP_KERNEL');
				yield* store(page_count_field, copy, 1);
				yield* store(page_index, copy, yield* load(page_index, page));
				yield* store(page_contents, copy, yield* load(page_contents, page));
				yield* add(page_count_field, page, -1);
				return copy;
			},
		}),
	},
	'set-page-dirty-does-nothing': {
		breaks: 'set_page_dirty() forgets that the page is newer than the disk',
		oracle: 'lost dirty data',
		workload:
			`${head('set-page-dirty-does-nothing')}${mapped}\ttouch m[5] write\n}\n` +
			'cpu user in A { unmap m[0..7]; invalidate f }\n',
		replaces: nothing('set_page_dirty'),
	},
	'uptodate-before-contents': {
		breaks: 'readpage() calls the page uptodate before it has read it',
		oracle: 'wrong contents',
		workload:
			'scenario uptodate-before-contents\n\nfile f 1 page\n\nprocess A {\n\tmap m f[0] shared\n}\n' +
			'cpu one in A { touch m read }\ncpu two { read f[0] }\n',
		replaces: before('readpage', function* ([, page = 0]) {
			yield* SetPageUptodate(page);
		}),
	},
	'mlock-locks-nothing': {
		breaks: 'mlock() returns 0 and does nothing',
		oracle: 'VM_LOCKED page unmapped inside EOF',
		workload:
			`${head('mlock-locks-nothing', 2)}process A {\n\tmap m f[0..1] shared\n\tmlock m\n}\n` +
			'cpu kswapd { reclaim 16; reclaim 16; reclaim 16 }\n',
		replaces: nothing('do_mlock'),
	},
	'unmap-ignores-vm-locked': {
		breaks: 'try_to_unmap_obj_one() does not look at VM_LOCKED',
		oracle: 'VM_LOCKED page unmapped inside EOF',
		workload:
			`${head('unmap-ignores-vm-locked', 2)}process A {\n\tmap m f[0..1] shared locked\n}\n` +
			'cpu kswapd { reclaim 16; reclaim 16; reclaim 16 }\n',
		replaces: (sound) => ({
			*try_to_unmap_obj_one(vma = 0, page = 0) {
				const mm = yield* load(vm_mm, vma);
				if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;
				const ptep = Number(yield* sound['find_pte']!.call(this, vma, page));
				if (ptep !== 0) {
					yield* xchg(pte_word, ptep, 0);
					yield* add(mm_rss, mm, -1);
					yield* add(page_pte, page, -1);
					yield* add(page_count_field, page, -1);
				}
				yield* unlock(PTL, mm);
				return SWAP_AGAIN;
			},
		}),
	},
	'converted-page-is-freed-at-once': {
		breaks: 'page_add_rmap() frees a page when it puts a pte into its chain',
		oracle: 'freed while mapped',
		workload:
			`${head('converted-page-is-freed-at-once')}${mapped}}\n` +
			'cpu user in A { remap m[2] -> f[5] }\n',
		replaces: after('page_add_rmap_chain', function* ([page = 0]) {
			yield* free(pagePool, page);
		}),
	},
};
