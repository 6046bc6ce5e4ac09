/*
 * Pinned pages: races of get_user_pages() against reclaim and copy-on-write, as they were reported, each on the base
 * and on a kernel that has the bug or the mend.
 */
import { describe, expect, test } from 'vitest';
import type { Mutant } from '../check/mutants/mutation.ts';
import { load } from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import {
	NRPTE,
	page_count_field,
	page_pte,
	PageDirect,
	pte_chain_ptes,
	SWAP_FAIL,
} from '../mm/mm_types.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { seenBy } from './fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);
const seen = (text: string, booted: BootedVariant = base): string[] =>
	seenBy(booted, written(text));

describe('a pin', () => {
	test('faults the page in, shows what is there, and is given back', () => {
		expect(
			seen(`file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { pin m[1] read as p; load p; touch m[1] write; load p; unpin p }
never returns a call 2 f[1]
never returns a call 4 stored-by a call 3
never present A m[1]`),
		).toEqual([
			'always present A m[1]',
			'always returns a call 2 f[1]',
			'always returns a call 4 stored-by a call 3',
		]);
	});

	test('that nobody gives back is found', () => {
		expect(
			seen(`file f 1 page cached
process A { map m f[0..0] shared }
cpu a in A { pin m[0] read as p }`),
		).toEqual(['always page_count wrong']);
	});

	test('a store through it is on disk after fsync', () => {
		expect(
			seen(`file f 1 page cached
process A { map m f[0..0] shared }
cpu a in A { pin m[0] write as p; store p; unpin p; fsync f }
never on-disk f[0] is stored-by a call 2`),
		).toEqual(['always on-disk f[0] is stored-by a call 2']);
	});

	test.each([
		['what may not be written', 'map m f[0..0] shared readonly; pin m[0] write as p', 'EFAULT'],
		['what may not be read', 'map m f[0..0] shared; mprotect m none; pin m[0] read as p', 'EFAULT'],
		['what is not there', 'map m f[0..0] shared; unmap m; pin m[0] read as p', 'EFAULT'],
		['what lies behind the end', 'map m f[1..1] shared; pin m[0] read as p', 'EFAULT'],
	])('fails on %s, and what is done with it then does nothing', (_, calls, errno) => {
		const line = `returns a call ${calls.split(';').length} ${errno}`;
		expect(
			seen(`file f 1 page cached
process A { }
cpu a in A { ${calls}; load p; store p; unpin p }
never ${line}`),
		).toEqual([`always ${line}`]);
	});

	test('of a private page is of a copy if it is for writing', () => {
		const text = (write: string): string => `file f 1 page cached
process A { map p f[0..0] private }
cpu a in A { pin p[0] ${write} as q; touch p[0] write; load q; unpin q }
never returns a call 3 stored-by a call 2`;
		expect(seen(text('write'))).toEqual(['always returns a call 3 stored-by a call 2']);
		expect(seen(text('read'))).toEqual([]);
	});
});

describe('6b886e92, get_user_pages vs try_to_unmap', () => {
	// Reclaim takes the pte of a pinned page; the next store makes a copy, and the device goes on with the old page.
	const text = `process A { map a anon 1 private; touch a write; pin a[0] write as p; refill 8; refill 8; refill 8 }
cpu user in A { touch a[0] write; store p; unpin p; touch a[0] read }
cpu kswapd { shrink 8 }
never not returns user call 4 stored-by user call 2`;

	test('in 2.5.66 the process does not see what the device has stored', () => {
		expect(seen(text)).toEqual(['sometimes not returns user call 4 stored-by user call 2']);
	});

	test('who leaves pinned pages alone has no such end', () => {
		const leaves: Mutant['replaces'] = (sound) => ({
			*try_to_unmap(page) {
				// Of the pte, of the LRU walk, of the swap cache; the fourth is a pin.
				if ((yield* load(page_count_field, page!)) > 3) return SWAP_FAIL;
				return Number(yield* sound['try_to_unmap']!.call(this, page!));
			},
		});
		expect(seen(text, bootBroken('mended', leaves))).toEqual([]);
	});

	test('and without a pin there is none either', () => {
		const plain = text
			.replace('pin a[0] write as p; ', '')
			.replace('store p; unpin p', 'touch a[0] write');
		expect(seen(plain.replace('user call 4', 'user call 3'))).toEqual([]);
	});
});

describe('CVE-2020-29374', () => {
	// A child pins what it shares with its parent, and gives up its own mapping of it.
	const text = `process A { map a anon 1 private; touch a write; fork B }
process B { pin a[0] read as p; unmap a }
cpu child in B { load p; unpin p }
cpu parent in A { touch a write }
never returns child call 1 stored-by parent`;

	test('2.5.66 counts references, and copies', () => {
		expect(seen(text)).toEqual([]);
	});

	test('a kernel that counts ptes alone stores where the child looks', () => {
		const countsPtes: Mutant['replaces'] = () => ({
			*can_share_swap_page(page) {
				if (yield* PageDirect(page!)) return 1;
				const head = yield* load(page_pte, page!);
				let ptes = 0;
				for (let i = 0; i < NRPTE; i++) {
					if ((yield* load(at(pte_chain_ptes, i), head)) !== 0) ptes++;
				}
				return ptes === 1 ? 1 : 0;
			},
		});
		expect(seen(text, bootBroken('broken', countsPtes))).toEqual([
			'sometimes returns child call 1 stored-by parent',
		]);
	});
});
