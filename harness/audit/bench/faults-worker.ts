/*
 * harness/audit/bench/faults-worker.ts - the thread that faults: one process, a shared file mapping whose pages are
 * all in the cache, page after page.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Bench } from 'tinybench';
import { baseName } from '../../../variants/index.ts';
import { pageBytes } from '../../measure/load.ts';
import { startKernel } from '../../measure/load-kernel.ts';
import { built } from '../../measure/straight/built.ts';
import type { FaultJob, FaultRound, FaultSaid } from './faults.ts';

const { pages, flavour, slots } = workerData as FaultJob;
const ptesPerTable = 1024;

const modules = await built();
const { functions } = modules.variants[baseName]!;
const { kernel, machine } = startKernel(modules, functions, flavour, slots, undefined, true, 'now');
let file = 0;

function mapped(): { readonly process: number; readonly at: number } {
	const process = kernel.process();
	return { process, at: kernel.map(process, file, 0, pages, { isShared: true }) };
}

/** Touches pages `from`, `from + step` and so on that `isWanted`; the number of them. */
function touch({ process, at }: ReturnType<typeof mapped>, step: number, isOther: boolean): number {
	let faults = 0;
	for (let i = 0; i < pages; i += step) {
		if (isOther && i % ptesPerTable === 0) continue;
		if (!kernel.touch(process, at + i * pageBytes, true)) throw new Error('a page is not there');
		faults++;
	}
	return faults;
}

/** The first process reads everything into the cache, and stays, so that the pages do. */
function readFile(): void {
	file = kernel.file(pages);
	touch(mapped(), 1, false);
}

function round({ hasTables }: FaultRound): number {
	if (file === 0) readFile();
	const target = mapped();
	// One page of each table makes it.
	if (hasTables) touch(target, ptesPerTable, false);
	let faults = 0;
	const bench = new Bench({ time: 0, iterations: 1, warmup: false, retainSamples: true });
	bench.add(
		'faults',
		() => {
			faults = touch(target, 1, hasTables);
		},
		{ async: false },
	);
	bench.runSync();
	const { result } = bench.tasks[0]!;
	kernel.exit(target.process);
	if (result.state !== 'completed') throw new Error(`the bench is ${result.state}`);
	return (result.latency.samples![0]! * 1e6) / faults;
}

const say = (said: FaultSaid): void => parentPort?.postMessage(said);
parentPort?.on('message', (asked: FaultRound) => {
	say({ kind: 'round', nsPerFault: round(asked) });
});
const tables = machine.pools.get('pte_table')!;
const pteBytes = tables.count * ptesPerTable * machine.memory.BYTES_PER_ELEMENT;
say({
	kind: 'ready',
	bytes: machine.memory.byteLength + machine.kinds.bytes.byteLength,
	pteBytes,
});
