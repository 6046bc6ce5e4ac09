/*
 * mprotect() as 2.5.66 does it: who may use a page, what stays of it, and what happens to the vmas.
 */
import { describe, expect, test } from 'vitest';
import { judgeCell } from '../audit/promela/judge.ts';
import { runSpin, spinTools } from '../audit/promela/spin.ts';
import type { Mutant } from '../check/mutants/mutation.ts';
import { load, store } from '../engine/operation.ts';
import { pte_modify, pte_word } from '../mm/mm_types.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { runCellWithOutcomes } from './cell.ts';
import { verdictOnly } from './options.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { seenBy } from './fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);
const seen = (text: string, booted: BootedVariant = base): string[] =>
	seenBy(booted, written(text));

const file = 'file f 4 pages cached\n';

describe('what may be done', () => {
	test('with no protection nothing, and the page stays mapped', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared; touch m read }
cpu a in A { mprotect m[0] none; touch m[0] read; touch m[1] write; mprotect m write; touch m[0] write }
never returns a call 2 SIGSEGV
never returns a call 3 success
never returns a call 5 success
never present A m[0]`),
		).toEqual([
			'always present A m[0]',
			'always returns a call 2 SIGSEGV',
			'always returns a call 3 success',
			'always returns a call 5 success',
		]);
	});

	test('what was stored before is written when the page goes', () => {
		expect(
			seen(`${file}process A { map m f[0..0] shared; touch m write; mprotect m none }
cpu a in A { unmap m; fsync f }
never on-disk f[0] is stored-by A call 2`),
		).toEqual(['always on-disk f[0] is stored-by A call 2']);
	});

	test('a private copy is kept for reading, and is not copied again for writing', () => {
		const ends = runCellWithOutcomes(
			base,
			written(`${file}process A { map p f[0..0] private; touch p write }
cpu a in A { mprotect p read; touch p write; touch p read; mprotect p write; fail page 1; touch p write }`),
			verdictOnly,
		).observed;
		expect([...ends.values()].flat()).toEqual(
			expect.arrayContaining([
				'a, call 2: touch-write p[0]: SIGSEGV',
				'a, call 3: touch-read p[0]: 1000',
				'a, call 6: touch-write p[0]: done',
			]),
		);
	});

	test('programs see that they may not', () => {
		const ends = runCellWithOutcomes(
			base,
			written(
				`${file}process A { map m f[0..0] shared; touch m read }\ncpu a in A { mprotect m none }`,
			),
			verdictOnly,
		).observed;
		expect([...ends.values()].flat().join()).toMatch(/A page \d+: SIGSEGV/);
	});

	test('a file that is open for reading only is not made writable', () => {
		expect(
			seen(`${file}process A { map m f[0..0] shared opened-readonly; map p f[0..0] private opened-readonly }
cpu a in A { mprotect m write; mprotect p write }
never returns a call 1 EACCES
never returns a call 2 success`),
		).toEqual(['always returns a call 1 EACCES', 'always returns a call 2 success']);
	});

	test('mlock brings in nothing that nobody may use: get_user_pages() says -EFAULT, and it returns 0', () => {
		expect(
			seen(`${file}process A { map m f[0..0] shared; mprotect m none }
cpu a in A { mlock m }
never returns a success
never present A m[0]`),
		).toEqual(['always VM_LOCKED page unmapped inside EOF', 'always returns a success']);
	});
});

describe('vmas', () => {
	test('VM_LOCKED stays with both parts', () => {
		expect(
			seen(`${file}process A { map m f[0..2] shared locked; refill 8; refill 8; refill 8 }
cpu a in A { mprotect m[1] none }
cpu kswapd { shrink 8 }
never not present A m[0]
never not present A m[1]
never "vm accounting wrong"`),
		).toEqual([]);
	});

	test('what was done before a hole is done', () => {
		expect(
			seen(`${file}process A { map m f[0..2] shared; unmap m[1] }
cpu a in A { mprotect m none; touch m[0] read; touch m[2] read }
never returns a call 1 ENOMEM
never returns a call 2 SIGSEGV
never returns a call 3 f[2]`),
		).toEqual([
			'always returns a call 1 ENOMEM',
			'always returns a call 2 SIGSEGV',
			'always returns a call 3 f[2]',
		]);
	});

	test('no vma for a part: nothing is done', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared }
cpu a in A { fail vma 1; mprotect m[0] none; touch m[0] read }
never returns a call 2 ENOMEM
never returns a call 3 f[0]`),
		).toEqual(['always returns a call 2 ENOMEM', 'always returns a call 3 f[0]']);
	});

	// mremap() takes what lies in one vma only.
	test.each([
		['anon 3 private', 'success'],
		['f[0..2] shared', 'EFAULT'],
	])('of %s: parts that are alike again are one vma where there is no file', (what, result) => {
		for (const part of ['m[0]', 'm[1]', 'm[2]', 'm[0..1]']) {
			const line = `returns a call 3 ${result}`;
			expect(
				seen(`${file}process A { map k f[0..3] shared; map m ${what} }
cpu a in A { mprotect ${part} read; mprotect ${part} write; mremap m[0] 3 -> 3 maymove at k[0] as n }
never ${line}`),
				part,
			).toEqual([`always ${line}`]);
		}
	});
});

const storing = `file f 1 page cached
process A { map m f[0..0] shared; touch m read }
cpu protector in A { mprotect m read }
cpu writer in A { touch m write }
after in A { unmap m }
after { fsync f }
never returns writer success and not on-disk f[0] is stored-by writer`;

describe('beside a store', () => {
	test('the page is empty while its protection changes, so that no dirty bit is lost', () => {
		expect(seen(storing)).toEqual([]);
	});

	test('a kernel that only writes the new pte loses the store', () => {
		const hasty: Mutant['replaces'] = (sound) => ({
			*change_pte_range(mm, address, prot) {
				const ptep = Number(yield* sound['pte_offset_map']!.call(this, mm!, address!));
				yield* store(pte_word, ptep, pte_modify(yield* load(pte_word, ptep), prot!));
				return 0;
			},
		});
		expect(seen(storing, bootBroken('broken', hasty))).toEqual(
			expect.arrayContaining([
				'sometimes lost dirty data',
				'sometimes returns writer success and not on-disk f[0] is stored-by writer',
			]),
		);
	});
});

const tools = spinTools();

test.skipIf(tools === null).each([
	storing,
	`file f 2 pages cached
process A { map m f[0..0] shared; map k f[0..1] shared; touch m[0] read; unmap k }
cpu mover in A { mremap m[0] 1 -> 2 maymove at k[0] as n }
cpu truncator { truncate f 1 }`,
])(
	'SPIN agrees on it (skipped without spin and a C compiler)',
	(text) => {
		const judged = judgeCell(base, written(text), {
			statesMax: 150_000,
			ask: (model) => runSpin(model, { tools: tools!, clock: () => 0, timeoutMs: 60_000 }),
		});
		expect(judged).toMatchObject({ kind: 'judged', complaints: [] });
	},
	120_000,
);
