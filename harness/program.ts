/*
 * harness/program.ts - turns a workload into programs of system calls on the simulated kernel.
 *
 * What happens before the race runs once, on live generators, on the boot cpu; its outcome (addresses,
 * mms) is what the racing programs start from.
 */
import type { PlacedAccess } from './check/oracle.ts';
import { addCompanions, companionWordsOf, type Companion } from './companions.ts';
import type { Starter } from './engine/automaton.ts';
import { LiveTask, type LiveEvent } from './engine/live.ts';
import { Machine, type Death } from './engine/machine.ts';
import {
	alloc,
	call,
	inject_failure,
	join,
	store,
	type Operation,
	type Task,
} from './engine/operation.ts';
import { weakProgram } from './engine/weak-program.ts';
import { tooManyAccesses } from './messages.ts';
import { atomics } from './mm/atomics.ts';
import {
	diskBlock,
	fileMappings,
	fileReadError,
	i_size,
	layout,
	mm_map_count,
	mm_rb,
	mmPool,
	outcomes,
	PAGE_SHIFT,
	PAGE_SIZE,
	pagePool,
	PG_reserved,
	pteChainPool,
	TASK_SIZE,
	vmaPool,
	ZERO_PAGE,
	page_count_field,
	swap,
	swap_map,
	type address_space,
	type mm_struct,
} from './mm/mm_types.ts';
import { set_bit } from './engine/operation.ts';
import { at } from './engine/struct.ts';
import type { Call, MapRange, Program, Workload } from './workload.ts';

/** Addresses of maps, by process and map. */
interface Names {
	readonly mms: Map<string, mm_struct>;
	readonly maps: Map<string, number>;
}

/** A program ready to be started as a task, by a name that is unique in the workload. */
export interface PlacedProgram {
	readonly name: string;
	readonly start: () => Generator<Operation, unknown, number>;
}

export interface Placed {
	readonly workload: Workload;
	/** Memory when the race begins. */
	readonly image: Int32Array;
	readonly programs: readonly PlacedProgram[];
	/** Index in `programs` of what runs after the race, or -1. */
	readonly after: number;
	/** Tasks beside the programs' that a weak memory needs, by index in `programs`. */
	readonly companions: ReadonlyMap<number, Companion>;
	readonly accesses: readonly PlacedAccess[];
	readonly processes: readonly { readonly name: string; readonly mm: mm_struct }[];
	/** Addresses of the maps made before the race, by 'process map'. */
	readonly maps: ReadonlyMap<string, number>;
	/** How what ran before the race ended badly, or null. */
	readonly death: { readonly death: Death; readonly functionName: string } | null;
	/** What the boot cpu did, for cost and traces. */
	readonly setup: readonly LiveEvent[];
}

/** Contents of page `index` of the n-th file before anything ran: 101, 102 .. 201 .. */
export function initialContents(mapping: address_space, index: number): number {
	return (fileMappings.indexOf(mapping) + 1) * 100 + index + 1;
}

const setupStepsMax = 100_000;

/** Runs what comes before the race and binds the racing programs to its outcome. */
export function placeWorkload(start: Starter, workload: Workload): Placed {
	const model = workload.memory === 'sc' ? null : workload.memory;
	const machine = new Machine(layout, atomics, [0], companionWordsOf(workload));
	const image = new Int32Array(machine.memory.length);
	for (const address of layout.names.keys()) {
		const isPooled = [...layout.pools.values()].some((pool) =>
			pool.slices.some(
				({ first, count }) => address >= first && address < first + count * pool.strideWords,
			),
		);
		if (!isPooled) image[address] = 1;
	}
	// The zero page belongs to the pool of frames but is never handed out.
	image[ZERO_PAGE] = 1;
	machine.load(image);

	const placement = new Placement(workload);
	const names: Names = { mms: new Map(), maps: new Map() };
	const starter: Starter = (name, args) => {
		if (name === 'boot') return boot(workload);
		if (name.startsWith('process ')) {
			const process = workload.processes.find((each) => `process ${each.name}` === name)!;
			return setupProcess(process, placement, names);
		}
		return start(name, args);
	};
	const setup: LiveEvent[] = [];
	let death: Placed['death'] = null;
	for (const name of ['boot', ...workload.processes.map((each) => `process ${each.name}`)]) {
		const task = new LiveTask(starter, machine, 0, name, []);
		while (death === null && task.step !== null && setup.length < setupStepsMax) {
			const functionName = task.functionName;
			const event = task.advance();
			if (event === null) {
				death = {
					death: {
						oracle: 'deadlock',
						text: `${task.step.operation.lock?.name ?? ''} before the race`,
					},
					functionName,
				};
				break;
			}
			setup.push(event);
			if (event.death !== null) death = { death: event.death, functionName };
		}
	}

	const all = [...workload.cpus];
	const programs: PlacedProgram[] = all.map((program, i) => ({
		name: `cpu ${workload.digest} ${i}`,
		start: () => {
			const running = runProgram(program, i, placement, copyNames(names), false);
			return model === null ? running : weakProgram(running, model);
		},
	}));
	if (workload.after.length > 0) {
		programs.push({
			name: `after ${workload.digest}`,
			start: () => afterProgram(workload, placement, copyNames(names)),
		});
	}
	const placedImage = machine.memory.slice();
	const companions = addCompanions(workload, placedImage, programs);
	return {
		workload,
		image: placedImage,
		programs,
		after: workload.after.length > 0 ? workload.cpus.length : -1,
		companions,
		accesses: placement.accesses,
		processes: [...names.mms].map(([name, mm]) => ({ name, mm })),
		maps: names.maps,
		death,
		setup,
	};
}

