/*
 * Litmus tests with `tlb`: each flush of the kernel is needed by one of them, what 2.5.66 flushes too late is found,
 * and a flush in time mends it. Without `tlb` nothing of it is there, and the searches agree on what is.
 */
import { expect, test } from 'vitest';
import { load, xchg, add, flush_tlb_range } from '../engine/operation.ts';
import { storedSearch } from '../explore/stored.ts';
import type { Kernel } from '../mm/index.ts';
import { tlbFlushes, type FlushTable } from '../mm/tlb-flushes.ts';
import {
	gather_freed,
	gather_mm,
	mm_rss,
	PAGE_SIZE,
	pte_dirty,
	pte_page,
	pte_present,
	pte_word,
	type mm_struct,
	type mmu_gather,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../mm/mm_types.ts';
import { defineVariant } from '../variant.ts';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { printLitmus } from '../../workloads/litmus/print.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import type { Workload } from '../workload.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';
import { stageOf } from './stage.ts';

const base = variants['lock-page-convert']!;
const read = (name: string): Workload => readWorkload(name, Object.keys(variants));

function found(booted: BootedVariant, workload: Workload): string[] {
	const { explored, violations } = runCell(booted, workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return violations.map(({ oracle, site }) => `${oracle}: ${site}`);
}

const withoutTlb = (workload: Workload): Workload => {
	const again = parseLitmus(printLitmus({ ...workload, memory: 'sc' }), 'again.litmus');
	if ('error' in again) throw new Error(again.error.message);
	return again.workload;
};

const stale = workloadNames().filter((name) => name.startsWith('stale-'));

test.each(stale)('%s: without TLBs nothing of it is there', (name) => {
	expect(read(name).memory).toBe('tlb');
	expect(found(bootVariant(base), withoutTlb(read(name)))).toEqual([]);
});

const later = { when: 'later' } as const;

/** Each forgets flushes of one function; the litmus test that shows it. */
test.each<readonly [string, string, FlushTable, readonly string[]]>([
	['fork', 'stale-fork', { dup_mmap: later }, []],
	[
		'msync',
		'stale-msync',
		{ filemap_sync_pte: later, filemap_sync: later },
		['lost dirty data: store through a mapping'],
	],
	[
		'reclaim',
		'stale-reclaim',
		{ try_to_unmap_obj_one: later },
		['kernel BUG: user access to a freed page'],
	],
])('%s needs its flush', (_, name, forgotten, shows) => {
	const forgetful = bootVariant(base, undefined, { ...tlbFlushes, ...forgotten });
	expect(found(forgetful, read(name))).toEqual(shows);
	const { expectations } = runCell(forgetful, read(name), verdictOnly);
	expect(expectations.some(({ met }) => !met)).toBe(true);
});

/** zap_pte() for a page of a file: the TLB is flushed before the page's reference goes. */
function* zap_pte(
	this: Kernel,
	mm: mm_struct,
	_vma: vm_area_struct,
	addr: number,
	ptep: pte_addr,
): Task<number> {
	if (!pte_present(yield* load(pte_word, ptep))) return 0;
	const old = yield* xchg(pte_word, ptep, 0);
	yield* flush_tlb_range(mm, addr, addr + PAGE_SIZE);
	if (pte_dirty(old)) yield* this.set_page_dirty(pte_page(old));
	yield* this.page_remove_rmap(pte_page(old), ptep);
	yield* this.page_cache_release(pte_page(old));
	yield* add(mm_rss, mm, -1);
	return 1;
}

/** zap_one_pte() for a page of a file: the TLB is flushed before the dirty bit is looked at. */
function* zap_one_pte(
	this: Kernel,
	tlb: mmu_gather,
	_vma: vm_area_struct,
	ptep: pte_addr,
	address: number,
): Task {
	if (!pte_present(yield* load(pte_word, ptep))) return;
	const old = yield* xchg(pte_word, ptep, 0);
	yield* flush_tlb_range(yield* load(gather_mm, tlb), address, address + PAGE_SIZE);
	if (pte_dirty(old)) yield* this.set_page_dirty(pte_page(old));
	yield* add(gather_freed, tlb, 1);
	yield* this.page_remove_rmap(pte_page(old), ptep);
	yield* this.tlb_remove_page(tlb, pte_page(old));
}

test.each([
	['stale-remap-orphan', { zap_pte }, 'kernel BUG: user access to a freed page'],
	['stale-unmap-fsync', { zap_one_pte }, 'lost dirty data: store through a mapping'],
])('%s: a flush in time mends it', (name, replaces, shown) => {
	const mended = defineVariant({
		name: `mended-${name}`,
		subject: 'mm: flush the TLB first',
		from: 'this test',
		date: '2003-04-05',
		replaces,
		claims: {},
	});
	expect(found(bootVariant(base), read(name))).toContain(shown);
	expect(found(bootVariant(mended), read(name))).toEqual([]);
	// A flush is no step where nobody has a TLB.
	expect(found(bootVariant(mended), withoutTlb(read(name)))).toEqual([]);
});

test.each(stale)('%s: the reduced search sees all that the unreduced one sees', (name) => {
	const search = (full: boolean): readonly [boolean, number] => {
		const { complete, terminals } = storedSearch(
			stageOf(bootVariant(base), read(name)).problem!,
			{ statesMax: 1_000_000, seed: 1, full },
			() => {},
			() => {},
		);
		return [complete, terminals];
	};
	expect(search(false)[1]).toBeGreaterThan(1);
	expect(search(true)).toEqual(search(false));
});

test.each([
	['tlb\nmemory tso\n', "2:1: error: 'tlb' and a weak memory in one file"],
	['memory relaxed\ntlb\n', "3:1: error: 'tlb' and a weak memory in one file"],
	['tlb\ntlb\n', "3:1: error: a second 'tlb' line"],
])('%j is refused', (text, message) => {
	const answer = parseLitmus(`scenario s\n${text}cpu a { reclaim 1 }\n`, 's.litmus');
	expect('error' in answer && answer.error.message).toContain(message.replace(/^.*error: /, ''));
});
