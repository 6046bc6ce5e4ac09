/*
 * harness/audit/fuzz/fuzz-worker.ts - a thread that runs random programs on one kernel.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { repairNames, variants } from '../../../variants/index.ts';
import { readWorkload } from '../../catalogue/litmus.ts';
import { loadVariant } from '../../catalogue/variant.ts';
import { type BootedVariant, bootVariant } from '../../cell/boot.ts';
import { runCell } from '../../cell/cell.ts';
import { verdictOnly } from '../../cell/options.ts';
import { NodeStore } from '../../engine/nodes.ts';
import { functionOf } from '../../variant.ts';
import { drawProgram } from './draw-program.ts';
import { type ExploredProgram, exploreProgram } from './explore-program.ts';
import { keyOfFinding } from './filed.ts';
import type { FuzzJob, FuzzSaid, FuzzStart, History, RanProgram, Reached } from './fuzz-job.ts';
import { NewHistories } from './histories.ts';
import { shapeOf } from './shape.ts';
import { smallestProgram } from './smallest.ts';

const { variant: where, seed } = workerData as FuzzStart;
/** Automata grow with every program; a kernel that has so many nodes is booted anew. */
const nodesMax = 300_000;
/** Stored states for one litmus test. */
const litmusStatesMax = 20_000;

const histories = new NewHistories();
const { variant } = await loadVariant(where);
const isOfKernel = (name: string): boolean => functionOf(variant, name) !== undefined;
/** Random programs run on one kernel and all else on another: what one has run along before enters no line again. */
let booted = bootVariant(variant);
let aside = bootVariant(variant);
let repairs: readonly BootedVariant[] = [];
const seen = { sites: new Set<string>(), pairs: new Set<string>() };

function kernel(): BootedVariant {
	if (booted.nodes.size > nodesMax) booted = bootVariant(variant);
	return booted;
}

function kernelAside(): BootedVariant {
	if (aside.nodes.size > nodesMax) aside = bootVariant(variant);
	return aside;
}

function kernelsOfRepairs(): readonly BootedVariant[] {
	const nodes = repairs[0]?.nodes.size ?? Infinity;
	if (nodes <= nodesMax) return repairs;
	const store = new NodeStore();
	repairs = repairNames.map((name) => bootVariant(variants[name]!, store));
	return repairs;
}

function fresh(all: Iterable<string>, known: Set<string>): string[] {
	const found = [...all].filter((each) => !known.has(each));
	for (const each of found) known.add(each);
	return found;
}

function ran(number: number, reached: ExploredProgram[], came: History[]): RanProgram {
	const program = drawProgram(seed, number);
	if (program === null) return { outcome: 'refused', states: 0, found: [] };
	const on = kernel();
	const explored = exploreProgram(on, program, seed ^ number, isOfKernel);
	reached.push(explored);
	came.push(...histories.take(on));
	return {
		outcome: explored.outcome,
		states: explored.states,
		found: explored.findings.map((each) => ({
			...each,
			shape: shapeOf(program, each.target.beforeRace),
		})),
	};
}

function explore(first: number, count: number): FuzzSaid {
	const explored: ExploredProgram[] = [];
	const came: History[] = [];
	const programs = Array.from({ length: count }, (_, i) => ran(first + i, explored, came));
	const reached: Reached = {
		sites: explored.flatMap(({ sites }) => fresh(sites, seen.sites)),
		pairs: explored.flatMap(({ pairs }) => fresh(pairs, seen.pairs)),
		histories: came,
	};
	return { said: 'explored', programs, reached };
}

function answer(job: FuzzJob): FuzzSaid {
	switch (job.kind) {
		case 'litmus': {
			const options = { ...verdictOnly, statesMax: litmusStatesMax };
			const keys = job.names.flatMap((name) =>
				runCell(kernelAside(), readWorkload(name, null), options).violations.map(keyOfFinding),
			);
			return { said: 'litmus', keys };
		}
		case 'explore':
			return explore(job.first, job.count);
		case 'minimise': {
			const { number, name, target, schedule } = job;
			const program = drawProgram(seed, number)!;
			const small = smallestProgram(
				kernelAside(),
				kernelsOfRepairs(),
				program,
				name,
				target,
				schedule,
			);
			return { said: 'minimised', small };
		}
	}
}

parentPort!.postMessage({ said: 'started' } satisfies FuzzSaid);
parentPort!.on('message', (job: FuzzJob) => {
	try {
		parentPort!.postMessage(answer(job));
	} catch (error) {
		parentPort!.postMessage({ said: 'failed', why: (error as Error).message } satisfies FuzzSaid);
	}
});
