/*
 * A swap slot counts its users: kernels that count wrong are found out, and the base kernel counts right.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { before, instead, nothing } from '../check/mutants/mutation.ts';
import { load, store } from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import { swap, swap_map } from '../mm/mm_types.ts';
import { bootVariant } from './boot.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

const base = bootVariant(variants['lock-page-convert']!);

function found(booted: typeof base, text: string): string[] {
	const read = parseLitmus(`scenario written\n${text}`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { explored, violations } = runCell(booted, read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return violations
		.filter(({ oracle }) => oracle === 'swap count wrong')
		.map(({ site, frequency }) => `${site}: ${frequency}`);
}

test.each([
	['keeps a slot', nothing('swap_free'), 'unmap a', 'too high'],
	[
		'frees a slot twice',
		before('swap_free', function* ([entry = 0]) {
			const count = yield* load(at(swap_map, entry), swap);
			if (count > 0) yield* store(at(swap_map, entry), swap, count - 1);
		}),
		'touch a read',
		'too low',
	],
	[
		'does not count a pte',
		instead('swap_duplicate', function* () {
			return 1;
		}),
		'touch a read',
		'too low',
	],
] as const)('%s', (_, replaces, last, site) => {
	const text = `process A { map a anon 1 private; touch a write; fork B }
cpu all in A { reclaim 8; reclaim 8; reclaim 8; ${last} }
`;
	expect(found(base, text)).toEqual([]);
	expect(found(bootBroken('broken', replaces), text)).toContain(`${site}: always`);
});
