/*
 * harness/check/mutants/counts.ts - mutants that spoil what the kernel keeps about itself.
 */
import { add, load, store } from '../../engine/operation.ts';
import {
	mapping_nrpages,
	mm_locked_vm,
	mm_rss,
	mm_zone,
	nr_mapped,
	page_count_field,
	page_mapping,
	page_pte,
	pte_table_mm,
	pte_to_table,
	SetPageAnon,
} from '../../mm/mm_types.ts';
import { after, instead, nothing, type Mutant } from './mutation.ts';

const twoPages = (name: string, calls: string): string =>
	`scenario ${name}\n\nfile f 8 pages cached\n\nprocess A {\n\tmap m f[0..7] shared\n}\n` +
	`cpu user in A { ${calls} }\n`;
const anonymous = (name: string, calls: string): string =>
	`scenario ${name}\n\nprocess A {\n\tmap a anon 2 private\n}\ncpu user in A { ${calls} }\n`;

export const countMutants: Record<string, Mutant> = {
	'swap-slot-keeps-a-user': {
		breaks: 'swap_free() drops no user of the slot',
		oracle: 'swap count wrong',
		workload:
			'scenario swap-slot-keeps-a-user\n\nprocess A {\n\tmap a anon 1 private\n\ttouch a write\n}\n' +
			'cpu all in A { reclaim 16; reclaim 16; reclaim 16; unmap a }\n',
		replaces: nothing('swap_free'),
	},
	'add-rmap-forgets-chained-page': {
		breaks: 'page_add_rmap() puts no pte into a chain',
		oracle: 'page not reachable by rmap',
		workload: anonymous('add-rmap-forgets-chained-page', 'touch a[0] write'),
		replaces: instead('page_add_rmap_chain', function* (_page, _ptep, pte_chain = 0) {
			return pte_chain;
		}),
	},
	'vma-on-no-list-of-its-file': {
		breaks: 'mmap() does not put the vma on a list of its file',
		oracle: 'unreclaimable page',
		workload: twoPages('vma-on-no-list-of-its-file', 'touch m[5] read'),
		replaces: nothing('__vma_link_file'),
	},
	'remove-rmap-forgets-chained-page': {
		breaks: 'page_remove_rmap() leaves the pte of a converted page in the chain',
		oracle: 'stale rmap entry',
		workload: twoPages('remove-rmap-forgets-chained-page', 'remap m[2] -> f[5]; unmap m[2]'),
		replaces: nothing('page_remove_rmap'),
	},
	'convert-keeps-the-count': {
		breaks: 'page_convert_anon() sets PG_anon on a counted page and builds no chain',
		oracle: 'type confusion of page->pte',
		workload: twoPages('convert-keeps-the-count', 'touch m[5] read; remap m[2] -> f[5]'),
		replaces: instead('page_convert_anon', function* (page) {
			yield* SetPageAnon(page!);
			return 0;
		}),
	},
	'cache-removal-forgets-nrpages': {
		breaks: '__remove_from_page_cache() counts one page too many in the mapping',
		oracle: 'page->mapping and tree disagree',
		workload: twoPages('cache-removal-forgets-nrpages', 'truncate f 7'),
		replaces: (sound) => ({
			*__remove_from_page_cache(page = 0) {
				const mapping = yield* load(page_mapping, page);
				yield* sound['__remove_from_page_cache']!.call(this, page);
				yield* add(mapping_nrpages, mapping, 1);
				return 0;
			},
		}),
	},
	'add-rmap-counts-twice': {
		breaks: 'page_add_rmap() counts a mapping twice',
		oracle: 'mapcount wrong',
		workload: twoPages('add-rmap-counts-twice', 'touch m[5] read'),
		replaces: after('page_add_rmap_obj', function* ([page = 0]) {
			yield* add(page_pte, page, 1);
		}),
	},
	'add-rmap-takes-a-reference': {
		breaks: 'page_add_rmap() takes a reference that nobody drops',
		oracle: 'page_count wrong',
		workload: twoPages('add-rmap-takes-a-reference', 'touch m[5] read'),
		replaces: after('page_add_rmap', function* ([page = 0]) {
			yield* add(page_count_field, page, 1);
		}),
	},
	'unmap-keeps-the-reference': {
		breaks: 'page_remove_rmap() takes a reference, which unmapping does not drop',
		oracle: 'page leaked',
		workload: anonymous('unmap-keeps-the-reference', 'touch a[0] write; unmap a[0..1]'),
		replaces: after('page_remove_rmap', function* ([page = 0]) {
			yield* add(page_count_field, page, 1);
		}),
	},
	'mapping-is-not-in-rss': {
		breaks: 'a page that is mapped does not show in rss',
		oracle: 'rss wrong',
		workload: twoPages('mapping-is-not-in-rss', 'touch m[5] read'),
		replaces: after('page_add_rmap', function* ([, ptep = 0]) {
			yield* add(mm_rss, yield* load(pte_table_mm, pte_to_table(ptep)), -1);
		}),
	},
	'remove-rmap-forgets-nr-mapped': {
		breaks: 'page_remove_rmap() does not count nr_mapped down',
		oracle: 'nr_mapped wrong',
		workload: twoPages('remove-rmap-forgets-nr-mapped', 'touch m[5] read; unmap m[0..7]'),
		replaces: instead('page_remove_rmap_obj', function* (page) {
			yield* store(page_pte, page!, (yield* load(page_pte, page!)) - 1);
		}),
	},
	'nr-mapped-counts-every-pte': {
		breaks: 'page_add_rmap() counts nr_mapped up for every pte',
		oracle: 'nr_mapped wrong',
		workload: twoPages('nr-mapped-counts-every-pte', 'touch m[5] read; remap m[2] -> f[5]'),
		replaces: after('page_add_rmap', function* () {
			yield* add(nr_mapped, mm_zone, 1);
		}),
	},
	'lock-is-not-accounted': {
		breaks: 'mlock() counts one page too many',
		oracle: 'vm accounting wrong',
		workload: twoPages('lock-is-not-accounted', 'mlock m[0..1]'),
		replaces: after('userMlock', function* ([mm = 0]) {
			yield* add(mm_locked_vm, mm, 1);
		}),
	},
};
