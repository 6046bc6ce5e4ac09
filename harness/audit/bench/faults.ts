/*
 * harness/audit/bench/faults.ts - what goes between the bench and the threads that fault, which have a geometry each.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { geometryOf } from '../../measure/load-geometry.ts';
import type { Flavour } from '../../measure/straight/state.ts';
import type { Geometry } from '../../mm/include/geometry.ts';

export interface FaultJob {
	readonly geometry: Geometry;
	readonly pages: number;
	readonly flavour: Flavour;
	readonly slots: number;
}

/** A round: whether the page tables are there before the clock starts. */
export interface FaultRound {
	readonly hasTables: boolean;
}

export type FaultSaid =
	| { readonly kind: 'round'; readonly nsPerFault: number }
	/** Real bytes that the machine's memory takes, and how many of them are words of ptes. */
	| { readonly kind: 'ready'; readonly bytes: number; readonly pteBytes: number };

/** Slots of a node in a cache line of 128 bytes. */
const slots = 31;

/** A machine with a file of so many pages, and room for two processes that map it. */
export function faultJob(pages: number, flavour: Flavour): FaultJob {
	const tables = 2 * (Math.ceil(pages / 1024) + 2);
	const frames = pages + tables + 8192;
	const sizes = {
		frames,
		memoryPages: frames,
		files: 1,
		filePagesMax: pages,
		processesMax: 2,
		vmasMax: 8,
		vmasPerProcessMax: 4,
		addressSpacePages: pages + 4096,
		pteTablesMax: tables,
		pteChainsMax: 64,
		swapPages: 1,
	};
	return {
		geometry: geometryOf(sizes, { ptesPerTable: 1024, slotsPerChain: slots }),
		pages,
		flavour,
		slots,
	};
}

/** A thread that faults when it is told to. */
export class FaultThread {
	readonly #worker: Worker;
	readonly ready: Promise<FaultSaid & { readonly kind: 'ready' }>;

	constructor(job: FaultJob) {
		this.#worker = new Worker(new URL('faults-worker.js', import.meta.url), { workerData: job });
		this.ready = this.#said('ready');
	}

	/** Nanoseconds a fault. */
	async round(round: FaultRound): Promise<number> {
		const said = this.#said('round');
		this.#worker.postMessage(round);
		return (await said).nsPerFault;
	}

	async end(): Promise<void> {
		await this.#worker.terminate();
	}

	/** The next thing that the thread says. */
	async #said<Kind extends FaultSaid['kind']>(
		kind: Kind,
	): Promise<FaultSaid & { readonly kind: Kind }> {
		const [said] = (await once(this.#worker, 'message')) as [FaultSaid];
		if (said.kind !== kind) throw new Error(`the thread said ${said.kind} instead of ${kind}`);
		return said as FaultSaid & { readonly kind: Kind };
	}
}
