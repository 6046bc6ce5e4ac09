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
import { readBack } from '../../minimise/reductions.ts';
import type { FuzzProgram, FuzzStart, History, LinesAsked, LinesSaid } from './fuzz-job.ts';
import { LineCount } from './lines.ts';

const { variant: where } = workerData as FuzzStart;
const counting = new LineCount();
const { variant } = await loadVariant(where);
const { start } = bootVariant(variant);

function runAlong({ name, args, observed }: History): void {
	const call = start(name, args);
	if (call.next().done) return;
	for (const value of observed) if (call.next(value).done) return;
}

/** What comes before the race, of programs that were placed. */
const placed = new Set<string>();

/** What comes before the race runs without automata. Programs that are made of one another have it in common. */
function place({ number, text }: FuzzProgram): void {
	const before = text.slice(text.indexOf('\n'), text.indexOf('\ncpu '));
	if (placed.has(before)) return;
	placed.add(before);
	const workload = readBack(text, `${number}.litmus`);
	if (workload === null) return;
	try {
		placeWorkload(start, workload);
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
	const { programs, histories } = asked;
	for (const each of programs) place(each);
	for (const each of histories) runAlong(each);
});
