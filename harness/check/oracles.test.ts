/*
 * Oracles and conditions on memories that are spoilt by hand: all that they must say of each, and no more.
 */
import { expect, test } from 'vitest';
import { poolObjects } from '../engine/layout.ts';
import { at } from '../engine/struct.ts';
import {
	_PAGE_RW,
	diskBlock,
	i_mmap_shared,
	intendedOf,
	INTENDS_UNCERTAIN,
	mapping_nrpages,
	mk_pte,
	mm_locked_vm,
	mm_rss,
	mm_zone,
	nr_mapped,
	OUTCOME_SIGBUS,
	OUTCOME_VALUE,
	outcomeResult,
	layout,
	layoutFor,
	page_contents,
	page_count_field,
	page_index,
	page_pte,
	PG_anon,
	PG_dirty,
	PG_private,
	PG_uptodate,
	pgoff_to_pte,
	pte_word,
	pteTablePool,
	swap,
	swap_map,
	VM_LOCKED,
	VM_SHARED,
	VM_WRITE,
	vm_flags,
} from '../mm/mm_types.ts';
import type { Condition } from '../workload.ts';
import { evaluateCondition } from './condition.ts';
import {
	anonymousPage,
	f,
	freePage,
	mm,
	page0,
	page5,
	soundMemory,
	vma,
	type Fixture,
} from './fixture.ts';
import { judge, oracles } from './index.ts';
import { unmappedLocked } from './locked-ranges.ts';

/** How a sound memory is spoilt, and everything that the oracles must then say. */
const cases: readonly (readonly [string, (made: Fixture) => void, readonly string[]])[] = [
	['nothing', () => {}, []],
	[
		'a swap slot counts a user that there is not',
		(made) => made.set(at(swap_map, 1), swap, 1),
		['swap count wrong: too high'],
	],
	[
		'a truncated page stays mapped',
		(made) => {
			made.shrink(2);
			made.uncache(page5, 5);
		},
		[
			'orphan page mapped: page found by nobody',
			'access beyond EOF succeeds: page of no file',
			'page not reachable by rmap: page->mapping is NULL',
			'unreclaimable page: pte out of reach',
		],
	],
	[
		'a converted page is truncated and stays mapped',
		(made) => {
			made.shrink(2);
			made.uncache(page5, 5);
			made.flag(PG_anon, page5);
			made.flag(PG_private, page5);
			made.add(page_count_field, page5, 1);
			made.memory[page5 + page_pte.offset] = made.pte(13);
		},
		[
			'orphan page mapped: page found by pte_chain',
			'access beyond EOF succeeds: page of no file',
			'unreclaimable page: buffers and no mapping',
			'type confusion of page->pte: PageDirect disagrees with a pte address',
		],
	],
	[
		'a nonlinear pte is cleared and its page truncated',
		(made) => {
			made.shrink(2);
			made.uncache(page5, 5);
			made.set(page_count_field, page5, 0);
			made.memory[page5] = 0;
			made.set(nr_mapped, mm_zone, 2);
			made.set(mm_rss, mm, 2);
			made.set(page_pte, page5, 0);
			made.set(pte_word, made.pte(13), 0);
			made.intend(9, intendedOf(f, 6));
		},
		['linear page instead of SIGBUS: pte none'],
	],
	[
		'a nonlinear place beyond the end by address shows a page inside',
		(made) => {
			made.shrink(6);
			made.intend(15, intendedOf(f, 1));
		},
		['spurious SIGBUS: pte none'],
	],
	[
		'two places are forgotten',
		(made) => {
			made.intend(10, intendedOf(f, 3));
			made.set(pte_word, made.pte(11), pgoff_to_pte(7));
		},
		[
			'lost placement of a nonlinear page: pte none',
			'lost placement of a nonlinear page: file pte',
		],
	],
	[
		'a file pte keeps its place',
		(made) => {
			made.intend(10, intendedOf(f, 7));
			made.set(pte_word, made.pte(10), pgoff_to_pte(7));
		},
		[],
	],
	[
		'a mapping holds a copy',
		(made) => {
			made.memory[freePage] = 1;
			made.set(page_count_field, freePage, 1);
			made.set(page_pte, freePage, 1);
			made.set(page_index, freePage, 5);
			made.set(pte_word, made.pte(13), mk_pte(freePage, _PAGE_RW));
			made.set(page_count_field, page5, 1);
			made.set(page_pte, page5, 0);
		},
		[
			'orphan page mapped: page found by nobody',
			'two copies of one file page: mapping and page cache',
			'page not reachable by rmap: page->mapping is NULL',
			'unreclaimable page: on no LRU list',
			'unreclaimable page: pte out of reach',
		],
	],
	[
		'a mapped page is freed',
		(made) => {
			made.memory[anonymousPage] = 0;
			made.set(nr_mapped, mm_zone, 2);
		},
		['freed while mapped: pte'],
	],
	[
		'the vma is on no list',
		(made) => made.set(i_mmap_shared.head, f, 0),
		['page not reachable by rmap: no vma leads to the pte', 'unreclaimable page: pte out of reach'],
	],
	[
		'a count is off',
		(made) => {
			made.add(page_pte, page5, 1);
			made.add(page_count_field, page5, 1);
			made.add(mm_rss, mm, -1);
			made.add(nr_mapped, mm_zone, 1);
			made.add(mm_locked_vm, mm, 1);
			made.add(mapping_nrpages, f, 1);
		},
		[
			'page->mapping and tree disagree: nrpages',
			'mapcount wrong: mapcount too high',
			'page_count wrong: too high',
			'rss wrong: too low',
			'nr_mapped wrong: too high',
			'vm accounting wrong: locked_vm',
		],
	],
	[
		'an entry points to a pte of something else',
		(made) => made.set(pte_word, made.pte(24), mk_pte(page5, _PAGE_RW)),
		[
			'page not reachable by rmap: no vma leads to the pte',
			'unreclaimable page: pte out of reach',
			'stale rmap entry: pte maps something else',
			'mapcount wrong: mapcount too low',
			'mapcount wrong: pte_chain too high',
			'page_count wrong: too low',
			'page leaked: struct page',
		],
	],
	[
		'a counted page is called chained',
		(made) => made.flag(PG_anon, page5),
		['type confusion of page->pte: PageAnon with a count'],
	],
	[
		'a chained page is called counted',
		(made) => made.clear(PG_anon, anonymousPage),
		['type confusion of page->pte: a pte address without PageAnon'],
	],
	[
		'the tree forgets a page',
		(made) => made.set(page_index, page5, 6),
		[
			'orphan page mapped: page found by nobody',
			'page not reachable by rmap: no vma leads to the pte',
			'unreclaimable page: pte out of reach',
			'page->mapping and tree disagree: page in the tree does not name it',
			'page->mapping and tree disagree: page names a tree that does not hold it',
		],
	],
	[
		'a block behind the end keeps what it had',
		(made) => {
			made.shrink(7);
			made.set(at(diskBlock, 7), f, 108);
		},
		['stale block beyond EOF: block of a file'],
	],
	[
		'a page that was mapped lies in no vma, and nobody minds where nobody can tell',
		(made) => {
			made.intend(30, intendedOf(f, 1));
			made.intend(31, INTENDS_UNCERTAIN);
		},
		['mapping lost: no vma'],
	],
	[
		'two tables of one page of the directory, of which it has one',
		(made) => {
			made.memory[poolObjects(layout.pools.get(pteTablePool.name)!)[2]!] = 1;
		},
		['kernel object leaked: page table'],
	],
];