function copyNames(names: Names): Names {
	return {
		mms: new Map(names.mms),
		maps: new Map(names.maps),
	};
}

/** The kernel's own state at boot, and the files as the workload declares them. */
function* boot(workload: Workload): Task {
	yield* store(page_count_field, ZERO_PAGE, 1);
	yield* set_bit(PG_reserved, ZERO_PAGE);
	yield* store(at(swap_map, 0), swap, 1);
	for (const [n, file] of workload.files.entries()) {
		const mapping = fileMappings[n]!;
		yield* store(i_size, mapping, file.pages * PAGE_SIZE);
		for (let i = 0; i < file.pages; i++) {
			yield* store(at(diskBlock, i), mapping, initialContents(mapping, i));
		}
		if (file.cached) {
			for (let i = 0; i < file.pages; i++) yield* call('user_read', [mapping, i, 0]);
		}
		if (file.readError) yield* store(fileReadError, mapping, 1);
	}
}

function* setupProcess(process: Program, placement: Placement, names: Names): Task {
	let mm = names.mms.get(process.name);
	if (mm === undefined) {
		mm = yield* alloc(mmPool, 'GFP_KERNEL');
		yield* store(mm_rb, mm, mm);
		yield* store(mm_map_count, mm, 0);
		names.mms.set(process.name, mm);
	}
	for (const [order, each] of process.calls.entries()) {
		yield* runCall(each, process.name, -1, order, placement, names);
	}
}

function* runProgram(
	program: Program,
	index: number,
	placement: Placement,
	names: Names,
	waits: boolean,
): Task {
	if (waits) yield* join();
	for (const [order, each] of program.calls.entries()) {
		yield* runCall(each, program.process, index, order, placement, names);
	}
}

function* afterProgram(workload: Workload, placement: Placement, names: Names): Task {
	yield* join();
	let order = 0;
	for (const program of workload.after) {
		for (const each of program.calls) {
			yield* runCall(each, program.process, workload.cpus.length, order++, placement, names);
		}
	}
}

/** Gives every access its outcome cell and every write its value, by where it stands in the text. */
class Placement {
	readonly #workload: Workload;
	readonly #byKey = new Map<string, PlacedAccess>();
	readonly accesses: PlacedAccess[] = [];

	constructor(workload: Workload) {
		this.#workload = workload;
		for (const process of workload.processes) this.#program(process, -1);
		for (const [i, program] of workload.cpus.entries()) this.#program(program, i);
		let order = 0;
		for (const program of workload.after) {
			for (const each of program.calls)
				this.#call(each, program.process, workload.cpus.length, order++);
		}
	}

	get(program: number, order: number, page: number, process: string | null): PlacedAccess {
		return this.#byKey.get(`${program === -1 ? process : program} ${order} ${page}`)!;
	}

	mappingOf(file: string): address_space {
		return fileMappings[this.#workload.files.findIndex((each) => each.name === file)]!;
	}

	#program(program: Program, index: number): void {
		for (const [order, each] of program.calls.entries())
			this.#call(each, program.process ?? program.name, index, order);
	}

