/*
 * Who waits behind whom: rwsems are fair, and whoever sleeps on a page lock sleeps until unlock_page() wakes him.
 * With it the locks that system calls hold while they copy from and to programs.
 */
import { describe, expect, test } from 'vitest';
import { read_lock, read_unlock, type Task } from '../engine/operation.ts';
import type { Kernel } from '../mm/index.ts';
import {
	ClearPageLocked,
	mmap_sem,
	SetPageLocked,
	type mm_struct,
	type page,
} from '../mm/mm_types.ts';
import { defineVariant, type AddedFunction } from '../variant.ts';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { runCell, runCellWithOutcomes } from './cell.ts';
import { verdictOnly } from './options.ts';

type Functions = Readonly<Record<string, unknown>>;

const kernel = (functions: Functions): BootedVariant => {
	const head = { name: 'mine', subject: '', from: '', date: '2003-04-05', claims: {} };
	const defined = defineVariant({ ...head, replaces: {} });
	const changed = functions as Record<string, AddedFunction>;
	return bootVariant({ ...defined, functions: { ...defined.functions, ...changed } });
};

/** What is in which way stuck, and how often. */
function deadlocks(booted: BootedVariant, litmus: string): string[] {
	const read = parseLitmus(`scenario queues\n${litmus}\n`, 'queues.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { explored, violations } = runCell(booted, read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return violations
		.filter(({ oracle }) => oracle === 'deadlock')
		.map(({ site, frequency }) => `${frequency}: ${site}`);
}

/** The copy to the user as it was up to 2.6.19: CVE-2006-4814, mended by 2f77d107. */
const copiesUnderMmapSem: Functions = {
	*sys_mincore(this: Kernel, mm: mm_struct, start: number): Task<number> {
		yield* read_lock(mmap_sem, mm);
		yield* this.do_page_fault(mm, start, 1);
		yield* read_unlock(mmap_sem, mm);
		return 0;
	},
};

const withMaps = `file f 2 pages cached
process A { map m f[0..1] shared; map a anon 1 private }`;
const asker = 'cpu asker in A { mincore a }';
const mapper = 'cpu mapper in A { map n f[0..1] shared }';

test('a reader that comes behind a waiting writer waits, even for itself', () => {
	const stuck = ['sometimes: do_page_fault waits for MS; userMap waits for MS'];
	const race = `${withMaps}\n${asker}\n${mapper}`;
	expect(deadlocks(kernel(copiesUnderMmapSem), race)).toEqual(stuck);
	expect(deadlocks(bootVariant(variants['lock-page-convert']!), race)).toEqual([]);
});

test('without a writer, and with one of another mm, it goes on', () => {
	const reader = 'cpu reader in A { touch m[0] read }';
	expect(deadlocks(kernel(copiesUnderMmapSem), `${withMaps}\n${asker}\n${reader}`)).toEqual([]);
	const other = 'process B { map m f[0..1] shared }\ncpu mapper in B { map n f[0..1] shared }';
	expect(deadlocks(kernel(copiesUnderMmapSem), `${withMaps}\n${other}\n${asker}`)).toEqual([]);
});

const remap = `file f 2 pages cached
process A { map m f[0..1] shared; touch m[1] read }
cpu truncator { truncate f 1 }
cpu remapper in A { remap m[0] -> f[1] }`;

test('a page lock that is cleared bare leaves its sleepers asleep', () => {
	// objfix-2.5.66-mm3-1 has page_convert_anon() clear it so; its successor of an hour later unlocks the page.
	const stuck = ['sometimes: lock_page waits for PL'];
	expect(deadlocks(bootVariant(variants['convert-v2a']!), remap)).toEqual(stuck);
	expect(deadlocks(bootVariant(variants['convert-v3-tweak']!), remap)).toEqual([]);
});

test('unlock_page() wakes who sleeps', () => {
	/** Sets the bit, and gives it back as it should or not. */
	const unlocks = (isBare: boolean): Functions => ({
		*install_page_convert(this: Kernel, _vma: number, _addr: number, page: page): Task<number> {
			yield* SetPageLocked(page);
			if (isBare) yield* ClearPageLocked(page);
			else yield* this.unlock_page(page);
			return 0;
		},
	});
	expect(deadlocks(kernel(unlocks(true)), remap)).toEqual(['sometimes: lock_page waits for PL']);
	expect(deadlocks(kernel(unlocks(false)), remap)).toEqual([]);
});

describe('memory of programs that faults under locks', () => {
	const base = bootVariant(variants['lock-page-convert']!);
	test('mincore() of 2.5.66 copies its answer with mmap_sem held for reading', () => {
		const maps = `file f 1 page cached
			process A { map m f[0..0] shared; map a anon 1 private }`;
		const mapping = 'cpu mapper in A { map n f[0..0] shared }';
		expect(deadlocks(base, `${maps}\ncpu asker in A { mincore m into a[0] }\n${mapping}`)).toEqual([
			'sometimes: do_page_fault waits for MS; userMap waits for MS',
		]);
		expect(deadlocks(base, `${maps}\ncpu asker in A { mincore m }\n${mapping}`)).toEqual([]);
	});

	test('and does not hang where the page is there already', () => {
		const there = `file f 1 page cached
			process A { map m f[0..0] shared; map a anon 1 private; touch a write }
			cpu asker in A { mincore m into a[0] }
			cpu mapper in A { map n f[0..0] shared }`;
		expect(deadlocks(base, there)).toEqual([]);
	});

	test('write() holds i_sem over a read of mmap_sem, msync() the other way round, between them a writer', () => {
		const maps = `file f 1 page
			file g 1 page cached
			process A { map m f[0..0] shared; map a anon 1 private; touch m write }
			cpu writer in A { write f[0] from a[0] }
			cpu syncer in A { msync m }`;
		// Two readers alone do not keep each other out.
		expect(deadlocks(base, maps)).toEqual([]);
		expect(deadlocks(base, `${maps}\ncpu mapper in A { map n g[0..0] shared }`)).toEqual([
			'sometimes: do_page_fault waits for MS; msync_interval waits for IS; userMap waits for MS',
		]);
	});

	test('write() of a page to itself waits for the page lock that it holds', () => {
		const race = `file f 1 page cached
			process A { map m f[0..0] shared }
			cpu writer in A { write f[0] from m[0] }
			cpu inv { invalidate f }
			cpu drop in A { dontneed m }`;
		expect(deadlocks(base, race)).toEqual(['sometimes: lock_page waits for PL']);
	});

	test.each([
		['has no memory there', 'truncate f 0; mincore m into m[0]', 14],
		['may not store there', 'mincore m into r[0]', 14],
	])('an answer for who %s is an error', (_, calls, error) => {
		const text = `file f 1 page cached
			process A { map m f[0..0] shared; map r f[0..0] shared readonly }
			cpu asker in A { ${calls} }`;
		const read = parseLitmus(`scenario fault\n${text}\n`, 'fault.litmus');
		if ('error' in read) throw new Error(read.error.message);
		const { observed } = runCellWithOutcomes(base, read.workload, verdictOnly);
		expect([...observed.values()].flat().join()).toContain(`mincore: error ${error}`);
	});
});
