/*
 * fsx on the page cache of variants: kernels that are right, those that are known to be wrong, and mutants.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fsxProgramOf, operationText } from '../../../workloads/sequence/fsx-operations.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import type { FsxResult } from '../../result.ts';

const { folder, rmaplab } = commandLineIn('fsx');

function fsx(...args: string[]): { readonly status: number | null; readonly result: FsxResult } {
	const { status, stdout, stderr } = rmaplab('fsx', '--json', ...args);
	expect(stderr).not.toContain('error');
	return { status, result: JSON.parse(stdout) as FsxResult };
}

test.each(['linux-3-14', 'linux-6-18'])('%s answers as the copy', (variant) => {
	const { status, result } = fsx('--variant', variant, '--count', '30000');
	expect(result).toMatchObject({ operations: 30_000, failed: 0, failures: [], cut: {} });
	expect(status).toBe(0);
});

describe('the base', () => {
	let base: FsxResult;
	beforeAll(() => {
		({ result: base } = fsx('--variant', 'lock-page-convert', '--count', '6000', '--out', 'found'));
	}, 120_000);

	test('has bugs that later kernels do not have, each in few operations', () => {
		const causes = new Set(base.failures.map(({ cause }) => cause));
		expect(causes).toEqual(new Set(['direct-io-beside-maps', 'trusts-vm-pgoff']));
		for (const { operations, isOfBase } of base.failures) {
			expect(operations.length).toBeLessThanOrEqual(10);
			expect(isOfBase).toBe(true);
		}
		expect(base.skipped['punch_hole']).toBeGreaterThan(0);
	});

	test('fails in the same way when the operations are read again', () => {
		const { status, result } = fsx(
			'--variant',
			'lock-page-convert',
			'--replay',
			join(folder, 'found/fsx-lock-page-convert-1.fsxops'),
		);
		const [first] = base.failures;
		expect(result.failures[0]).toMatchObject({ said: first!.said, wanted: first!.wanted });
		expect(status).toBe(0);
	});

	test('gives other answers to the same calls in rmaplab recorded', () => {
		const file = join(folder, 'found/fsx-lock-page-convert-1.jsonl');
		const { stdout } = rmaplab('recorded', file, '--kernel', 'linux-3-14', '--json');
		const { rows } = JSON.parse(stdout) as {
			rows: { variant: string; agree: number; results: number }[];
		};
		const wrong = rows.map(({ variant, agree, results }) => [variant, agree < results]);
		expect(wrong).toEqual([
			['linux-3-14', false],
			['lock-page-convert', true],
		]);
	});

	test('is found by the litmus tests of all failures, and linux-3-14 is not', () => {
		const files = base.failures.flatMap(({ litmus }, i) =>
			litmus === null ? [] : [join(folder, `found/fsx-lock-page-convert-${i + 1}.litmus`)],
		);
		expect(files.length).toBeGreaterThan(2);
		for (const file of files) expect(rmaplab('check', file).status).toBe(0);
		const ran = rmaplab(
			'compare',
			'--variant',
			'lock-page-convert',
			'linux-3-14',
			'--json',
			'--workload',
			...files,
			'--out',
			'compared',
		);
		expect(ran.status).toBeLessThan(2);
		const { cells } = JSON.parse(ran.stdout) as {
			cells: { variant: string; questions: { frequency: string }[] }[];
		};
		const asked = cells.map(({ variant, questions }) => [variant, questions[0]!.frequency]);
		expect(new Set(asked.map(String))).toEqual(
			new Set(['lock-page-convert,always', 'linux-3-14,never']),
		);
	}, 120_000);
});

/** Kernels that lose, invent or mix up what a file holds. */
const mutants: Readonly<Record<string, string>> = {
	writepage: `function* writepage(this: Kernel, mapping: address_space, page: page): Task<number> {
	yield* this.unlock_page(page);
	return 0;
}`,
	truncate_inode_pages: `function* truncate_inode_pages(this: Kernel): Task {}`,
	set_page_dirty: `function* set_page_dirty(this: Kernel): Task<number> {
	return 0;
}`,
	invalidate_inode_pages2: `function* invalidate_inode_pages2(this: Kernel): Task {}`,
};

test.each(Object.entries(mutants))('a mutant of %s is found', (name, text) => {
	const file = join(folder, `mutant-${name}.ts`);
	writeFileSync(
		file,
		`import { defineVariant } from 'rmaplab';
import type { Kernel, Task, address_space, page } from 'rmaplab';
import later from 'rmaplab/variants/linux/linux-3-14.js';
${text}
export default defineVariant({
	name: 'mutant-${name.replaceAll('_', '-')}',
	subject: 'a mutant',
	from: 'a test',
	date: '2026-01-01',
	base: later,
	replaces: { ${name} },
	claims: {},
});
`,
	);
	const { status, result } = fsx('--variant', file, '--count', '8000');
	expect(result.failed).toBeGreaterThan(0);
	const shortest = result.failures[0]!;
	expect(shortest.operations.length).toBeLessThanOrEqual(10);
	expect(shortest.isOfBase && shortest.cause !== null).toBe(false);
	expect(status).toBe(1);
});

test('a variant that never comes back is ended', () => {
	const file = join(folder, 'endless.ts');
	writeFileSync(
		file,
		`import { defineVariant } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
function* do_truncate(this: Kernel): Task<number> {
	for (;;);
}
export default defineVariant({
	name: 'endless', subject: 'a loop', from: 'a test', date: '2026-01-01', replaces: { do_truncate }, claims: {},
});
`,
	);
	const { status, stderr } = rmaplab('--patience', '2s', 'fsx', '--variant', file, '--count', '50');
	expect(stderr).toContain('error: endless gave no answer for 2 s');
	expect(status).toBe(2);
});

describe('.fsxops', () => {
	test('what is written is read again', () => {
		const operations = [
			{ name: 'truncate', offset: 0, length: 0x5123 },
			{ name: 'remap', offset: 0x1000, length: 0x2000, to: 0 },
			{ name: 'zero_range', offset: 0x10, length: 0x2000, isSizeKept: true },
			{ name: 'refill', offset: 4, length: 0 },
		] as const;
		const text = operations.map((each) => operationText(each, 0)).join('\n');
		expect(fsxProgramOf(text, 'a').operations).toEqual(operations);
	});

	test.each([
		['trucate 0x0 0x1000\n', "a:1:1: error: no operation of this name (did you mean 'truncate'?)"],
		['# fine\n#! remep 0x0\n', "a:2:4: error: no operation of this name (did you mean 'remap'?)"],
		['read 0x0\n', 'a:1:1: error: read has 2 numbers'],
		['write 0x7fffffff 0x1 0x0\n', 'a:1:1: error: beyond 0x800000 bytes, the largest file'],
		['#! remap 0x1 0x1000 0x0\n', 'a:1:4: error: remap takes whole pages'],
		['skip read 0x0 0x0 0x0\n', 'a:1:1: error: no operation that can be repeated'],
	])('%j is refused', (text, said) => {
		expect(() => fsxProgramOf(text, 'a')).toThrow(said);
	});
});
