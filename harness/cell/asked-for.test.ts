/*
 * Oracles go by what programs have asked for and stored, and not by what the kernel has written down about it.
 */
import { expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { after, before, nothing, type Mutant } from '../check/mutants/mutation.ts';
import { add, load, store } from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import {
	mm_locked_vm,
	pte_mkwrite_dirty,
	pte_word,
	swap,
	swap_map,
	vm_flags,
	VM_LOCKED,
	vm_mm,
} from '../mm/mm_types.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

interface Case {
	readonly because: string;
	readonly litmus: string;
	/** The base where left out. */
	readonly kernel?: Mutant['replaces'];
	/** What is found, with the sites where they matter: '<frequency> <oracle>' or '<frequency> <oracle> @ <site>'. */
	readonly finds: readonly string[];
	/** Most pages inside the end of the file that locked ranges have lost. */
	readonly collateral?: number;
}

const locked = 'VM_LOCKED page unmapped inside EOF';

/** Reclaim unlocks what is in its way, and settles the accounts: only the program knows better. */
const unlocksFirst: Mutant['replaces'] = before('try_to_unmap_obj_one', function* ([vma]) {
	const flags = yield* load(vm_flags, vma!);
	if (!(flags & VM_LOCKED)) return;
	yield* store(vm_flags, vma!, flags & ~VM_LOCKED);
	yield* add(mm_locked_vm, yield* load(vm_mm, vma!), -1);
});

/** A slot of swap gets one user less than it has. */
const countsTooLow: Mutant['replaces'] = after('swap_duplicate', function* ([entry]) {
	const count = yield* load(at(swap_map, entry!), swap);
	yield* store(at(swap_map, entry!), swap, count - 1);
});

const reclaims = 'reclaim 8; reclaim 8; reclaim 8';

const cases: Readonly<Record<string, Case>> = {
	'cut before it was locked': {
		because: 'a truncation that was over before the page was mapped excuses nobody',
		litmus: `file f 4 pages cached
			process A { truncate f 1; truncate f 4; map m f[0..3] shared locked; remap m[3] -> f[1] }
			cpu truncator { truncate f 2 }
			count unmapped-locked A`,
		finds: [`always ${locked}`],
		collateral: 1,
	},
	'cut while it was locked': {
		because: 'who cuts the page itself off asks for it to go',
		litmus: `file f 4 pages cached
			process A { map m f[0..3] shared locked; remap m[3] -> f[2] }
			cpu truncator { truncate f 2; truncate f 4 }
			count unmapped-locked A`,
		finds: [],
		collateral: 0,
	},
	'cut in the race, locked before': {
		because: 'what was never cut off, and was there when the race began, has to stay',
		litmus: `file f 4 pages cached
			process A { map m f[0..3] shared locked; remap m[3] -> f[0] }
			cpu truncator { truncate f 2 }
			count unmapped-locked A`,
		finds: [`always ${locked}`],
		collateral: 1,
	},
	'mlockall that unlocks': {
		because:
			'mlockall(MCL_FUTURE) of 2.5.66 unlocks what is locked (b1f90fba), which nobody has asked for',
		litmus: `file f 4 pages cached
			process A { map m f[0..1] shared; mlock m; refill 4; refill 4 }
			cpu locker in A { mlockall future }
			cpu kswapd { shrink 4; refill 4; refill 4; shrink 4 }
			count unmapped-locked A`,
		finds: [`sometimes ${locked}`],
		collateral: 2,
	},
	'reclaim that unlocks': {
		because: 'the flag on the vma is the kernel’s own note of what it owes',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared locked; refill 4; refill 4 }
			cpu kswapd { shrink 4; refill 4; shrink 4 }`,
		kernel: unlocksFirst,
		finds: [`always ${locked}`],
	},
	'reclaim behind munlock': {
		because: 'after munlock the page may go',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared locked; refill 4; refill 4 }
			cpu unlocker in A { munlock m }
			cpu kswapd { shrink 4; refill 4; shrink 4 }`,
		finds: [],
	},
	'lock that failed': {
		because: 'an mlock that said no promises nothing, whatever it has done to the flag',
		litmus: `file f 2 pages cached
			process A { map m f[0..0] shared; map n f[0..0] shared; unmap n }
			cpu locker in A { mlock m[0..0] }`,
		kernel: (sound) => ({
			*do_mlock(...args: number[]) {
				yield* sound['do_mlock']!.apply(this, args);
				return -12;
			},
			...nothing('make_pages_present')(sound),
		}),
		finds: [],
	},
	'lock that worked': {
		because: 'the same kernel, when it says yes',
		litmus: `file f 2 pages cached
			process A { map m f[0..0] shared; map n f[0..0] shared; unmap n }
			cpu locker in A { mlock m[0..0] }`,
		kernel: nothing('make_pages_present'),
		finds: [`always ${locked}`],
	},
	'direct write undone': {
		because: 'the old page is written over what an O_DIRECT write has put on disk',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared; touch m[0] write }
			cpu writer { direct-write f[0] }
			after in A { unmap m; fsync f; reclaim 8; reclaim 8; reclaim 8; read f[0] }`,
		finds: ['always lost dirty data @ direct write'],
	},
	'direct write over nothing': {
		because: 'without a mapping the page goes, and the disk is read',
		litmus: `file f 1 page cached
			cpu writer { direct-write f[0] }
			after { fsync f; read f[0] }`,
		finds: [],
	},
	'store in a clean page': {
		because:
			'invalidation clears the dirty bit of what somebody else still maps; reclaim need not come',
		litmus: `file f 2 pages cached
			process A { map m f[1] shared; touch m write }
			process B { map n f[1] shared; touch n read }
			cpu unmapper in A { unmap m }
			cpu dio { direct-write f[0] }`,
		finds: ['sometimes lost dirty data @ store through a mapping'],
	},
	'store in a dirty page': {
		because: 'a store that is not on disk yet is not lost',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu writer in A { touch m[0] write }
			cpu syncer { fsync f }`,
		finds: [],
	},
	'swapped out and in': {
		because: 'anonymous pages and private copies come back from swap as they went',
		litmus: `file f 1 page cached
			process A { map p f[0..0] private; map a anon 1 private; touch p[0] write; touch a[0] write }
			cpu all in A { ${reclaims}; touch p[0] read; touch a[0] read }`,
		finds: [],
	},
	'swap entry forgotten': {
		because: 'without its swap entry the page is empty, and the copy shows the file',
		litmus: `file f 1 page cached
			process A { map p f[0..0] private; map a anon 1 private; touch p[0] write; touch a[0] write }
			cpu all in A { ${reclaims}; touch p[0] read; touch a[0] read }`,
		kernel: after('try_to_unmap_one', function* ([, ptep], result) {
			if (result === 0) yield* store(pte_word, ptep!, 0);
		}),
		finds: [
			'always private data wrong @ anonymous memory',
			'always private data wrong @ private map of a file',
			'always private data wrong @ read of anonymous memory',
			'always private data wrong @ read of private map of a file',
		],
	},
	'child that sees its parent': {
		because: 'fork leaves the pages writable, so that what one stores the other reads',
		litmus: `process A { map a anon 1 private; touch a write; fork B }
			cpu parent in A { touch a write }
			cpu child in B { touch a read }`,
		kernel: after('copy_one_present', function* ([, src]) {
			const pte = yield* load(pte_word, src!);
			yield* store(pte_word, src!, pte_mkwrite_dirty(pte));
		}),
		finds: [
			'always private data wrong @ anonymous memory',
			'sometimes private data wrong @ read of anonymous memory',
		],
	},
	'child on its own': {
		because: 'fork of 2.5.66 write-protects them',
		litmus: `process A { map a anon 1 private; touch a write; fork B }
			cpu parent in A { touch a write }
			cpu child in B { touch a read }`,
		finds: [],
	},
	'swap slot counted too low': {
		because: 'a slot that is given out again shows the data of somebody else',
		litmus: `process A { map a anon 1 private; touch a write; fork B }
			process C { map c anon 1 private; touch c write }
			cpu all { ${reclaims} }
			after in A { touch a read }
			after { ${reclaims} }
			after in B { touch a read }`,
		kernel: countsTooLow,
		finds: ['always private data wrong'],
	},
};

test.each(Object.entries(cases))('%s', (name, { litmus, kernel = () => ({}), ...expected }) => {
	const read = parseLitmus(`scenario asked-for\n${litmus}\n`, `${name}.litmus`);
	if ('error' in read) throw new Error(read.error.message);
	const cell = runCell(bootBroken('asked-for', kernel), read.workload, verdictOnly);
	expect(cell.explored.kind, expected.because).toBe('complete');
	const withSites = cell.violations
		.filter(({ oracle }) => judged.has(oracle))
		.map(({ oracle, site, frequency }) => `${frequency} ${oracle} @ ${site}`);
	const found = withSites.filter((each) => expected.finds.includes(each));
	const others = withSites.filter((each) => !expected.finds.includes(each));
	const shown = [...found, ...new Set(others.map((each) => each.split(' @ ')[0]!))];
	expect(shown.toSorted(), expected.because).toEqual(expected.finds.toSorted());
	if (expected.collateral !== undefined) {
		expect(cell.unmappedLocked?.collateralMax, expected.because).toBe(expected.collateral);
	}
});

/** The oracles that this file is about. */
const judged: ReadonlySet<string> = new Set([locked, 'lost dirty data', 'private data wrong']);
