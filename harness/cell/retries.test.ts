/*
 * Loops of the kernel that try again as long as it takes. The model once ended them after a few tries with a
 * BUG, an EIO or a SIGBUS that no kernel gives, in cells that called themselves complete.
 */
import { describe, expect, test } from 'vitest';
import { load, store, type Task } from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import { baseFunctions, type Kernel } from '../mm/index.ts';
import {
	diskBlock,
	page_index,
	page_mapping,
	page_tree,
	type address_space,
	type page,
} from '../mm/mm_types.ts';
import { defineVariant, type AddedFunction } from '../variant.ts';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCellWithOutcomes } from './cell.ts';
import { verdictOnly } from './options.ts';

/** Ends of a litmus on a kernel with other functions: violations and what programs saw. */
function endsOf(text: string, replaces: Record<string, unknown>, base?: string): string[] {
	const read = parseLitmus(`scenario retries\n${text}`, 'retries.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const head = { name: 'endless', subject: '', from: '', date: '2003-04-05', claims: {} };
	const defined = defineVariant({
		...head,
		...(base === undefined ? {} : { base: variants[base]! }),
		replaces: {},
	});
	const functions = { ...defined.functions, ...(replaces as Record<string, AddedFunction>) };
	const { cell, observed } = runCellWithOutcomes(
		bootVariant({ ...defined, functions }),
		read.workload,
		verdictOnly,
	);
	expect(cell.explored.kind).toBe('complete');
	return [
		...cell.violations.map(({ oracle, site }) => `${oracle}: ${site}`),
		...[...observed.values()].flat(),
	];
}

test('an access that faults for ever is a livelock', () => {
	const ends = endsOf(
		'file f 1 page cached\nprocess A { map m f[0..0] shared }\ncpu a in A { touch m read }\n',
		{
			*handle_mm_fault(): Task<number> {
				return 1;
			},
		},
	);
	expect(ends).toContain('livelock: do_page_fault');
});

test.each(['lock-page-convert', 'invalidate-lock'])(
	'a fault whose page goes again each time, on %s',
	(base) => {
		const ends = endsOf(
			'file f 1 page\nprocess A { map m f[0..0] shared }\ncpu a in A { touch m read }\n',
			{
				*page_cache_read(): Task<number> {
					return 0;
				},
			},
			base,
		);
		expect(ends.join('\n')).toMatch(/^livelock: /);
		expect(ends.join('\n')).not.toMatch(/SIGBUS|error 5/);
	},
);

describe.each([
	['three times', 3],
	['nine times', 9],
])('%s', (_, times) => {
	/** Counts in a block of the file that nobody reads. */
	function* isCountedOut(mapping: address_space): Task<boolean> {
		const count = yield* load(at(diskBlock, 15), mapping);
		yield* store(at(diskBlock, 15), mapping, count + 1);
		return count >= 116 + times;
	}

	test('a page that is lost is found in the end', () => {
		const ends = endsOf('file f 16 pages\ncpu a { read f[2] }\n', {
			*page_cache_read(this: Kernel, mapping: address_space, index: number): Task<number> {
				if (!(yield* isCountedOut(mapping))) return 0;
				return yield* baseFunctions.page_cache_read.call(this, mapping, index);
			},
		});
		expect(ends).toContain('a, call 1: read page 2: 103');
	});

	test('a page that was moved while its lock was waited for is looked up again', () => {
		const ends = endsOf('file f 16 pages\nprocess A { }\ncpu a { write f[2] }\n', {
			*find_get_page(mapping: address_space, index: number): Task<number> {
				return yield* load(at(page_tree, index), mapping);
			},
			// The page stays locked, and whoever waits for it finds another index until then.
			*readpage(): Task<number> {
				return 0;
			},
			*unlock_page(): Task {},
			*lock_page(page: page): Task {
				const mapping = yield* load(page_mapping, page);
				yield* store(page_index, page, (yield* isCountedOut(mapping)) ? 2 : 3);
			},
			*generic_file_write_locked(
				this: Kernel,
				mapping: address_space,
				index: number,
			): Task<number> {
				yield* this.page_cache_read(mapping, index);
				return (yield* this.find_lock_page(mapping, index)) > 0 ? 0 : -1;
			},
			*page_cache_release(): Task {},
		});
		expect(ends).toContain('a, call 1: write page 2: done');
	});
});
