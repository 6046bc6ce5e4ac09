/*
 * harness/compare/memory-limit.ts - how many states each worker's search may store in so much memory.
 *
 * What a search keeps of each state is its row in the table (state-table.ts says how large that is);
 * all else is a constant for the process and one for each worker: code, heap, automata, footprints.
 */
import { statesWithin } from '../explore/state-table.ts';

const megabyte = 2 ** 20;

/**
 * Largest resident set but for the tables: of the main thread, which also draws the charts, and of each
 * worker. Measured on Node 20, x64: all 24 variants on all 36 litmus tests with 2 workers 372 MB, 3 variants
 * with 1, 2 and 3 workers 204, 252 and 346 MB. What a worker keeps of variants that it is done with
 * waits for the garbage collector, so the largest of these counts.
 */
const processBytes = 110 * megabyte;
const workerBytes = 135 * megabyte;

/** A search that may not store this many is not worth to begin. */
const statesMin = 2_000;

/**
 * Stored states at most for each of `workers` searches at a time, or 0 when memory is too small for so
 * many workers.
 */
export function statesInMemory(bytes: number, workers: number): number {
	const each = (bytes - processBytes - workers * workerBytes) / workers;
	const states = statesWithin(each);
	return states < statesMin ? 0 : states;
}

/** Whole megabytes from which statesInMemory() is not 0. */
export function megabytesMin(workers: number): number {
	let megabytes = Math.ceil((processBytes + workers * workerBytes) / megabyte);
	while (statesInMemory(megabytes * megabyte, workers) === 0) megabytes++;
	return megabytes;
}
