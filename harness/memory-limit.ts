/*
 * harness/memory-limit.ts - how many states each worker's search may store in so much memory.
 *
 * What a search keeps of each state is its row in the table (state-table.ts says how large that is);
 * all else is a constant for the process and one for each worker: code, heap, automata, footprints.
 */
import { statesWithin } from './explore/state-table.ts';

const megabyte = 2 ** 20;

/**
 * Resident set of a run over all variants and litmus with the default limit, without its tables: what one
 * worker and the main thread need, and what each further worker adds. Measured on Node 20, x64.
 */
const processBytes = 160 * megabyte;
const workerBytes = 110 * megabyte;

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
