/*
 * harness/cell/place.ts - turns a workload into programs of system calls on the simulated kernel.
 *
 * What happens before the race runs once, on live generators, on the boot cpu; its outcome (addresses,
 * mms) is what the racing programs start from.
 */
import type { Starter } from '../engine/nodes.ts';
import type { Layout } from '../engine/layout.ts';
import type { LiveEvent } from '../engine/live.ts';
import { Machine } from '../engine/machine.ts';
import { alloc, call, join, set_bit, store, type Task } from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import { weakProgram } from '../engine/weak-program.ts';
import { atomics } from '../mm/atomics.ts';
import { diskBlock, fileReadError, i_size } from '../mm/include/fs.ts';
import { page_count_field } from '../mm/include/mm.ts';
import { PG_reserved } from '../mm/include/page-flags.ts';
import { mm_map_count, mm_rb, mm_users } from '../mm/include/sched.ts';
import { PAGE_SIZE } from '../mm/include/sizes.ts';
import type { address_space } from '../mm/include/structs.ts';
import { swap_map } from '../mm/include/swap.ts';
import { fileMappings, layoutFor, mmPool, swap, ZERO_PAGE } from '../mm/layout.ts';
import type { Program, Workload } from '../workload.ts';
import { runCall, type Running } from './calls.ts';
import { addFlushTasks, companionWordsOf } from './flush-tasks.ts';
import { copyNames, nameOfMap, type Names, processesOf } from './names.ts';
import { overlappingProcesses } from './overlapping-calls.ts';
import type { Placed, PlacedProgram } from './placed.ts';
import { callsBefore, countOutcomes, Placement } from './placement.ts';
import { runSetup, setupStepsMax } from './setup.ts';
import { ownersOf, sharedChildren, sharedMaps } from './shared-maps.ts';
import { tlbProgram } from './tlb-program.ts';
import { usersOf } from './users.ts';

export interface PlaceOptions {
	/** Steps before the race at most. */
	readonly stepsMax?: number | undefined;
	/** Told each step before the race. */
	readonly onStep?: (event: LiveEvent) => void;
}

/** Contents of page `index` of the n-th file before anything ran: 101, 102 .. 201 .. */
export function initialContents(mapping: address_space, index: number): number {
	return (fileMappings.indexOf(mapping) + 1) * 100 + index + 1;
}

/**
 * Runs what comes before the race and binds the racing programs to its outcome.
 * @throws SetupUnfinished when what comes before the race is not over within its limit
 * @throws KernelFault
 */
export function placeWorkload(
	start: Starter,
	workload: Workload,
	{ stepsMax = setupStepsMax, onStep = () => {} }: PlaceOptions = {},
): Placed {
	const shared = [...sharedMaps(workload), ...sharedChildren(workload)];
	const overlapping = overlappingProcesses(workload);
	const room = layoutFor({
		accesses: countOutcomes(workload),
		userMaps: shared.map(nameOfMap),
		userCalls: overlapping.map((process) => `calls of ${process}`),
	});
	const { layout } = room;
	const machine = new Machine(layout, atomics, [0], companionWordsOf(workload));
	machine.load(imageAtBoot(layout, machine.memory.length));
	const names: Names = { mms: new Map(), maps: new Map(), pins: new Map() };
	const userMaps = new Map(shared.map((key, i) => [key, room.userMaps[i]!]));
	const userCalls = new Map(overlapping.map((process, i) => [process, room.userCalls[i]!]));
	const placement = new Placement(workload, room.outcomes);
	const running: Running = {
		placement,
		userMaps,
		ownersOf: ownersOf(workload),
		userCalls,
	};
	const blocks = workload.processes.map(({ name }, i) => `process ${i} ${name}`);
	const starter: Starter = (name, args) => {
		if (name === 'boot') return boot(workload.files);
		const block = blocks.indexOf(name);
		return block < 0 ? start(name, args) : setupProcess(workload, block, running, names);
	};
	const death = runSetup(workload.name, { starter, machine }, ['boot', ...blocks], {
		stepsMax,
		onStep,
	});
	const programs = racingPrograms(workload, running, names);
	const image = machine.memory.slice();
	const flushTasks = addFlushTasks(workload, image, programs);
	return {
		workload,
		layout,
		image,
		programs,
		after: workload.after.length > 0 ? workload.cpus.length : -1,
		flushTasks,
		accesses: running.placement.accesses,
		calls: running.placement.calls,
		processes: processesOf(names),
		maps: names.maps,
		userMaps,
		death,
	};
}