test.each(cases)('%s', (_, spoil, expected) => {
	const made = soundMemory();
	spoil(made);
	expect(judge(made.scene).map(({ oracle, site }) => `${oracle}: ${site}`)).toEqual(expected);
});

test('every oracle that looks at the end is made to speak above or by a mutant', () => {
	const spoken = new Set(cases.flatMap(([, , said]) => said.map((each) => each.split(': ')[0])));
	const silent = Object.values(oracles)
		.filter(({ atEnd, name }) => atEnd !== undefined && !spoken.has(name))
		.map(({ name }) => name);
	expect(silent).toEqual([
		'lost dirty data',
		'wrong contents',
		'private data wrong',
		'not on disk',
		'wrong end of file',
		'refused for nothing',
		'VM_LOCKED page unmapped inside EOF',
	]);
});

test('a locked page is missed only when it was inside the file all the time', () => {
	const made = soundMemory();
	made.set(vm_flags, vma, VM_SHARED | VM_WRITE | VM_LOCKED);
	made.set(mm_locked_vm, mm, 8);
	const truncate = {
		program: 0,
		order: 0,
		process: null,
		map: null,
		mapping: f,
		pages: 1,
		value: 0,
		outcome: 0,
	};
	made.accesses = [{ ...truncate, what: 'truncate', page: 3 }];
	expect(unmappedLocked(made.scene, 'A')).toEqual({ missing: 6, collateral: 2 });
	expect(unmappedLocked(made.scene, 'B')).toEqual({ missing: 0, collateral: 0 });
	expect(judge(made.scene).map(({ oracle }) => oracle)).toEqual([
		'VM_LOCKED page unmapped inside EOF',
	]);
});

const place = { line: 1, column: 1 };
const conditions: readonly (readonly [string, Condition, boolean])[] = [
	['mapped', { place, holds: 'mapped', file: 'f', page: 5 }, true],
	['not mapped', { place, holds: 'mapped', file: 'f', page: 4 }, false],
	['inside', { place, holds: 'beyond-eof', file: 'f', page: 7 }, false],
	['beyond', { place, holds: 'beyond-eof', file: 'f', page: 8 }, true],
	['cached', { place, holds: 'cached', file: 'f', page: 0 }, true],
	['not cached', { place, holds: 'cached', file: 'f', page: 1 }, false],
	['present', { place, holds: 'present', process: 'A', map: 'm', page: 5 }, true],
	['not present', { place, holds: 'present', process: 'A', map: 'm', page: 4 }, false],
	[
		'shows',
		{ place, holds: 'shows', process: 'A', map: 'm', page: 4, shows: { file: 'f', page: 4 } },
		true,
	],
	[
		'shows another',
		{ place, holds: 'shows', process: 'A', map: 'm', page: 4, shows: { file: 'f', page: 3 } },
		false,
	],
	['shows', { place, holds: 'shows', process: 'A', map: 'm', page: 4, shows: null }, false],
	['lost', { place, holds: 'lost-dirty', file: 'f', page: 5 }, false],
	['oracle', { place, holds: 'oracle', oracle: 'rss wrong' }, false],
];

