/*
 * Every fault that perf recorded finds the simulated pte absent or read-only too, but for what later kernels changed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Sequence, sequencesOf } from '../../../workloads/sequence/recording.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { geometryFor } from '../recorded/sequence-geometry.ts';
import { importPerf } from './perf-script.ts';

/** In a thread, since the machine of the recording is larger than that of this one. Needs dist/. */
const counting = `
const { workerData: { dist, sequence }, parentPort } = require('node:worker_threads');
(async () => {
	const { built, tableOf } = await import(dist + 'measure/straight/built.js');
	const { SequenceKernel } = await import(dist + 'audit/recorded/sequence-kernel.js');
	const modules = await built();
	const functions = modules.variants['linux-6-18'].functions;
	const fault = functions.do_page_fault ?? modules.mm.baseFunctions.do_page_fault;
	let faults = 0;
	const counted = function (...args) {
		faults++;
		return fault.apply(this, args);
	};
	const kernel = new SequenceKernel(modules, tableOf(modules, { ...functions, do_page_fault: counted }));
	const without = [];
	for (const [index, call] of sequence.calls.entries()) {
		faults = 0;
		kernel.answer(call);
		if ((call.call === 'r' || call.call === 'w') && faults === 0) without.push(index);
	}
	parentPort.postMessage(without);
})();
`;

/** The touches of a recording, and those that make no fault here. */
async function touchesOf(name: string): Promise<{ touches: number; without: Sequence['calls'] }> {
	const path = join(packageRoot(), 'workloads', 'sequence', 'traces', `${name}.perf.gz`);
	const { lines } = importPerf(gunzipSync(readFileSync(path)).toString());
	const sequences = sequencesOf(lines.join('\n'), name);
	const sequence = sequences[0]!;
	const dist = `${join(packageRoot(), 'dist', 'harness')}/`;
	const without = await new Promise<number[]>((resolve, reject) => {
		const worker = new Worker(counting, {
			eval: true,
			workerData: { geometry: geometryFor(sequences), dist, sequence },
		});
		worker.on('message', resolve);
		worker.on('error', reject);
	});
	const touches = sequence.calls.filter(({ call }) => call === 'r' || call === 'w').length;
	return { touches, without: without.map((index) => sequence.calls[index]!) };
}

test('a window of a file that is remapped: all 1,075', async () => {
	const { touches, without } = await touchesOf('ltp-remap_file_pages01');
	expect([touches, without]).toEqual([1075, []]);
}, 60_000);

test('fork() copies ptes of files, which later kernels leave to the faults of the child', async () => {
	const { touches, without } = await touchesOf('python-mmap-fork-resize');
	expect([touches, without.length]).toEqual([1607, 8]);
	expect(without.every(({ task, call }) => task === 1 && call === 'r')).toBe(true);
}, 60_000);

test('a shared page that was read faults at its first store, as later kernels track dirty pages', async () => {
	const { touches, without } = await touchesOf('sqlite-wal-mmap-vacuum');
	expect([touches, without]).toEqual([945, []]);
}, 60_000);
