/*
 * Functions that an audit held against the text of the kernel and found different, each with the smallest workload
 * that shows it and with the commit whose text it is.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

type Frequency = 'always' | 'sometimes';

interface Case {
	/** What the kernel does there, and where its text says so. */
	readonly because: string;
	readonly litmus: string;
	/** The oracles and `never` lines that are met, for each variant; no others are. */
	readonly finds: Readonly<Record<string, Readonly<Record<string, Frequency>>>>;
	/** Variants whose search is not complete; none if left out. */
	readonly bounded?: readonly string[];
}

const halfUnlocked = {
	'VM_LOCKED page unmapped inside EOF': 'sometimes',
	'not present A m[3]': 'sometimes',
} as const;

const unlocksAPart = {
	'lock-page-convert': halfUnlocked,
	'split-vma-sem': {},
	'known-good': {},
	'nonlinear-aware': {},
	'unmap-restart': {},
} as const;

const pageStays = {
	'lost dirty data': 'sometimes',
	'wrong contents': 'sometimes',
	'stale f[1]': 'sometimes',
	'returns writer call 1 failure': 'sometimes',
} as const;

/** Populating brings f[3] back beyond the new end, where a store through m[0] dirties it. */
const dirtBeyondTheEnd = `file f 4 pages cached
			process A { map m f[0..3] shared }
			cpu populator in A { remap m[0] -> f[3] }
			cpu truncator { truncate f 1 }`;