test.each(conditions)('condition: %s', (_, condition, holds) => {
	expect(evaluateCondition(condition, soundMemory().scene)).toBe(holds);
});

test('an orphan is still the page that it was', () => {
	const made = soundMemory();
	made.uncache(page5, 5);
	expect(evaluateCondition({ place, holds: 'mapped', file: 'f', page: 5 }, made.scene)).toBe(true);
	expect(evaluateCondition({ place, holds: 'cached', file: 'f', page: 5 }, made.scene)).toBe(false);
});

test('an orphan is still the page that it was where nobody can tell what the user intends', () => {
	const made = soundMemory();
	made.uncache(page5, 5);
	made.intend(13, INTENDS_UNCERTAIN);
	expect(evaluateCondition({ place, holds: 'mapped', file: 'f', page: 5 }, made.scene)).toBe(true);
	expect(evaluateCondition({ place, holds: 'mapped', file: 'f', page: 4 }, made.scene)).toBe(false);
});

test('nothing is missed that nobody can tell the user to have locked', () => {
	const made = soundMemory();
	made.set(vm_flags, vma, VM_SHARED | VM_WRITE | VM_LOCKED);
	made.intend(9, INTENDS_UNCERTAIN);
	expect(unmappedLocked(made.scene, 'A')).toEqual({ missing: 6, collateral: 5 });
	for (let page = 8; page < 16; page++) made.intend(page, INTENDS_UNCERTAIN);
	expect(judge(made.scene).map(({ oracle }) => oracle)).not.toContain(
		'VM_LOCKED page unmapped inside EOF',
	);
});

test('a page is stale when it is clean and the disk holds something else', () => {
	const made = soundMemory();
	const stale = (page: number): boolean =>
		evaluateCondition({ place, holds: 'stale', file: 'f', page }, made.scene);
	made.flag(PG_uptodate, page0);
	made.set(page_contents, page0, 101);
	expect(stale(0)).toBe(false);
	made.set(at(diskBlock, 0), f, 0);
	expect(stale(0)).toBe(true);
	made.flag(PG_dirty, page0);
	expect(stale(0)).toBe(false);
	made.clear(PG_dirty, page0);
	made.clear(PG_uptodate, page0);
	expect([stale(0), stale(1)]).toEqual([false, false]);
});

test('a store is lost when neither the page cache nor the disk has it', () => {
	const made = soundMemory();
	const outcome = layoutFor({ accesses: 1 }).outcomes[0]!;
	made.set(outcomeResult, outcome, OUTCOME_VALUE);
	const write = {
		program: 0,
		order: 1,
		what: 'write',
		process: null,
		map: null,
		mapping: f,
		page: 5,
		pages: 1,
		value: 1000,
		outcome,
	} as const;
	made.accesses = [write];
	const lost = (): string[] => judge(made.scene).map(({ oracle }) => oracle);
	expect(lost()).toEqual(['lost dirty data']);
	// A clean page may go at any time: there must be who writes it.
	made.set(page_contents, page5, 1000);
	expect(lost()).toEqual(['lost dirty data']);
	made.flag(PG_dirty, page5);
	expect(lost()).toEqual([]);
	made.set(page_contents, page5, 1001);
	made.accesses = [write, { ...write, program: 1, value: 1001 }];
	expect(lost()).toEqual([]);
	made.accesses = [write, { ...write, order: 0, value: 1001 }];
	expect(lost()).toEqual(['lost dirty data']);
	made.accesses = [write, { ...write, program: 1, what: 'truncate', page: 5 }];
	expect(lost()).toEqual([]);
	made.accesses = [write, { ...write, program: 1, what: 'truncate', page: 6 }];
	expect(lost()).toEqual(['lost dirty data']);
	made.accesses = [write, { ...write, program: 1, what: 'punch', page: 4, pages: 2 }];
	expect(lost()).toEqual([]);
	made.accesses = [write, { ...write, program: 1, what: 'punch', page: 3, pages: 2 }];
	expect(lost()).toEqual(['lost dirty data']);
	made.set(outcomeResult, outcome, OUTCOME_SIGBUS);
	expect(lost()).toEqual([]);
});

test('thousands of judgements take little time', () => {
	const { scene } = soundMemory();
	for (let i = 0; i < 2000; i++) expect(judge(scene).length).toBe(0);
});
