/*
 * What is read of a file was stored there: kernels that show something else are found out.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { before, nothing } from '../check/mutants/mutation.ts';
import { SetPageUptodate } from '../mm/mm_types.ts';
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
		.filter(({ oracle }) => oracle === 'wrong contents')
		.map(({ site, frequency }) => `${site}: ${frequency}`)
		.toSorted();
}

const uptodateEarly = before('readpage', function* ([, page = 0]) {
	yield* SetPageUptodate(page);
});
const writesInPlace = nothing('can_share_swap_page', 1);
const stored = `file f 1 page cached
process A { map p f[0] private; touch p read }
process B { map m f[0] shared }
cpu one in A { touch p write }
`;

test.each([
	[
		'a page is uptodate before its contents',
		uptodateEarly,
		'file f 1 page\nprocess A { map m f[0] shared }\ncpu one in A { touch m read }\ncpu two { read f[0] }\n',
		['load: sometimes', 'read(): sometimes'],
	],
	[
		'a page is uptodate early, between two reads',
		uptodateEarly,
		'file f 1 page\ncpu one { read f[0] }\ncpu two { read f[0] }\n',
		['read(): sometimes'],
	],
	[
		'a private store is read()',
		writesInPlace,
		`${stored}after { read f[0] }\n`,
		['page in the cache: always', 'read(): always'],
	],
	[
		'a private store is loaded by another',
		writesInPlace,
		`${stored}after in B { touch m read }\n`,
		['load: always', 'page in the cache: always'],
	],
] as const)('%s', (_, replaces, text, expected) => {
	expect(found(base, text)).toEqual([]);
	expect(found(bootBroken('broken', replaces), text)).toEqual(expected);
});
