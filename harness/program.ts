/*
 * harness/program.ts - turns a workload into programs of system calls on the simulated kernel.
 *
 * What happens before the race runs once, on live generators, on the boot cpu; its outcome (addresses,
 * mms) is what the racing programs start from.
 */
import type { PlacedAccess } from './check/oracle.ts';
import { addCompanions, companionWordsOf, type Companion } from './companions.ts';
import type { Starter } from './engine/automaton.ts';
import type { LiveEvent } from './engine/live.ts';
import { Machine } from './engine/machine.ts';
import type { Layout } from './engine/memory.ts';
import {
	alloc,
	call,
	inject_failure,
	join,
	set_bit,
	store,
	when,
	type Operation,
	type Task,
} from './engine/operation.ts';
import { at } from './engine/struct.ts';
import { weakProgram } from './engine/weak-program.ts';
import { atomics } from './mm/atomics.ts';
import {
	diskBlock,
	fileMappings,
	fileReadError,
	i_size,
	layoutFor,
	mm_map_count,
	mm_rb,
	mmPool,
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
	userMapAddress,
	type address_space,
	type mm_struct,
	type outcome,
	type user_map,
} from './mm/mm_types.ts';
import { mapKey, mapMade, mapsUsed, sharedMaps } from './shared-maps.ts';
import { runSetup, setupStepsMax, type SetupDeath } from './setup.ts';
import type { Call, MapRange, Program, Workload } from './workload.ts';

/** What one program knows: processes, and where maps are, by mapKey(). */
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
	/** What lies where in memory. */
	readonly layout: Layout;
	/** Memory when the race begins. */
	readonly image: Int32Array;
	readonly programs: readonly PlacedProgram[];
	/** Index in `programs` of what runs after the race, or -1. */
	readonly after: number;
	/** Tasks beside the programs' that a weak memory needs, by index in `programs`. */
	readonly companions: ReadonlyMap<number, Companion>;
	readonly accesses: readonly PlacedAccess[];
	/** Processes when the race begins. */
	readonly processes: readonly { readonly name: string; readonly mm: mm_struct }[];
	/** Addresses of the maps made before the race, by mapKey(). */
	readonly maps: ReadonlyMap<string, number>;
	/** Where in memory the addresses of maps stand that programs tell each other, by mapKey(). */
	readonly userMaps: ReadonlyMap<string, user_map>;
	/** How what ran before the race ended badly, or null. */
	readonly death: SetupDeath | null;
}

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
 * @throws EndlessCall
 */
export function placeWorkload(
	start: Starter,
	workload: Workload,
	{ stepsMax = setupStepsMax, onStep = () => {} }: PlaceOptions = {},
): Placed {
	const shared = sharedMaps(workload);
	const room = layoutFor(countAccesses(workload), shared.map(nameOfMap));
	const { layout } = room;
	const machine = new Machine(layout, atomics, [0], companionWordsOf(workload));
	machine.load(imageAtBoot(layout, machine.memory.length));
	const names: Names = { mms: new Map(), maps: new Map() };
	const userMaps = new Map(shared.map((key, i) => [key, room.userMaps[i]!]));
	const running: Running = { placement: new Placement(workload, room.outcomes), userMaps };
	const blocks = workload.processes.map(({ name }, i) => `process ${i} ${name}`);
	const starter: Starter = (name, args) => {
		if (name === 'boot') return boot(workload);
		const block = blocks.indexOf(name);
		return block < 0 ? start(name, args) : setupProcess(workload, block, running, names);
	};
	const death = runSetup(workload.name, { starter, machine }, ['boot', ...blocks], {
		stepsMax,
		onStep,
	});
	const programs = racingPrograms(workload, running, names);
	const image = machine.memory.slice();
	const companions = addCompanions(workload, image, programs);
	return {
		workload,
		layout,
		image,
		programs,
		after: workload.after.length > 0 ? workload.cpus.length : -1,
		companions,
		accesses: running.placement.accesses,
		processes: processesOf(names),
		maps: names.maps,
		userMaps,
		death,
	};
}

