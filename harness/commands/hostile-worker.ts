/*
 * harness/commands/hostile-worker.ts - the thread that reads hostile inputs: the readers of audit/hostile/, and those
 * that belong to commands.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { HostileJob, HostileSaid } from '../audit/hostile/hostile-job.ts';
import { readInputs } from '../audit/hostile/read-inputs.ts';
import type { Reader } from '../audit/hostile/reader.ts';
import { readersOf } from '../audit/hostile/readers.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { givenResults } from './given-results.ts';

const job = workerData as HostileJob;
const say = (said: HostileSaid): void => parentPort?.postMessage(said);

/** Of a small comparison that the driver has made in the folder above, and of `rmaplab perf`. */
function resultsReader(folder: string): Reader {
	const path = join(folder, 'given.json');
	const texts = ['results.json', 'perf.json'].map((name) =>
		readFileSync(join(folder, '..', name), 'utf8'),
	);
	return {
		kind: 'results',
		hasPlace: false,
		texts,
		read: (text) => {
			writeFileSync(path, text);
			givenResults(path);
			return null;
		},
	};
}

const readers = [...readersOf(job.folder), resultsReader(job.folder)];
readInputs(
	readers,
	job,
	{
		onFailure: (failure) => say({ kind: 'failure', failure }),
		onCounts: (counts, isLast) => say({ kind: 'counts', counts, isLast }),
	},
	fitForTerminal,
);
