/*
 * harness/check/mutants/engine.ts - mutants that the engine itself stops.
 */
import { become, free, load, lock, might_sleep, store, unlock } from '../../engine/operation.ts';
import { mm_rss, page_mapping, PL, PRIV, pteChainPool, SS, TL } from '../../mm/mm_types.ts';
import { after, before, instead, nothing, twice, type Mutant } from './mutation.ts';

const truncation = (name: string): string =>
	`scenario ${name}\n\nfile f 1 pages cached\n\ncpu truncator { truncate f 0 }\n`;
const sharing = (name: string, calls: string): string =>
	`scenario ${name}\n\nfile f 8 pages cached\n\nprocess A {\n\tmap m f[0..7] shared\n}\n` +
	`cpu user in A { ${calls} }\n`;

export const engineMutants: Record<string, Mutant> = {
	'remove-rmap-runs-twice': {
		breaks: 'page_remove_rmap() counts a mapping down twice',
		oracle: 'kernel BUG',
		workload: sharing('remove-rmap-runs-twice', 'touch m[5] read; unmap m[0..7]'),
		replaces: twice('page_remove_rmap_obj'),
	},
	'convert-forgets-truncation': {
		breaks: 'page_convert_anon() does not ask whether truncation won the page lock',
		oracle: 'NULL dereference',
		workload:
			'scenario convert-forgets-truncation\n\nfile f 2 pages cached\n\n' +
			'process A {\n\tmap m f[0..1] shared\n}\n' +
			'cpu mapper in A { remap m[0] -> f[1] }\ncpu truncator { truncate f 0 }\n',
		replaces: before('page_convert_anon', function* ([page = 0]) {
			const mapping = yield* load(page_mapping, page);
			yield* lock(SS, mapping);
			yield* unlock(SS, mapping);
		}),
	},
	'chain-node-is-freed-while-linked': {
		breaks: 'page_add_rmap() frees the chain node that it has just used',
		oracle: 'freed object used',
		workload: sharing(
			'chain-node-is-freed-while-linked',
			'remap m[1] -> f[5]; remap m[2] -> f[5]; unmap m[1]',
		),
		replaces: after('page_add_rmap_chain', function* ([, , pte_chain = 0], unused) {
			if (unused === 0 && pte_chain !== 0) yield* free(pteChainPool, pte_chain);
		}),
	},
	'vma-leaves-its-file-twice': {
		breaks: 'munmap() takes the vma off the list of its file twice',
		oracle: 'list corruption',
		workload: sharing('vma-leaves-its-file-twice', 'unmap m[0..7]'),
		replaces: twice('remove_shared_vm_struct'),
	},
	'truncate-locks-the-page-twice': {
		breaks: 'truncate_complete_page() takes the page lock that its caller holds',
		oracle: 'deadlock',
		workload: truncation('truncate-locks-the-page-twice'),
		replaces: before('truncate_complete_page', function* ([, page = 0]) {
			yield* lock(PL, page);
		}),
	},
	'truncate-waits-for-nobody': {
		breaks: 'truncate_complete_page() goes round until its page leaves the cache by itself',
		oracle: 'livelock',
		workload: truncation('truncate-waits-for-nobody'),
		replaces: instead('truncate_complete_page', function* (mapping = 0, page = 0) {
			if ((yield* load(page_mapping, page)) !== mapping) return 0;
			return yield* become('truncate_complete_page', mapping, page);
		}),
	},
	'truncate-takes-locks-in-reverse': {
		breaks: 'truncate_complete_page() takes private_lock inside page_lock',
		oracle: 'lock order',
		workload: truncation('truncate-takes-locks-in-reverse'),
		replaces: before('truncate_complete_page', function* ([mapping = 0]) {
			yield* lock(TL, mapping);
			yield* lock(PRIV, mapping);
			yield* unlock(PRIV, mapping);
			yield* unlock(TL, mapping);
		}),
	},
	'add-rmap-sleeps': {
		breaks: 'page_add_rmap() may sleep under the chain lock',
		oracle: 'sleeping under a spinlock',
		workload: sharing('add-rmap-sleeps', 'touch m[5] read'),
		replaces: after('page_add_rmap_obj', function* () {
			yield* might_sleep();
		}),
	},
	'truncate-unlocks-the-tree-twice': {
		breaks: 'truncate_complete_page() releases page_lock once more',
		oracle: 'unlock of what is not held',
		workload: truncation('truncate-unlocks-the-tree-twice'),
		replaces: after('truncate_complete_page', function* ([mapping = 0]) {
			yield* unlock(TL, mapping);
		}),
	},
	'truncate-keeps-i-shared-sem': {
		breaks: 'vmtruncate() returns with i_shared_sem held',
		oracle: 'lock left held',
		workload: truncation('truncate-keeps-i-shared-sem'),
		replaces: after('vmtruncate', function* ([mapping = 0]) {
			yield* lock(SS, mapping);
		}),
	},
	'chain-nodes-are-never-freed': {
		breaks: 'pte_chain_free() keeps the node',
		oracle: null,
		site: 'pool pte_chain',
		workload: sharing('chain-nodes-are-never-freed', 'touch m[0..6] read'),
		replaces: nothing('pte_chain_free'),
	},
	'rss-is-counted-without-lock': {
		breaks: 'a fault counts rss once more, up and down, without page_table_lock',
		oracle: 'data race',
		site: 'mm_struct.rss',
		workload:
			'scenario rss-is-counted-without-lock\n\nfile f 2 pages cached\n\n' +
			'process A {\n\tmap m f[0..1] shared\n}\n' +
			'cpu one in A { touch m[0] read }\ncpu two in A { touch m[1] read }\n',
		replaces: before('userTouch', function* ([mm = 0]) {
			yield* store(mm_rss, mm, (yield* load(mm_rss, mm)) + 1);
			yield* store(mm_rss, mm, (yield* load(mm_rss, mm)) - 1);
		}),
	},
};
