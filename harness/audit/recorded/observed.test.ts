/*
 * Page tables that Linux 3.14 and 6.18 showed in scenarios: linux-3-14 has each of their ptes, and linux-6-18 those that no
 * fault-around makes. Needs dist/.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { sequencesOf } from '../../../workloads/sequence/recording.ts';
import { packageRoot } from '../../catalogue/source.ts';
import type { Observed, RecordedResult } from '../../result.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import { observedOnce } from './observed.ts';
import { geometryFor } from './sequence-geometry.ts';

const { rmaplab } = commandLineIn('observed');

const scenarios = (kernel: string): string =>
	join(packageRoot(), 'workloads', 'sequence', 'scenarios', `${kernel}.jsonl`);

const observedBy = (kernel: string, variant: string): Observed => {
	const { stdout } = rmaplab('recorded', scenarios(kernel), '--variant', variant, '--json');
	const { rows } = JSON.parse(stdout) as RecordedResult;
	return rows.find((row) => row.variant === variant)!.observed!;
};

const none = { 'only-there': 0, 'only-here': 0, 'other-kind': 0, 'other-count': 0 };

test('3.14: all 224 ptes, in all 37 looks', () => {
	expect(observedBy('linux-3.14', 'linux-3-14')).toEqual({
		looks: 37,
		alike: 37,
		ptes: 224,
		agree: 224,
		differ: none,
	});
}, 60_000);

test('3.14: the kernel of the mail keeps ptes of truncated pages, and zaps those of others', () => {
	const { agree, differ } = observedBy('linux-3.14', 'lock-page-convert');
	expect([agree, differ]).toEqual([
		209,
		{ ...none, 'only-there': 6, 'only-here': 8, 'other-count': 1 },
	]);
}, 60_000);

test('6.18: what differs is that it has more', () => {
	const { looks, alike, ptes, agree, differ } = observedBy('linux-6.18', 'linux-6-18');
	expect([looks, alike, ptes, agree]).toEqual([82, 52, 463, 363]);
	expect(differ).toEqual({ ...none, 'only-there': 84, 'other-count': 16 });
}, 60_000);

test('6.18: what mincore() says beside readahead is a cause, not unexplained', () => {
	const { stdout } = rmaplab('recorded', scenarios('linux-6.18'), '--json');
	const { rows, causes } = JSON.parse(stdout) as RecordedResult;
	// The two scenarios have twins on tmpfs, among the 52 that are alike.
	expect(rows.map(({ variant, alike, unexplained }) => [variant, alike, unexplained])).toEqual([
		['linux-6-18', 52, 0],
		['lock-page-convert', 38, 0],
	]);
	expect(rows.map((row) => row.causes['no-read-around'])).toEqual([2, 2]);
	expect(rows[0]!.causes).toEqual({ 'no-read-around': 2 });
	expect(causes.find(({ id }) => id === 'no-read-around')!.class).toBe('fidelity');
}, 60_000);

/**
 * linux-6-18 whose read faults bring in the neighbours that are cached, too (since 3.15): a window of 16 pages, aligned by
 * address, within the vma and the page table's file.
 */
const around = `
const { workerData: { dist, sequences }, parentPort } = require('node:worker_threads');
(async () => {
	const { built, tableOf } = await import(dist + 'measure/straight/built.js');
	const { SequenceKernel } = await import(dist + 'audit/recorded/sequence-kernel.js');
	const m = await built();
	const { operations: o, types: t } = m;
	const functions = m.variants['linux-6-18'].functions;
	const own = functions.do_page_fault ?? m.mm.baseFunctions.do_page_fault;
	const do_page_fault = function (mm, address, write, ...more) {
		const result = own.call(this, mm, address, write, ...more);
		const vma = this.find_vma(mm, address);
		if (write || vma === 0 || o.load(t.vm_start, vma) > address) return result;
		const mapping = o.load(t.vm_file, vma);
		if (mapping === 0) return result;
		// The simulated address space begins some pages above the recorded one.
		const page = (address >>> 12) - 8;
		const first = (page & ~15) + 8;
		for (let each = first; each < first + 16; each++) {
			const at = each << 12;
			if (at < o.load(t.vm_start, vma) || at >= o.load(t.vm_end, vma)) continue;
			const ptep = this.pte_offset_map(mm, at);
			if (ptep !== 0 && o.load(t.pte_word, ptep) !== 0) continue;
			const index = o.load(t.vm_pgoff, vma) + ((at - o.load(t.vm_start, vma)) >>> 12);
			if (index * 4096 >= o.load(t.i_size, mapping)) continue;
			if (this.mincore_page(vma, index) === 1) own.call(this, mm, at, 0, ...more);
		}
		return result;
	};
	const table = tableOf(m, { ...functions, do_page_fault });
	parentPort.postMessage(sequences.map((sequence) => {
		const kernel = new SequenceKernel(m, table);
		return sequence.calls.map((call) => kernel.answer(call));
	}));
})();
`;

test('6.18: with fault-around all but one map count are the same', async () => {
	const sequences = sequencesOf(readFileSync(scenarios('linux-6.18'), 'utf8'), 'scenarios');
	const answers = await new Promise<(string | null)[][]>((resolve, reject) => {
		const worker = new Worker(around, {
			eval: true,
			workerData: {
				geometry: geometryFor(sequences),
				dist: `${join(packageRoot(), 'dist', 'harness')}/`,
				sequences,
			},
		});
		worker.on('message', resolve);
		worker.on('error', reject);
	});
	const differing = sequences.flatMap(({ number, calls }, i) =>
		calls.flatMap(({ call, args, answer }, k) =>
			call === 'obs' && observedOnce(answer, answers[i]![k]!).alike === 0
				? [[number, ...args, answer, answers[i]![k]].join(' ')]
				: [],
		),
	);
	// On ext4, beside readahead: which of three mappings had the page already is not resolved.
	expect(differing).toEqual(['34 37 2 ptes f2 f3 ptes f2 f2']);
}, 60_000);
