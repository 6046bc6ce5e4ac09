/*
 * harness/commands/watchdog-worker.ts - looks after the main thread, see watchdog.ts.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Lookout, looksEveryMs } from '../engine/running.ts';
import { nuisances, saidOf } from '../compare/nuisance.ts';
import type { Watched } from './watchdog.ts';

const { record, patienceMs, verdict } = workerData as Watched;
const lookout = new Lookout(record, patienceMs);

/** For a main thread that only waits to hear of it, and for one that does not come out of its loop. */
const stopAfterMs = 200;
const killAfterMs = 5000;

const timer = setInterval(() => {
	const seen = lookout.look();
	if (seen === null) return;
	clearInterval(timer);
	Atomics.store(new Int32Array(verdict), 0, nuisances.indexOf(seen.does) + 1);
	parentPort!.postMessage('stuck');
	setTimeout(() => void stopMainThread(), stopAfterMs);
	setTimeout(() => {
		// Its own streams lead through the main thread.
		writeSync(2, `${saidOf(seen.what, seen.does, patienceMs)}\n`);
		process.kill(process.pid, 'SIGKILL');
	}, killAfterMs);
}, looksEveryMs(patienceMs));

/** Ends what the main thread runs at this moment; it goes on with what comes next. */
async function stopMainThread(): Promise<void> {
	const { Session } = await import('node:inspector');
	const session = new Session();
	session.connectToMainThread();
	session.post('Runtime.terminateExecution');
	// Both are looked at together; a process that ends while connected says that it waits for a debugger.
	session.disconnect();
}