/** What all objects outside of pools are: alive. */
export function imageAtBoot(layout: Layout, words: number): Int32Array {
	const image = new Int32Array(words);
	const slices = [...layout.pools.values()].flatMap((pool) =>
		pool.slices.map(({ first, count }) => ({ first, end: first + count * pool.strideWords })),
	);
	for (const address of layout.names.keys()) {
		const isPooled = slices.some(({ first, end }) => address >= first && address < end);
		if (!isPooled) image[address] = 1;
	}
	// The zero page belongs to the pool of frames but is never handed out.
	image[ZERO_PAGE] = 1;
	return image;
}

function racingPrograms(workload: Workload, running: Running, names: Names): PlacedProgram[] {
	const model = workload.memory === 'sc' ? null : workload.memory;
	const programs: PlacedProgram[] = workload.cpus.map((program, i) => ({
		name: `cpu ${workload.digest} ${i}`,
		start: () => {
			const generator = runProgram(program, i, running, copyNames(names));
			if (model === null) return generator;
			return model === 'tlb' ? tlbProgram(generator) : weakProgram(generator, model);
		},
	}));
	if (workload.after.length > 0) {
		programs.push({
			name: `after ${workload.digest}`,
			start: () => afterProgram(workload, running, copyNames(names)),
		});
	}
	return programs;
}

/** The kernel's own state at boot, and the files as a workload declares them. */
export function* boot(files: Workload['files']): Task {
	yield* store(page_count_field, ZERO_PAGE, 1);
	yield* set_bit(PG_reserved, ZERO_PAGE);
	yield* store(at(swap_map, 0), swap, 1);
	for (const [n, file] of files.entries()) {
		const mapping = fileMappings[n]!;
		yield* store(i_size, mapping, file.pages * PAGE_SIZE);
		for (let i = 0; i < file.pages; i++) {
			yield* store(at(diskBlock, i), mapping, initialContents(mapping, i));
		}
		if (file.cached) {
			for (let i = 0; i < file.pages; i++) yield* call('userRead', [mapping, i, 0]);
		}
		if (file.readError) yield* store(fileReadError, mapping, 1);
	}
}

function* setupProcess(workload: Workload, block: number, running: Running, names: Names): Task {
	const process = workload.processes[block]!;
	let mm = names.mms.get(process.name);
	if (mm === undefined) {
		mm = yield* alloc(mmPool, 'GFP_KERNEL');
		yield* store(mm_rb, mm, mm);
		yield* store(mm_map_count, mm, 0);
		names.mms.set(process.name, mm);
	}
	if (mm > 0) yield* store(mm_users, mm, usersOf(workload).get(process.name) ?? 1);
	const before = callsBefore(workload, block);
	for (const [i, each] of process.calls.entries()) {
		const where = { process: process.name, program: -1, order: before + i };
		yield* runCall(each, where, running, names);
	}
}

function* runProgram(program: Program, index: number, running: Running, names: Names): Task {
	for (const [order, each] of program.calls.entries()) {
		yield* runCall(each, { process: program.process, program: index, order }, running, names);
	}
}

function* afterProgram(workload: Workload, running: Running, names: Names): Task {
	yield* join();
	let order = 0;
	for (const { process, calls } of workload.after) {
		for (const each of calls) {
			const where = { process, program: workload.cpus.length, order: order++ };
			yield* runCall(each, where, running, names);
		}
	}
}
