/*
 * Pages that VM_LOCKED vmas lose, one by one: which function takes each, and whether anybody asked for it.
 */
import { describe, expect, test } from 'vitest';
import { parseToken } from '../text/token.ts';
import { loadExecution } from './execution.ts';
import { lossesOf, type Loss } from './locked-losses.ts';

async function losses(token: string): Promise<Loss[]> {
	const execution = await loadExecution(parseToken(token)!, {});
	return lossesOf(execution, execution.token.schedule);
}

const brief = (all: readonly Loss[]): string[] =>
	all.map(({ process, page, filePage, by, functions }) =>
		[process, page, filePage, by, functions[0], functions.at(-3)].join(' '),
	);

describe('by whose doing a locked page is gone', () => {
	test('truncation takes a page inside EOF that was remapped, as vm_pgoff tells it', async () => {
		const all = await losses('lock-page-convert:trunc-innocent-locked:A7g');
		expect(brief(all)).toEqual([
			'A 10 f[2] truncation zap_pte_range vmtruncate_list',
			'A 11 f[0] insideEof zap_pte_range vmtruncate_list',
		]);
		expect(all.map(({ program }) => program)).toEqual(['truncator', 'truncator']);
	});

	test('forced unmapping takes one more, beyond EOF', async () => {
		const before = await losses('lock-page-convert:forced-locked:A7g');
		expect(brief(before).map((each) => each.slice(0, 9))).toEqual(['A 10 f[2]', 'A 11 f[3]']);
		expect(brief(await losses('forced-unmap:forced-locked:A8u'))).toEqual([
			'A 8 f[3] truncation try_to_unmap_one truncate_inode_pages',
			...brief(before),
		]);
	});

	test('reclaim takes pages that mlock is about to keep', async () => {
		const all = await losses('mlock-unevictable:cluster-vs-mlock:A1eB5yA1e');
		expect(brief(all)).toEqual(['B 8 f[1] insideEof try_to_unmap_cluster shrink_list']);
	});

	test('pages of a process that the test does not count are told too', async () => {
		const all = await losses('lock-page-convert:trunc-bystander:A9u');
		expect(all.map(({ process, page, by }) => `${process} ${page} ${by}`)).toEqual([
			'A 10 truncation',
			'A 11 insideEof',
			'B 10 truncation',
			'B 11 truncation',
		]);
	});

	test('nothing is lost where nothing is locked', async () => {
		expect(await losses('lock-page-convert:trunc-vs-fault:B17A3tBo')).toEqual([]);
	});
});
