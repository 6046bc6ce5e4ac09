/*
 * harness/audit/fuzz/lines-worker.ts - a thread that runs again what random programs have run, once for each history of
 * a call, and counts the lines.
 *
 * V8 takes half as long again for a search when it counts, and a search runs few generators (engine/nodes.ts). So the
 * threads that search send the histories here.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadVariant } from '../../catalogue/variant.ts';
import { bootVariant } from '../../cell/boot.ts';
import { placeWorkload } from '../../cell/place.ts';
import { drawProgram } from './draw-program.ts';
import type { FuzzStart, History, LinesAsked, LinesSaid } from './fuzz-job.ts';
import { LineCount } from './lines.ts';

const { variant: where, seed } = workerData as FuzzStart;
const counting = new LineCount();
const { variant } = await loadVariant(where);
const { start } = bootVariant(variant);

function runAlong({ name, args, observed }: History): void {
	const call = start(name, args);
	if (call.next().done) return;
	for (const value of observed) if (call.next(value).done) return;
}

/** What comes before the race runs without automata. */
function place(number: number): void {
	const program = drawProgram(seed, number);
	if (program === null) return;
	try {
		placeWorkload(start, program);
	} catch {
		// It was stopped when it was searched too, and said so.
	}
}

parentPort!.on('message', (asked: LinesAsked) => {
	if (asked === null) {
		const { known } = counting;
		parentPort!.postMessage({ lines: counting.take(), known } satisfies LinesSaid);
		return;
	}
	const { first, count, histories } = asked;
	for (let i = 0; i < count; i++) place(first + i);
	for (const each of histories) runAlong(each);
});
