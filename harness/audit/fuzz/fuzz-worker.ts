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
import type { Problem } from '../../explore/problem.ts';
import { readBack } from '../../minimise/reductions.ts';
import { functionOf } from '../../variant.ts';
import type { Workload } from '../../workload.ts';
import { nameOf } from './draw-program.ts';
import { type Depth, type ExploredProgram, exploreProgram } from './explore-program.ts';
import { keyOfFinding } from './filed.ts';
import type {
	FuzzJob,
	FuzzProgram,
	FuzzSaid,
	FuzzStart,
	History,
	RanProgram,
	Reached,
} from './fuzz-job.ts';
import { NewHistories } from './histories.ts';
import { ownFunctions } from './own-functions.ts';
import { shapeOf } from './shape.ts';
import { pairsOften, Sites } from './sites.ts';
import { smallestProgram } from './smallest.ts';

const { variant: where, seed } = workerData as FuzzStart;
/** Automata grow with every program; a kernel that has so many nodes is booted anew. */
const nodesMax = 300_000;
/** Stored states for one litmus test. */
const litmusStatesMax = 20_000;

/** Of so many programs one is searched whether or not it comes to something new. */
const searchedOf = 8;

const histories = new NewHistories();
const { variant } = await loadVariant(where);
const sites = new Sites((name) => functionOf(variant, name) !== undefined);
const own = ownFunctions(variant);
/** Random programs run on one kernel and all else on another: what one has run along before enters no line again. */
let booted = bootVariant(variant);
let aside = bootVariant(variant);
let repairs: readonly BootedVariant[] = [];
const seen = { sites: new Set<number>(), turns: new Set<number>() };
/** How often each pair was met, up to pairsOften. */
const met = new Map<number, number>();

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

function fresh(all: Iterable<number>, known: Set<number>): number[] {
	const found = [...all].filter((each) => !known.has(each));
	for (const each of found) known.add(each);
	return found;
}

function rare(pairs: Iterable<number>): number[] {
	const found = [...pairs].filter((each) => (met.get(each) ?? 0) < pairsOften);
	for (const each of found) met.set(each, (met.get(each) ?? 0) + 1);
	return found;
}

const reachedBy = (explored: ExploredProgram): Reached => ({
	sites: fresh(explored.sites, seen.sites).map((each) => sites.names[each]!),
	pairs: rare(explored.pairs).map((each) => sites.meeting(each)),
	turns: fresh(explored.turns, seen.turns).map((each) => sites.turn(each)),
});

const readProgram = ({ number, text }: FuzzProgram): Workload | null =>
	readBack(text, `${nameOf(seed, number)}.litmus`);

function ran(program: FuzzProgram, isSampled: boolean): RanProgram {
	const workload = readProgram(program);
	const nothing = { sites: [], pairs: [], turns: [] };
	if (workload === null) {
		return { program, outcome: 'refused', states: 0, enters: false, reached: nothing, found: [] };
	}
	let enters = own.size === 0;
	const isSearched = ({ automata }: Problem): boolean => {
		enters ||= automata.hasEntered(own);
		return enters && program.number % searchedOf === 0;
	};
	const depth: Depth = isSampled ? { is: 'sampled', isSearched } : { is: 'searched' };
	const explored = exploreProgram(kernel(), workload, seed ^ program.number, sites, depth);
	return {
		program,
		outcome: explored.outcome,
		states: explored.states,
		enters,
		reached: reachedBy(explored),
		found: explored.findings.map((each) => ({
			...each,
			shape: shapeOf(workload, each.target.beforeRace),
		})),
	};
}

function explore(programs: readonly FuzzProgram[], isSampled: boolean): FuzzSaid {
	const came: History[] = [];
	const all = programs.map((each) => {
		const said = ran(each, isSampled);
		came.push(...histories.take(booted));
		return said;
	});
	return { said: 'explored', programs: all, histories: came };
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
			return explore(job.programs, true);
		case 'search':
			return explore([job.program], false);
		case 'minimise': {
			const { program, name, target, schedule } = job;
			const small = smallestProgram(
				kernelAside(),
				kernelsOfRepairs(),
				readProgram(program)!,
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