const cases: Readonly<Record<string, Case>> = {
	'split-anon': {
		because:
			'069e0155 changes the old vma and links the new one under one hold of page_table_lock, which is all ' +
			'that try_to_unmap_one() holds when it looks a vma up',
		litmus: `process A {
				map m anon 4 private; map k anon 1 private at m[4] beyond; mlock m; touch m[3] write
				refill 8; refill 8
			}
			cpu unlocker in A { munlock m[0..1] }
			cpu kswapd { shrink 8 }
			never not present A m[3]`,
		finds: unlocksAPart,
	},
	'split-file': {
		because: 'it is the same where a file lies behind it, whose i_shared_sem reclaim does not need',
		litmus: `file f 4 pages cached
			process A {
				map m f[0..3] private locked; touch m[3] write; map k anon 1 private at m[4] beyond
				refill 8; refill 8
			}
			cpu unlocker in A { munlock m[0..1] }
			cpu kswapd { shrink 8 }
			never not present A m[3]`,
		finds: unlocksAPart,
	},
	'split-torn': {
		because: 'vm_start and vm_pgoff are one thing to whoever holds page_table_lock',
		litmus: `file f 4 pages cached
			process A { map m f[0..3] shared; remap m[3] -> f[1]; refill 8; refill 8 }
			cpu unmapper in A { unmap m[0..1] }
			cpu kswapd { shrink 8 }`,
		finds: {
			'lock-page-convert': { 'lost placement of a nonlinear page': 'sometimes' },
			'split-vma-sem': {},
			'sorted-vmas': {},
		},
	},
	'merge-down': {
		because:
			"Hugh Dickins's move_vma_start() (8 Apr 2003) casts to signed long before it counts pages",
		litmus: `file f 3 pages cached
			process A {
				map m f[0..2] shared; unmap m[0]; map k f[0..0] shared at m[0]
				touch m[1] read; touch k[0] read
			}
			cpu truncator { truncate f 2 }
			cpu kswapd { refill 2 }
			never shows A m[1] SIGBUS
			never not present A m[1]
			never returns A call 5 failure`,
		finds: { 'lock-page-convert': {}, 'sorted-vmas': {} },
	},
	'direct-write-of-dirt-that-fails': {
		because:
			'block_write_full_page() returns -EIO beyond the end of the file, mpage_writepages() ends there, and ' +
			'generic_file_direct_IO() goes to out when filemap_fdatawrite() fails (2.5.66)',
		litmus: `${dirtBeyondTheEnd}
			after in A { touch m[0] write; unmap m[0..0]; direct-write f[0] }
			never cached f[3] and not on-disk f[0] is stored-by after call 3
			never returns after call 3 failure`,
		finds: {
			'lock-page-convert': {
				'kernel BUG': 'sometimes',
				'cached f[3] and not on-disk f[0] is stored-by after call 3': 'sometimes',
				'returns after call 3 failure': 'sometimes',
			},
			'keep-mapping': {
				'cached f[3] and not on-disk f[0] is stored-by after call 3': 'sometimes',
				'returns after call 3 failure': 'sometimes',
			},
		},
	},
	'direct-read-of-dirt-that-fails': {
		because: 'generic_file_direct_IO() goes to out for a read as well (2.5.66)',
		litmus: `${dirtBeyondTheEnd}
			after in A { touch m[0] write; unmap m[0..0]; direct-read f[0] }
			never returns after call 3 failure`,
		finds: {
			'lock-page-convert': {
				'kernel BUG': 'sometimes',
				'returns after call 3 failure': 'sometimes',
			},
			'keep-mapping': { 'returns after call 3 failure': 'sometimes' },
		},
	},
	'fsync-of-dirt-that-fails': {
		because: 'sys_fsync() returns the first error, and what came before it is written (2.5.66)',
		litmus: `${dirtBeyondTheEnd}
			after in A { touch m[0] write; unmap m[0..0]; write f[0]; fsync f }
			never returns after call 4 failure
			never cached f[3] and not on-disk f[0] is stored-by after call 3`,
		finds: {
			'lock-page-convert': {
				'kernel BUG': 'sometimes',
				'returns after call 4 failure': 'sometimes',
			},
			'keep-mapping': { 'returns after call 4 failure': 'sometimes' },
		},
	},
	'msync-of-dirt-that-fails': {
		because:
			'sys_msync() goes to out at the first vma that fails, whatever the next would say (2.5.66)',
		litmus: `${dirtBeyondTheEnd}
			after in A { touch m[0] write; mlock m[1]; msync m[0..1]; unmap m }
			never returns after call 3 failure`,
		finds: {
			'lock-page-convert': {
				'kernel BUG': 'sometimes',
				'returns after call 3 failure': 'sometimes',
			},
			'keep-mapping': { 'returns after call 3 failure': 'sometimes' },
		},
	},
	'page-dirty-on-no-list': {
		because:
			'__set_page_dirty_buffers() sets PG_dirty first and takes page_lock for dirty_pages then; who finds the ' +
			'flag set goes on, and filemap_fdatawrite() looks at that list alone (2.5.66)',
		litmus: `file f 1 page cached
			process A { map m f[0] shared; touch m[0] write }
			process B { map k f[0] shared }
			cpu unmapper in A { unmap m }
			cpu syncer in B { touch k[0] write; msync k }`,
		finds: {
			'lock-page-convert': { 'not on disk': 'sometimes' },
			'keep-mapping': { 'not on disk': 'sometimes' },
		},
	},
	'clean-page-is-not-locked': {
		because: 'mpage_writepages() locks what was on dirty_pages, and no other page (2.5.66)',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared; touch m[1] write }
			cpu remapper in A { remap m[0] -> f[1] }
			cpu syncer { fsync f }`,
		finds: { 'convert-v2a': {} },
	},
	'page-that-stays': {
		because:
			'1528cec1 ends both loops of invalidate_inode_pages2() at the first page that stays, so that what ' +
			'is behind it is old, and the O_DIRECT write returns -EIO',
		litmus: `file f 2 pages cached
			process A { map m f[0..0] shared }
			cpu writer { direct-write f[1] }
			cpu storer in A { touch m[0] write; unmap m }
			after { read f[1] }
			never stale f[1]
			never returns writer call 1 failure`,
		finds: {
			'invalidate2-range': pageStays,
			'invalidate2-one-counter': pageStays,
		},
		// A counter grows at every try.
		bounded: ['invalidate2-range', 'invalidate2-one-counter'],
	},
};

for (const [name, { because, litmus, finds, bounded = [] }] of Object.entries(cases)) {
	test.each(Object.entries(finds))(`${name} on %s: ${because}`, (variant, found) => {
		const read = parseLitmus(`scenario ${name}\n${litmus}\n`, `${name}.litmus`);
		if ('error' in read) throw new Error(read.error.message);
		const cell = runCell(bootVariant(variants[variant]!), read.workload, verdictOnly);
		expect(cell.explored.kind).toBe(bounded.includes(variant) ? 'bounded' : 'complete');
		const met = [
			...cell.violations.map(({ oracle, frequency }) => [oracle, frequency] as const),
			...cell.questions
				.filter((each) => each.frequency !== 'never')
				.map(({ text, frequency }) => [text, frequency] as const),
		];
		expect(Object.fromEntries(met)).toEqual(found);
	});
}
