/*
 * harness/commands/watchdog.ts - ends this process where a user's code never gives the main thread back.
 *
 * While that computes for ever no signal, timer or message is looked at in this thread. So another one looks
 * on, and takes the main thread out of the loop by way of the inspector; what is then left to do is said
 * and done here, when the process comes to its end. Workers of a comparison need none of this, since the
 * main thread looks after them.
 */
import { Worker } from 'node:worker_threads';
import {
	beforeUserCode,
	isRunning,
	newRecord,
	noteRunningIn,
	patienceMs,
	runningIn,
	setPatience,
} from '../engine/running.ts';
import { nuisances, saidOf } from '../compare/nuisance.ts';
import { userCodeExits } from '../messages/index.ts';

/** What the other thread is given. */
export interface Watched {
	readonly record: SharedArrayBuffer;
	readonly patienceMs: number;
	/** Word 0: what it has lost patience with, by its place in `nuisances` and 1, or 0. */
	readonly verdict: SharedArrayBuffer;
}

/** Has a user's code in this thread looked after, once there is any; `patience` in milliseconds. */
export function watchUserCode(patience: number | undefined): void {
	if (patience !== undefined) setPatience(patience);
	beforeUserCode(watchMainThread);
}

function watchMainThread(): void {
	const record = newRecord();
	const verdict = new SharedArrayBuffer(4);
	noteRunningIn(record);
	const workerData: Watched = { record, patienceMs: patienceMs(), verdict };
	const worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), { workerData });
	// A thread that only waits hears this; one that computes does once it was taken out of its loop.
	worker.on('message', () => process.exit());
	worker.unref();
	process.on('exit', () => {
		// What was taken out of its loop, waits, or has ended the process is still noted as running.
		if (!isRunning()) return;
		const { place, name } = runningIn(record)!;
		const does = nuisances[new Int32Array(verdict)[0]! - 1];
		const said =
			does === undefined ? userCodeExits(place, name) : saidOf({ place, name }, does, patienceMs());
		process.stderr.write(`${said}\n`);
		process.exitCode = 2;
	});
}
