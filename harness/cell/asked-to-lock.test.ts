/*
 * What a program has locked decides which pages may not go, and not what the kernel wrote into its vma.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { instead, nothing, type Mutant } from '../check/mutants/mutation.ts';
import { list_next, load, store } from '../engine/operation.ts';
import {
	mm_def_flags,
	mm_locked_vm,
	mm_mmap,
	PAGE_SHIFT,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_start,
} from '../mm/mm_types.ts';
import { bootVariant } from './boot.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { seenBy } from './fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);

/** How often the oracle speaks, and how many pages are missing at most that nobody asked to go. */
function found(booted: typeof base, text: string): [string, number] {
	const { explored, violations, unmappedLocked } = runCell(booted, written(text), verdictOnly);
	expect(explored.kind).toBe('complete');
	const kept = violations.find(({ oracle }) => oracle === 'VM_LOCKED page unmapped inside EOF');
	return [kept?.frequency ?? 'never', unmappedLocked!.collateralMax];
}

const file = 'file f 4 pages cached\n';
/** Truncation takes the linear page of m[3], which shows f[1]. */
const bystander = 'remap m[3] -> f[1] }\ncpu truncator { truncate f 2 }\n';

describe('lock-page-convert, where', () => {
	test.each([
		[
			'a truncation was over and made good before the pages were locked (og4)',
			'always',
			'process A { truncate f 1; truncate f 4; map m f[0..3] shared locked; ',
		],
		['no truncation came before', 'always', 'process A { map m f[0..3] shared locked; '],
		[
			'a write made it good',
			'always',
			'process A { truncate f 1; write f[3]; map m f[0..3] shared locked; ',
		],
		[
			'another process made it good',
			'always',
			'process B { truncate f 1; truncate f 4 }\nprocess A { map m f[0..3] shared; mlock m; ',
		],
		[
			'they were locked when made good, but placed behind that',
			'always',
			'process A { map m f[0..3] shared locked; truncate f 1; truncate f 4; ',
		],
		[
			'mlock() failed, which promises nothing',
			'never',
			'process A { map m f[0..3] shared; mlock m[0..4] beyond; ',
		],
		[
			'mlock() failed, but another one had not',
			'always',
			'process A { map m f[0..3] shared; mlock m; mlock m[0..4] beyond; ',
		],
		['they were unlocked', 'never', 'process A { map m f[0..3] shared locked; munlock m; '],
		['all was unlocked', 'never', 'process A { mlockall; map m f[0..3] shared; munlockall; '],
		['all future maps are locked', 'always', 'process A { mlockall; map m f[0..3] shared; '],
		['all is locked', 'always', 'process A { map m f[0..3] shared; mlockall current; '],
		[
			'all was locked before there was the map',
			'never',
			'process A { mlockall current; map m f[0..3] shared; ',
		],
		[
			'the locked range was moved here',
			'always',
			'process A { map k f[0..3] shared locked; move k to m; ',
		],
		[
			'what was moved here was not locked',
			'never',
			'process A { map l f[0..3] shared locked; map k f[0..3] shared; move k to m; ',
		],
		[
			'a map was put over the locked one',
			'never',
			'process A { map l f[0..3] shared locked; map m f[0..3] shared at l[0]; ',
		],
	] as const)('%s: %s', (_, frequency, text) => {
		const pages = frequency === 'always' ? 1 : 0;
		expect(found(base, `${file}${text}${bystander}`)).toEqual([frequency, pages]);
	});

	test.each([
		[
			'truncation was made good behind the lock',
			'process A { truncate f 1; map m f[0..3] shared locked; truncate f 4 }\ncpu t { truncate f 4 }\n',
		],
		[
			'truncation races with the lock',
			'process A { map m f[0..3] shared }\ncpu l in A { mlock m }\ncpu t { truncate f 2; truncate f 4 }\n',
		],
		[
			'the child of a process is not locked',
			'process A { map m f[0..3] shared locked; fork B }\ncpu k { reclaim 8; reclaim 8; reclaim 8 }\n',
		],
	])('%s: never', (_, text) => {
		expect(found(base, `${file}${text}`)).toEqual(['never', 0]);
	});

	// do_mlockall() of 2.5.66 takes VM_LOCKED away where MCL_CURRENT is not there (b1f90fba, October 2004).
	test.each([
		['what is locked', 'mlock m', 'mlockall future', 'sometimes', 2],
		['what was unlocked', 'mlock m; munlock m', 'mlockall future', 'never', 0],
		['what is locked, for all', 'mlock m', 'mlockall', 'never', 0],
	] as const)('mlockall() for future maps unlocks %s', (_, lock, all, frequency, pages) => {
		const text = `${file}process A { map m f[0..1] shared; ${lock}; refill 4; refill 4 }
cpu locker in A { ${all} }
cpu kswapd { shrink 4; refill 4; refill 4; shrink 4 }
`;
		expect(found(base, text)).toEqual([frequency, pages]);
	});
});