/** What all objects outside of pools are: alive. */
function imageAtBoot(layout: Layout, words: number): Int32Array {
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
			return model === null ? generator : weakProgram(generator, model);
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

/** 'map n of A', by which views and messages name where an address is told. */
function nameOfMap(key: string): string {
	const [process, map] = key.split(' ');
	return `map ${map} of ${process}`;
}

/** An mm belongs to who had it last: one that has ended gives it back, and another may get it. */
function processesOf({ mms }: Names): Placed['processes'] {
	const last = new Map([...mms].map(([name, mm]) => [mm, name]));
	return [...last].filter(([mm]) => mm > 0).map(([mm, name]) => ({ name, mm }));
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

function* setupProcess(workload: Workload, block: number, running: Running, names: Names): Task {
	const process = workload.processes[block]!;
	let mm = names.mms.get(process.name);
	if (mm === undefined) {
		mm = yield* alloc(mmPool, 'GFP_KERNEL');
		yield* store(mm_rb, mm, mm);
		yield* store(mm_map_count, mm, 0);
		names.mms.set(process.name, mm);
	}
	const before = callsBefore(workload, block);
	for (const [i, each] of process.calls.entries()) {
		const where = { process: process.name, program: -1, order: before + i };
		yield* runCall(each, where, running, names);
	}
}

/** A process may go on in another block, behind what others did meanwhile; its calls are counted through. */
function callsBefore({ processes }: Workload, block: number): number {
	const { name } = processes[block]!;
	let calls = 0;
	for (const each of processes.slice(0, block)) if (each.name === name) calls += each.calls.length;
	return calls;
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

/** What all programs of a workload have in common while they run. */
interface Running {
	readonly placement: Placement;
	readonly userMaps: Placed['userMaps'];
}

/** Where a call stands in the text. */
interface Where {
	readonly process: string | null;
	/** As in PlacedAccess. */
	readonly program: number;
	readonly order: number;
}

function countAccesses({ processes, cpus, after }: Workload): number {
	let count = 0;
	for (const { calls } of [...processes, ...cpus, ...after]) {
		for (const each of calls) {
			if (each.call === 'touch') count += each.range.last - each.range.first + 1;
			else if (accessing.has(each.call)) count++;
		}
	}
	return count;
}

/** Calls beside touch that have something to show for themselves. */
const accessing: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'read',
	'write',
	'direct-write',
	'truncate',
	'punch',
]);

/** Gives every access its outcome cell and every write its value, by where it stands in the text. */
class Placement {
	readonly #workload: Workload;
	readonly #outcomes: readonly outcome[];
	readonly #byKey = new Map<string, PlacedAccess>();
	readonly accesses: PlacedAccess[] = [];

	constructor(workload: Workload, cells: readonly outcome[]) {
		this.#workload = workload;
		this.#outcomes = cells;
		for (const [i, process] of workload.processes.entries()) {
			this.#program(process, -1, callsBefore(workload, i));
		}
		for (const [i, program] of workload.cpus.entries()) this.#program(program, i, 0);
		let order = 0;
		for (const program of workload.after) {
			for (const each of program.calls)
				this.#call(each, program.process, workload.cpus.length, order++);
		}
	}

	get({ program, order, process }: Where, page: number): PlacedAccess {
		return this.#byKey.get(`${program === -1 ? process : program} ${order} ${page}`)!;
	}

	mappingOf(file: string): address_space {
		return fileMappings[this.#workload.files.findIndex((each) => each.name === file)]!;
	}

	#program(program: Program, index: number, before: number): void {
		for (const [i, each] of program.calls.entries())
			this.#call(each, program.process ?? program.name, index, before + i);
	}

	#call(each: Call, process: string | null, program: number, order: number): void {
		const add = (
			what: PlacedAccess['what'],
			page: number,
			mapping: address_space,
			map: string | null,
			pages: number = 1,
		): void => {
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
				outcome: this.#outcomes[this.accesses.length]!,
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
const placeOf = (address: number): number => (address <= 0 ? TASK_SIZE : address);

/** One call, with what it has to be told before and has to tell behind. */
function* runCall(each: Call, where: Where, running: Running, names: Names): Task {
	for (const map of mapsUsed(each)) {
		const key = mapKey(where.process, map);
		const told = running.userMaps.get(key);
		if (told === undefined || names.maps.has(key)) continue;
		names.maps.set(key, yield* when('user_map_told', told));
	}
	const map = mapMade(each);
	const made = map === null ? null : mapKey(where.process, map);
	// A process whose fork failed is not there to do anything.
	const isThere = where.process === null || names.mms.get(where.process)! > 0;
	if (isThere) yield* makeCall(each, where, running.placement, names);
	else if (made !== null) names.maps.set(made, TASK_SIZE);
	if (made === null) return;
	const tells = running.userMaps.get(made);
	if (tells !== undefined) yield* store(userMapAddress, tells, names.maps.get(made)!);
}

type Access = Extract<
	Call,
	{ readonly call: 'touch' | 'read' | 'write' | 'direct-write' | 'truncate' | 'punch' }
>;
type Naming = Extract<Call, { readonly call: 'map' | 'move' | 'fork' }>;

/** The mm of a process and where its maps are. */
interface Space {
	readonly process: string | null;
	readonly mm: mm_struct;
	readonly address: (range: { readonly map: string; readonly first: number }) => number;
}

const lengthOf = ({ first, last }: MapRange): number => last - first + 1;

function* makeCall(each: Call, where: Where, placement: Placement, names: Names): Task {
	const { process } = where;
	const space: Space = {
		process,
		mm: process === null ? 0 : names.mms.get(process)!,
		address: ({ map, first }) => names.maps.get(mapKey(process, map))! + (first << PAGE_SHIFT),
	};
	switch (each.call) {
		case 'map':
		case 'move':
		case 'fork':
			return yield* makeName(each, space, placement, names);
		case 'touch':
		case 'read':
		case 'write':
		case 'direct-write':
		case 'truncate':
		case 'punch':
			return yield* makeAccess(each, space, where, placement);
		case 'fsync':
		case 'invalidate':
			yield* call(`user_${each.call}`, [placement.mappingOf(each.file)]);
			return;
		default:
			return yield* makePlainCall(each, space);
	}
}

/** What gives something a name: where a map is, or a child's mm. */
function* makeName(each: Naming, space: Space, placement: Placement, names: Names): Task {
	const { process, mm, address } = space;
	switch (each.call) {
		case 'map': {
			const mapping = each.file === null ? 0 : placement.mappingOf(each.file);
			const { fixed } = each;
			const flags =
				(each.shared ? 1 : 0) |
				(each.locked ? 2 : 0) |
				(each.populate ? 4 : 0) |
				(each.readonly ? 8 : 0) |
				(fixed === null ? 0 : 16);
			const wanted = fixed === null ? 0 : address({ map: fixed.map, first: fixed.page });
			const at = yield* call('user_map', [mm, mapping, each.pgoff, each.pages, flags, wanted]);
			names.maps.set(mapKey(process, each.map), placeOf(at));
			return;
		}
		case 'move': {
			const at = yield* call('user_move', [mm, address(each.range), lengthOf(each.range)]);
			names.maps.set(mapKey(process, each.to), placeOf(at));
			return;
		}
		case 'fork': {
			const child = yield* call('user_fork', [mm]);
			names.mms.set(each.child, child);
			for (const [key, at] of names.maps) {
				const [owner, map] = key.split(' ');
				if (owner === process) names.maps.set(mapKey(each.child, map!), at);
			}
			return;
		}
	}
}

/** What has an outcome. */
function* makeAccess(
	each: Access,
	{ mm, address }: Space,
	where: Where,
	placement: Placement,
): Task {
	switch (each.call) {
		case 'touch': {
			const { map, first, last } = each.range;
			for (let page = first; page <= last; page++) {
				const { value, outcome } = placement.get(where, page);
				const at = address({ map, first: page });
				yield* call('user_touch', [mm, at, each.write ? 1 : 0, value, outcome]);
			}
			return;
		}
		case 'read': {
			const { mapping, outcome } = placement.get(where, each.page);
			yield* call('user_read', [mapping, each.page, outcome]);
			return;
		}
		case 'write': {
			const { mapping, value, outcome } = placement.get(where, each.page);
			yield* call('user_write', [mapping, each.page, value, outcome]);
			return;
		}
		case 'direct-write': {
			const { mapping, value, outcome } = placement.get(where, each.page);
			yield* call('user_direct_write', [mapping, each.page, value, outcome]);
			return;
		}
		case 'truncate': {
			const size = each.pages + (each.bytes > 0 ? 1 : 0);
			const { mapping, outcome } = placement.get(where, size);
			yield* call('user_truncate', [mapping, each.pages * PAGE_SIZE + each.bytes, outcome]);
			return;
		}
		case 'punch': {
			const { mapping, pages, outcome } = placement.get(where, each.first);
			yield* call('user_punch', [mapping, each.first, pages, outcome]);
			return;
		}
	}
}

/** What gives nothing a name and has no outcome. */
function* makePlainCall(
	each: Exclude<Call, Access | Naming | { readonly call: 'fsync' | 'invalidate' }>,
	{ mm, address }: Space,
): Task {
	switch (each.call) {
		case 'unmap':
		case 'mlock':
		case 'munlock':
		case 'dontneed':
		case 'mincore':
			yield* call(`user_${each.call}`, [mm, address(each.range), lengthOf(each.range)]);
			return;
		case 'msync': {
			const wait = each.wait ? 1 : 0;
			yield* call('user_msync', [mm, address(each.range), lengthOf(each.range), wait]);
			return;
		}
		case 'remap': {
			const { range, pgoff, nonblock } = each;
			const args = [mm, address(range), lengthOf(range), pgoff, nonblock ? 1 : 0];
			yield* call('user_remap', args);
			return;
		}
		case 'mlockall':
		case 'munlockall':
		case 'exit':
			yield* call(`user_${each.call}`, [mm]);
			return;
		case 'reclaim':
			yield* call('kswapd', [each.pages]);
			return;
		case 'refill':
		case 'shrink':
			yield* call(`user_${each.call}`, [each.pages]);
			return;
		case 'swapoff':
			yield* call('user_swapoff', []);
			return;
		case 'fail': {
			const pool = { page: pagePool, vma: vmaPool, pte_chain: pteChainPool }[each.kind];
			yield* inject_failure(pool, each.nth);
			return;
		}
	}
}
