/*
 * A store through a map is lost only where every page that it can have gone to has lost it. An address that
 * was given out anew shows another page, and then nobody knows from the text which one.
 */
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import { verdictOnly } from '../cell/options.ts';
import { defineVariant } from '../variant.ts';
import type { Frequency } from '../result.ts';

const base = bootVariant(variants['lock-page-convert']!);

/** A kernel that forgets every store through a mapping. */
const forgets = bootVariant(
	defineVariant({
		name: 'forgets',
		subject: '',
		from: '',
		date: '',
		claims: {},
		replaces: {
			*set_page_dirty() {
				// Nothing is noted.
			},
		},
	}),
);

function lost(booted: typeof base, rest: string): (Frequency | undefined)[] {
	const text = `scenario written\nfile f 3 pages cached\n${rest}\nnever lost-dirty f[0]\nnever lost-dirty f[1]\n`;
	const read = parseLitmus(text, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { explored, questions } = runCell(booted, read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return questions.map(({ frequency }) => frequency);
}

describe('no store is lost whose address another map has got', () => {
	test.each([
		['before the race', 'process A { map n f[1] shared; unmap n; map m f[0] shared }'],
		['by moving', 'process A { map n f[1] shared; move n to k; map m f[0] shared }'],
		['by what is put over it', 'process A { map n f[1] shared; map m f[0] shared at n[0] }'],
		[
			'in another process, before it was copied',
			'process B { map n f[1] shared; unmap n; map m f[0] shared; fork A }',
		],
	])('%s', (_, process) => {
		expect(lost(base, `${process}\ncpu b in A { touch n[0] write }`)).toEqual(['never', 'never']);
	});

	test('in the race', () => {
		const rest = `process A { map n f[1] shared }
cpu a in A { unmap n; map m f[0] shared }
cpu b in A { touch n[0] write }`;
		expect(lost(base, rest)).toEqual(['never', 'never']);
	});

	test('nor one of a map that has got the address and was changed by the old name', () => {
		const rest = `process A { map n f[1] shared; unmap n; map m f[0] shared; remap n[0] -> f[1] }
cpu b in A { touch m[0] write }`;
		expect(lost(base, rest)).toEqual(['never', 'never']);
	});

	test('nor one of a map that was moved from there by the old name', () => {
		const rest = `process A { map n f[1] shared; unmap n; map m f[0] shared; move n to k }
cpu b in A { touch k[0] write }`;
		expect(lost(base, rest)).toEqual(['never', 'never']);
	});

	test('nor one of a map that lies behind the map over which another was put', () => {
		const rest = `process A { map m f[0] shared; map n f[1] shared; map k f[0..2] shared at m[0] }
cpu b in A { touch n[0] write }`;
		expect(lost(base, rest)).toEqual(['never', 'never']);
	});
});

describe('a store is lost', () => {
	const ends = 'after in A { unmap m; reclaim 8; reclaim 8; reclaim 8 }';

	test('where its map is unmapped at the end only', () => {
		const rest = `process A { map m f[0] shared }\ncpu b in A { touch m[0] write }\n${ends}`;
		expect(lost(forgets, rest)).toEqual(['always', 'never']);
		expect(lost(base, rest)).toEqual(['never', 'never']);
	});

	test('where another map went before it, or comes behind', () => {
		const rest = `process A { map n f[1] shared; unmap n; map m f[0] shared }
cpu b in A { touch m[0] write }
after in A { unmap m; map k f[1] shared; reclaim 8; reclaim 8; reclaim 8 }`;
		expect(lost(forgets, rest)).toEqual(['always', 'never']);
	});

	test('where the address was free and nobody got it', () => {
		const rest = `process A { map m f[0] shared; map n f[1] shared }
cpu a in A { touch m[0] write; unmap m }
cpu b { reclaim 8; reclaim 8; reclaim 8 }
after { reclaim 8; reclaim 8; reclaim 8 }`;
		expect(lost(forgets, rest)).toEqual(['always', 'never']);
	});

	test('where its map was moved first', () => {
		const rest = `process A { map m f[0] shared; move m to k }
cpu b in A { touch k[0] write }
after in A { unmap k; reclaim 8; reclaim 8; reclaim 8 }`;
		expect(lost(forgets, rest)).toEqual(['always', 'never']);
	});
});