	#call(each: Call, process: string | null, program: number, order: number): void {
		const add = (
			what: PlacedAccess['what'],
			page: number,
			mapping: address_space,
			map: string | null,
			pages: number = 1,
		): void => {
			const outcome = outcomes[this.accesses.length];
			if (outcome === undefined)
				throw new Error(tooManyAccesses(this.#workload.name, outcomes.length));
			const access: PlacedAccess = {
				program,
				order,
				what,
				process: map === null ? null : process,
				map,
				mapping,
				page,
				pages,
				value: 1000 + this.accesses.length,
				outcome,
			};
			this.accesses.push(access);
			this.#byKey.set(`${program === -1 ? process : program} ${order} ${page}`, access);
		};
		if (each.call === 'touch') {
			for (let page = each.range.first; page <= each.range.last; page++) {
				add(each.write ? 'touch-write' : 'touch-read', page, 0, each.range.map);
			}
		} else if (each.call === 'read' || each.call === 'write' || each.call === 'direct-write') {
			add(each.call, each.page, this.mappingOf(each.file), null);
		} else if (each.call === 'truncate') {
			add('truncate', each.pages + (each.bytes > 0 ? 1 : 0), this.mappingOf(each.file), null);
		} else if (each.call === 'punch') {
			const pages = each.last - each.first + 1;
			add('punch', each.first, this.mappingOf(each.file), null, pages);
		}
	}
}

/** A map that could not be made lies beyond user space, where every use of it fails. */
const placeOf = (address: number): number => (address < 0 ? TASK_SIZE : address);

function* runCall(
	each: Call,
	process: string | null,
	program: number,
	order: number,
	placement: Placement,
	names: Names,
): Task {
	const mm = process === null ? 0 : (names.mms.get(process) ?? 0);
	const address = (range: MapRange, page: number = range.first): number =>
		(names.maps.get(`${process} ${range.map}`) ?? 0) + (page << PAGE_SHIFT);
	const pages = (range: MapRange): number => range.last - range.first + 1;
	switch (each.call) {
		case 'map': {
			const mapping = each.file === null ? 0 : placement.mappingOf(each.file);
			const fixed =
				each.fixed === null
					? 0
					: (names.maps.get(`${process} ${each.fixed.map}`) ?? 0) + (each.fixed.page << PAGE_SHIFT);
			const flags =
				(each.shared ? 1 : 0) |
				(each.locked ? 2 : 0) |
				(each.populate ? 4 : 0) |
				(each.readonly ? 8 : 0) |
				(each.fixed === null ? 0 : 16);
			const at = yield* call('user_map', [mm, mapping, each.pgoff, each.pages, flags, fixed]);
			names.maps.set(`${process} ${each.map}`, placeOf(at));
			return;
		}
		case 'unmap':
			yield* call('user_unmap', [mm, address(each.range), pages(each.range)]);
			return;
		case 'move': {
			const at = yield* call('user_move', [mm, address(each.range), pages(each.range)]);
			names.maps.set(`${process} ${each.to}`, placeOf(at));
			return;
		}
		case 'mlock':
			yield* call('user_mlock', [mm, address(each.range), pages(each.range)]);
			return;
		case 'munlock':
			yield* call('user_munlock', [mm, address(each.range), pages(each.range)]);
			return;
		case 'mlockall':
			yield* call('user_mlockall', [mm]);
			return;
		case 'munlockall':
			yield* call('user_munlockall', [mm]);
			return;
		case 'remap':
			yield* call('user_remap', [
				mm,
				address(each.range),
				pages(each.range),
				each.pgoff,
				each.nonblock ? 1 : 0,
			]);
			return;
		case 'touch':
			for (let page = each.range.first; page <= each.range.last; page++) {
				const access = placement.get(program, order, page, process);
				yield* call('user_touch', [
					mm,
					address(each.range, page),
					each.write ? 1 : 0,
					access.value,
					access.outcome,
				]);
			}
			return;
		case 'read': {
			const access = placement.get(program, order, each.page, process);
			yield* call('user_read', [access.mapping, each.page, access.outcome]);
			return;
		}
		case 'write': {
			const access = placement.get(program, order, each.page, process);
			yield* call('user_write', [access.mapping, each.page, access.value, access.outcome]);
			return;
		}
		case 'direct-write': {
			const access = placement.get(program, order, each.page, process);
			yield* call('user_direct_write', [access.mapping, each.page, access.value, access.outcome]);
			return;
		}
		case 'truncate': {
			const size = each.pages + (each.bytes > 0 ? 1 : 0);
			const access = placement.get(program, order, size, process);
			yield* call('user_truncate', [
				access.mapping,
				each.pages * PAGE_SIZE + each.bytes,
				access.outcome,
			]);
			return;
		}
		case 'punch': {
			const { mapping, pages, outcome } = placement.get(program, order, each.first, process);
			yield* call('user_punch', [mapping, each.first, pages, outcome]);
			return;
		}
		case 'fsync':
			yield* call('user_fsync', [placement.mappingOf(each.file)]);
			return;
		case 'invalidate':
			yield* call('user_invalidate', [placement.mappingOf(each.file)]);
			return;
		case 'msync':
			yield* call('user_msync', [mm, address(each.range), pages(each.range), each.wait ? 1 : 0]);
			return;
		case 'dontneed':
			yield* call('user_dontneed', [mm, address(each.range), pages(each.range)]);
			return;
		case 'mincore':
			yield* call('user_mincore', [mm, address(each.range), pages(each.range)]);
			return;
		case 'fork': {
			const child = yield* call('user_fork', [mm]);
			names.mms.set(each.child, child);
			for (const [key, at] of names.maps) {
				const [owner, map] = key.split(' ');
				if (owner === process) names.maps.set(`${each.child} ${map}`, at);
			}
			return;
		}
		case 'exit':
			yield* call('user_exit', [mm]);
			return;
		case 'reclaim':
			yield* call('kswapd', [each.pages]);
			return;
		case 'refill':
			yield* call('user_refill', [each.pages]);
			return;
		case 'shrink':
			yield* call('user_shrink', [each.pages]);
			return;
		case 'swapoff':
			yield* call('user_swapoff', []);
			return;
		case 'fail':
			yield* inject_failure(
				each.kind === 'page' ? pagePool : each.kind === 'vma' ? vmaPool : pteChainPool,
				each.nth,
			);
			return;
	}
}
