/*
 * harness/cell/same-steps.test.ts - a cell that is not searched is the cell that a search would find.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { NodeStore } from '../engine/nodes.ts';
import { load, might_sleep, type Task } from '../engine/operation.ts';
import { page_count_field } from '../mm/include/mm.ts';
import { baseFunctions, type Kernel } from '../mm/index.ts';
import { defineVariant, type Variant, type VariantDefinition } from '../variant.ts';
import { bootVariant } from './boot.ts';
import { runCell, search } from './cell.ts';
import { Cells } from './cells.ts';
import { defaultCellOptions } from './options.ts';
import { differingFunctions, takesSameSteps } from './same-steps.ts';

const names = Object.keys(variants);
const base = variants['lock-page-convert']!;
const options = { ...defaultCellOptions, sampleRuns: 20, witnessPreemptionsMax: 2 };

const mine = (replaces: VariantDefinition['replaces'], adds = {}): Variant =>
	defineVariant({ name: 'mine', subject: '', from: '', date: '', claims: {}, replaces, adds });

/** Whether `variant` is found to take the steps of the base kernel on a litmus test. */
function isSame(variant: Variant, litmus: string): boolean {
	const store = new NodeStore();
	const workload = readWorkload(litmus, names);
	const found = search(bootVariant(base, store), workload, options, undefined);
	const booted = bootVariant(variant, store);
	return takesSameSteps(found, booted, differingFunctions(found, booted));
}

describe.each(['trunc-vs-fault', 'read-error-fault', 'count-vs-truncate-tso'])(
	'on %s',
	(litmus) => {
		test('cells of all variants are what a search of each finds', () => {
			const workload = readWorkload(litmus, names);
			const store = new NodeStore();
			const cells = new Cells(workload, options);
			cells.refer(bootVariant(base, store));
			let different = 0;
			for (const name of names.filter((_, i) => i % 3 === 0)) {
				const { sameSteps, ...cell } = cells.cell(bootVariant(variants[name]!, store));
				expect(cell).toEqual(runCell(bootVariant(variants[name]!), workload, options));
				if (!sameSteps) different++;
			}
			// Both happen: what is searched, and what is not.
			expect(different).toBeGreaterThan(0);
			expect(cells.searched).toBeLessThan(names.length / 3);
		});

		test('they are the same where the reference is searched elsewhere', () => {
			const workload = readWorkload(litmus, names);
			const [here, elsewhere] = [true, false].map((isHere) => {
				const store = new NodeStore();
				const cells = new Cells(workload, options);
				const reference = bootVariant(base, store);
				if (isHere) cells.refer(reference);
				else cells.compareWith(reference);
				return names
					.filter((_, i) => i % 3 === 1)
					.map((name) => cells.cell(bootVariant(variants[name]!, store)));
			});
			expect(elsewhere).toEqual(here);
			expect(new Set(here!.map(({ sameSteps }) => sameSteps))).toEqual(new Set([true, false]));
		});
	},
);

describe('a variant', () => {
	test('that writes a function anew takes the same steps', () => {
		function* page_cache_release(
			this: Kernel,
			...args: Parameters<Kernel['page_cache_release']>
		): Task {
			yield* baseFunctions.page_cache_release.apply(this as never, args);
		}
		const replaces = { page_cache_release } as unknown as VariantDefinition['replaces'];
		expect(isSame(mine(replaces), 'trunc-vs-fault')).toBe(true);
	});

	test('takes others where it looks at one word more, be it only where cpus meet', () => {
		function* mark_page_accessed(this: Kernel, page: never): Task {
			yield* load(page_count_field, page);
			yield* baseFunctions.mark_page_accessed.call(this as never, page);
		}
		const replaces = { mark_page_accessed } as unknown as VariantDefinition['replaces'];
		expect(isSame(mine(replaces), 'trunc-vs-fault')).toBe(false);
		// Nobody calls it there, before the race or in it.
		const { functions } = search(
			bootVariant(base),
			readWorkload('unmap-vs-unmap', names),
			options,
			undefined,
		).visits!;
		expect(isSame(mine(replaces), 'unmap-vs-unmap')).toBe(!functions.has('mark_page_accessed'));
	});

	test('takes others where it may sleep in between', () => {
		function* zap_page_range(this: Kernel, ...args: never[]): Task {
			yield* might_sleep();
			yield* (baseFunctions.zap_page_range as (...each: never[]) => Task).apply(this, args);
		}
		const replaces = { zap_page_range } as unknown as VariantDefinition['replaces'];
		expect(isSame(mine(replaces), 'trunc-vs-fault')).toBe(false);
	});
});
