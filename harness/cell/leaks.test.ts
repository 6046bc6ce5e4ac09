/*
 * What memory that runs out shows of the kernel: what it keeps, what it loses, and what it is right to refuse. The
 * text is that of mm/ of 2.5.66.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

const kernels = Object.fromEntries(
	['lock-page-convert', 'nonlinear-aware', 'known-good'].map((name) => [
		name,
		bootVariant(variants[name]!),
	]),
);

function found(name: string, text: string): string[] {
	const read = parseLitmus(`scenario written\n${text}`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { explored, violations } = runCell(kernels[name]!, read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return violations.map(({ oracle, site }) => `${oracle}: ${site}`);
}

const mapped = 'file f 3 pages cached\nprocess A { map m f[0..2] shared; touch m[0] read }\n';
const own = 'file f 2 pages cached\nprocess A { map p f[0..1] private; touch p[0] write }\n';

test.each([
	[
		'move_vma() does not ask whether do_munmap() could split the old vma',
		`${mapped}cpu user in A { fail vma 2; move m[1] to n }\n`,
		['mapping lost: vma where none should be'],
	],
	[
		'MAP_FIXED may have unmapped what was there before it fails',
		`${mapped}cpu user in A { fail vma 3; map k f[0] shared at m[1] }\n`,
		[],
	],
	[
		'a fork that fails leaves nothing behind',
		`${mapped}cpu user in A { fail vma 1; fork B }\n`,
		[],
	],
	['nor does one without page tables', `${mapped}cpu user in A { fail pte_table 1; fork B }\n`, []],
	[
		'nor one without chain nodes',
		'process A { map a anon 1 private; touch a write }\ncpu user in A { fail pte_chain 2; fork B }\n',
		[],
	],
	[
		'a call that finds no memory is refused for that',
		`${own}cpu user in A { fail vma 1; unmap p[1] }\n`,
		[],
	],
	[
		'mlock() of a private map makes copies, which show what the file shows',
		`${own}cpu user in A { mlock p }\n`,
		[],
	],
] as const)('%s', (_, text, expected) => {
	for (const name of Object.keys(kernels)) expect(found(name, text)).toEqual(expected);
});

test('do_no_page() keeps the page that nopage brought when there is no pte_chain', () => {
	const text = `${mapped}cpu user in A { fail pte_chain 1; touch m[1] read }\n`;
	expect(found('lock-page-convert', text)).toEqual(['page_count wrong: too high']);
	expect(found('nonlinear-aware', text)).toEqual([]);
});

test('of fork beside munmap the child may have what its parent had before or after', () => {
	const text = `${mapped}cpu one in A { fork B }\ncpu two in A { unmap m[1] }\n`;
	expect(found('lock-page-convert', text)).toEqual(['vm accounting wrong: total_vm']);
});
