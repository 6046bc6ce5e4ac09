/*
 * Tests of the memory ledger, against sizes and slab counts that were published.
 */
import { describe, expect, test } from 'vitest';
import { ledgerOf, objectsPerSlab } from './ledger.ts';

const none = { frames: 0, pteChains: 0, vmas: 0, pteTables: 0, mms: 0 };

describe('a slab', () => {
	test('holds as many pte_chain nodes as kernel-facts 1.3 says', () => {
		// ~200 on the 386; it was estimated there, and the rule gives 203.
		expect([16, 32, 64, 128].map((line) => objectsPerSlab(line, line))).toEqual([203, 113, 59, 30]);
	});

	test('holds 59 vmas, as kernel-facts 1.4 says; with lines of 128 bytes the head is larger', () => {
		expect([32, 64, 128].map((line) => objectsPerSlab(64, line))).toEqual([59, 59, 58]);
	});

	test('holds one object of a page less its head, and none of a page', () => {
		expect(objectsPerSlab(4096 - 32, 32)).toBe(1);
		expect(objectsPerSlab(4096, 32)).toBe(0);
	});
});

describe('the ledger', () => {
	test('is that of Peter Wong, 17 September 2002 (discussion D6)', () => {
		// 3,411,018 nodes of 32 bytes are 104 MB, and 30,186 slabs are 118 MB.
		const { pteChains, total } = ledgerOf({ ...none, pteChains: 3_411_018 }, 32);
		expect(pteChains).toBe(30_186 * 4096);
		expect(Math.round(pteChains / 2 ** 20)).toBe(118);
		expect(total).toBe(pteChains);
		// One more node begins one more slab.
		expect(ledgerOf({ ...none, pteChains: 3_411_019 }, 32).pteChains).toBe(30_187 * 4096);
	});

	test('counts 40 bytes a frame: 0.98 % of memory (kernel-facts 1.1)', () => {
		const { structPages } = ledgerOf({ ...none, frames: 65_536 }, 128);
		expect(structPages).toBe(2_621_440);
		expect(structPages / (65_536 * 4096)).toBeCloseTo(0.0098, 4);
	});

	test('adds up', () => {
		const counts = { frames: 10, pteChains: 31, vmas: 60, pteTables: 3, mms: 2 };
		expect(ledgerOf(counts, 128)).toEqual({
			structPages: 400,
			pteChains: 2 * 4096,
			vmas: 2 * 4096,
			pageTables: 5 * 4096,
			total: 400 + 9 * 4096,
		});
		expect(ledgerOf(none, 32).total).toBe(0);
	});
});