/** What is said of reclaim in a kernel that is broken so. */
function foundIn(replaces: Mutant['replaces'], calls: string): [string, number] {
	const text = `file f 4 pages cached
process A { ${calls} }
cpu kswapd { reclaim 8; reclaim 8; reclaim 8 }
`;
	expect(found(base, text)).toEqual(['never', 0]);
	return found(bootBroken('broken', replaces), text);
}

/** Changes the flags of all vmas of a process, and the accounts with them. */
function* unlockAll(mm: number): ReturnType<Parameters<typeof instead>[1]> {
	let vma = 0;
	for (;;) {
		vma = yield* list_next(mm_mmap, mm, vma);
		if (vma === 0) return 0;
		const flags = yield* load(vm_flags, vma);
		if ((flags & VM_LOCKED) === 0) continue;
		const pages = ((yield* load(vm_end, vma)) - (yield* load(vm_start, vma))) >> PAGE_SHIFT;
		yield* store(vm_flags, vma, flags & ~VM_LOCKED);
		yield* store(mm_locked_vm, mm, (yield* load(mm_locked_vm, mm)) - pages);
	}
}

describe('a kernel is found out that', () => {
	test('returns 0 from mlock() and locks nothing', () => {
		expect(foundIn(nothing('do_mlock'), 'map m f[0..1] shared; touch m read; mlock m')).toEqual([
			'always',
			2,
		]);
	});

	test('unlocks everything for munlock() of a part', () => {
		const replaces = instead('sys_munlock', function* (mm) {
			return yield* unlockAll(mm!);
		});
		const calls = 'map m f[0..1] shared locked; munlock m[1]';
		expect(foundIn(replaces, calls)).toEqual(['always', 1]);
	});

	test('forgets MCL_FUTURE', () => {
		const replaces: Mutant['replaces'] = (sound) => ({
			*do_mlockall(mm, flags) {
				const error = Number((yield* sound['do_mlockall']!.call(this, mm!, flags!)) ?? 0);
				yield* store(mm_def_flags, mm!, 0);
				return error;
			},
		});
		const calls = 'mlockall; map m f[0..1] shared; touch m read';
		expect(foundIn(replaces, calls)).toEqual(['always', 2]);
	});

	test('drops VM_LOCKED from anonymous memory that it moves', () => {
		const replaces: Mutant['replaces'] = (sound) => ({
			*do_mremap(mm, ...args) {
				const moved = Number((yield* sound['do_mremap']!.call(this, mm!, ...args)) ?? 0);
				yield* unlockAll(mm!);
				return moved;
			},
		});
		const calls = 'map m anon 2 private locked; move m to k; touch k write';
		expect(foundIn(replaces, calls)).toEqual(['always', 2]);
	});
});

/** Since 2.6.28 mlock takes pages off the lists of reclaim (b291f000): where a page is locked, that is no loss. */
test('a locked page may be on a list of its own', () => {
	const text = `file f 1 page cached
		process B { map n f[0] shared; touch n read }
		cpu locker in B { mlock n }
		cpu kswapd { shrink 1 }`;
	expect(seenBy(bootVariant(variants['mlock-unevictable']!), written(text))).toEqual([]);
});

describe('what a program has no right to', () => {
	const none = 'process A { map m anon 1 private; mprotect m none }\n';
	const other = '\ncpu other { }';
	const named = `${none}cpu locker in A { mlock m }${other}`;
	const all = `${none}cpu locker in A { mlockall current }${other}`;
	const oraclesOn = (booted: typeof base, text: string): string[] =>
		runCell(booted, written(text), verdictOnly).violations.map(({ oracle }) => oracle);

	test('mlock() may not say that it is in memory, and that it says so is no refusal', () => {
		expect(oraclesOn(base, named)).toEqual(['VM_LOCKED page unmapped inside EOF']);
		// 3a85d5d0 (September 2003) has it say so.
		for (const name of ['nonlinear-aware', 'linux-6-18']) {
			expect(oraclesOn(bootVariant(variants[name]!), named), name).toEqual([]);
		}
	});

	test('mlockall() and MAP_LOCKED bring in what they can', () => {
		const mapped = `process A { map m anon 1 private; mprotect m none; mlockall future;
			map n anon 1 private; mprotect n none }\ncpu dropper in A { dontneed n }${other}`;
		for (const name of ['lock-page-convert', 'nonlinear-aware', 'linux-6-18']) {
			expect(oraclesOn(bootVariant(variants[name]!), all), name).toEqual([]);
		}
		expect(oraclesOn(base, mapped)).toEqual([]);
	});

	test('what it may read is found missing as before', () => {
		const broken = bootBroken('brings-nothing-in', nothing('make_pages_present'));
		expect(oraclesOn(broken, all.replace('mprotect m none', 'mprotect m read'))).toContain(
			'VM_LOCKED page unmapped inside EOF',
		);
		expect(oraclesOn(broken, all)).toEqual([]);
	});
});
