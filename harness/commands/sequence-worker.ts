/*
 * harness/commands/sequence-worker.ts - the thread that runs sequences of calls on one variant after the other, for a worker
 * of a comparison (compare/sequence-job.ts).
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Answering } from '../audit/recorded/answering.ts';
import { SequenceCells } from '../audit/recorded/sequence-cells.ts';
import { usualMachine } from '../audit/recorded/sequence-workload.ts';
import { loadVariant } from '../catalogue/variant.ts';
import type { SequenceJob, SequenceSaid, WantedStraight } from '../compare/sequence-job.ts';
import { Board } from '../compare/board.ts';
import { ends, noteRunningIn } from '../engine/running.ts';
import { built, straightOracles } from '../measure/straight/built.ts';
import { functionsOf } from '../measure/straight/functions-of.ts';
import { thrownAt } from '../measure/straight/places.ts';
import { BadInput, loadFailed } from '../messages/index.ts';
import { noting } from './own-functions.ts';
import { perfVariant } from './straight-module.ts';
import type { SequenceText } from '../result.ts';

const job = workerData as SequenceJob;
const say = (said: SequenceSaid): void => parentPort?.postMessage(said);
const [modules, judge] = await Promise.all([built(), straightOracles()]);
if (job.record !== null) noteRunningIn(job.record);
const board = new Board(job.board);

/** @throws BadInput when a function of a user's own has no straight form */
async function answering(wanted: WantedStraight): Promise<Answering> {
	const { name, where, digest, isOurs } = wanted;
	const straight = isOurs
		? { name, module: null, own: [] }
		: await perfVariant(await loadVariant(where));
	const isDeath = (error: unknown): boolean => error instanceof modules.state.Died;
	const functions = noting(await functionsOf(modules, straight), straight.own, isDeath);
	return { name, digest, functions };
}

/** In the words of a message: the thread that asked has no such error. */
function failed(wanted: WantedStraight, error: unknown): SequenceSaid {
	const why = (error as Error).message;
	const said =
		error instanceof BadInput ? why : loadFailed(job.name, wanted.name, why, thrownAt(error));
	return { failed: said };
}

async function run(): Promise<void> {
	const all = job.reference === null ? job.variants : [job.reference, ...job.variants];
	const loaded = new Map<WantedStraight, Answering>();
	for (const wanted of all) {
		try {
			loaded.set(wanted, await answering(wanted));
		} catch (error) {
			say({ began: wanted.where });
			say(failed(wanted, error));
			return;
		}
	}
	const of = job.of as readonly SequenceText[];
	const subject = { name: job.name, digest: job.digest, of };
	const cells = new SequenceCells({ built: modules, judge }, subject, usualMachine, [
		...loaded.values(),
	]);
	for (const [i, wanted] of all.entries()) {
		if (board.stopped !== null) return;
		say({ began: wanted.where });
		try {
			const before = cells.searched;
			const variant = loaded.get(wanted)!;
			const cell = i === 0 ? cells.refer(variant) : cells.cell(variant);
			ends();
			say({ cell, isSearched: cells.searched > before, isCutOff: false });
		} catch (error) {
			say(failed(wanted, error));
			return;
		}
	}
}

await run();
