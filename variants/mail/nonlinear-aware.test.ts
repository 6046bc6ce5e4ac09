/*
 * Steps of nonlinear-aware that no oracle tells from others, held against mm/memory.c of 2.6.7 (5d92160e).
 */
import { expect, test } from 'vitest';
import type { Kernel } from '../../harness/mm/index.ts';
import type { Task } from '../../harness/mm/mm_types.ts';
import { functionOf } from '../../harness/variant.ts';
import variant from './nonlinear-aware.ts';

type Function = (this: Kernel, ...args: number[]) => Task<number>;

/** What is done until filemap_nopage() is called for the second time, if truncate_count moves meanwhile. */
function stepsToSecondNopage(): string[] {
	const steps: string[] = [];
	let count = 0;
	let asked = 0;
	const stub = (name: string): Function =>
		function* () {
			steps.push(name);
			if (name === 'filemap_nopage') asked++;
			return 1;
		};
	const own = (name: string): Function =>
		name.startsWith('do_no_page') && name !== 'do_no_page_early_cow'
			? (functionOf(variant, name) as Function)
			: stub(name);
	const kernel = new Proxy({}, { get: (_, name) => own(String(name)) }) as unknown as Kernel;

	let [name, args] = ['do_no_page', [1, 1, 4096, 0, 1]];
	for (;;) {
		const running = own(name).apply(kernel, args);
		let got = 0;
		for (;;) {
			const { value, done } = running.next(got);
			if (done) throw new Error(`${name} ended`);
			if (asked === 2) return steps;
			if (value.kind === 'call') {
				[name, args] = [value.name, [...value.args]];
				break;
			}
			const word = value.lock?.name ?? value.field?.name ?? '';
			steps.push(`${value.kind} ${word}`);
			got = word === 'truncate_count' ? count++ : 1;
		}
	}
}

test('a fault that met a truncation samples truncate_count before it drops page_table_lock', () => {
	const steps = stepsToSecondNopage();
	const behind = steps.slice(steps.indexOf('lock PTL') + 1, steps.lastIndexOf('filemap_nopage'));
	expect(behind).toEqual([
		'load truncate_count',
		'load truncate_count',
		'unlock PTL',
		'page_cache_release',
		'pte_chain_free',
	]);
});
