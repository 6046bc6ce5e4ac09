/*
 * harness/measure/timed/timed-kernel.ts - a variant's kernel that has just booted on several cpus, and the calls that
 * programs make there.
 */
import { alloc, store, type Task } from '../../engine/operation.ts';
import * as atomics from '../../mm/atomics.ts';
import * as mm from '../../mm/index.ts';
import * as types from '../../mm/mm_types.ts';
import { boot, type Variant } from '../../variant.ts';
import { flagsOf, unreadNames } from '../load-kernel.ts';
import { type LockedPages, lockedPages, type OwnCall } from '../locked-pages.ts';
import type { MachineName } from '../machines.ts';
import { indexPageLists } from '../page-lists.ts';
import { zoneBalance } from '../reclaim.ts';
import { bootStraight } from '../straight/boot.ts';
import type { Built } from '../straight/built.ts';
import * as link from '../straight/link.ts';
import * as operations from '../straight/operations.ts';
import * as state from '../straight/state.ts';
import { levelsOf } from '../tree-lookups.ts';
import { vmaTreeOf } from '../vma-tree.ts';
import { type Costs, costsOf } from './costs.ts';
import { listsIn } from './perform.ts';
import type { Request, Steps, TimedKernel } from './script.ts';
import { Simulator } from './simulator.ts';

/** What programs store: anything but the 0 of a hole. */
const stored = 1;

/** The modules of the interleaved build, which act on the machine of the straight one. */
export const interleaved: Built = { mm, types, atomics, operations, state, link, variants: {} };

export interface TimedRun {
	readonly kernel: TimedKernel;
	readonly simulator: Simulator;
	readonly machine: state.State;
	readonly locked: LockedPages;
	readonly costs: Costs;
}

/** @param slots of a pte_chain node */
export function bootTimed(
	variant: Pick<Variant, 'name' | 'functions'>,
	machineName: MachineName,
	slots: number,
	cpus: number,
): TimedRun {
	const costs = costsOf(machineName);
	// Lines are told apart by the owner here, so that the machine's own cache is not asked.
	const machine = bootStraight(interleaved, 'counted');
	machine.runsOut = 'page';
	machine.atomics['prio_tree_next'] = vmaTreeOf(interleaved, machine);
	indexPageLists(interleaved, machine);
	operations.runOn(machine);
	const simulator = new Simulator(
		{
			machine,
			start: boot(variant as Variant),
			lists: listsIn(types),
			unread: new Set(unreadNames),
			zone: zoneBalance(interleaved, machine, slots),
			isHole: (mapping, page) => {
				const index = machine.memory[page + types.page_index.offset]!;
				return machine.memory[mapping + types.diskBlock.offset + index] === 0;
			},
			levelsOf: (of) => levelsOf(machine.memory[of + types.mm_map_count.offset]!),
		},
		costs,
		cpus,
	);
	const locked = lockedPages(interleaved, machine, () => simulator.current?.own ?? null);
	simulator.tellOfOwn(locked);
	return { kernel: callsOn(machine), simulator, machine, locked, costs };
}

/** A process without a map. */
function* newProcess(): Task<number> {
	const process = yield* alloc(types.mmPool, 'GFP_KERNEL');
	yield* store(types.mm_rb, process, process);
	yield* store(types.mm_map_count, process, 0);
	yield* store(types.mm_users, process, 1);
	return process;
}

const toPages = (pages: number): number => pages << types.PAGE_SHIFT;

function* request(asked: Request): Steps<number> {
	return yield asked;
}

const syscall = (
	name: string,
	args: readonly number[],
	own: OwnCall | null = null,
): Steps<number> => request({ kind: 'call', name, args, enters: 'syscall', own });

/** A call by which a process may take pages from itself; all its addresses are asked for pages of 0. */
function own(
	process: number,
	at: number,
	pages: number,
	name: string,
	...args: number[]
): Steps<number> {
	const [from, to] = pages === 0 ? [0, types.TASK_SIZE] : [at, at + toPages(pages)];
	return syscall(name, [process, ...args], { mm: process, from, to });
}

function callsOn(machine: state.State): TimedKernel {
	let files = 0;
	return {
		*file(pages) {
			const mapping = types.fileMappings[files++]!;
			yield* syscall('userTruncate', [mapping, toPages(pages), 0]);
			// It was written before the load begins: what truncate() adds later is a hole.
			const first = mapping + types.diskBlock.offset;
			machine.memory.fill(stored, first, first + pages);
			return mapping;
		},
		process: () => request({ kind: 'steps', begin: newProcess }),
		fork: (parent) => syscall('userFork', [parent]),
		*exit(process) {
			yield* own(process, 0, 0, 'userExit');
		},
		map(process, file, first, pages, how, address = 0) {
			const flags = flagsOf(how, address);
			return own(process, address, pages, 'userMap', file, first, pages, flags, address);
		},
		*touch(process, address, isWrite) {
			const args = [process, address, isWrite ? 1 : 0, stored, 0];
			const asked = { kind: 'call', name: 'userTouch', args, enters: 'access', own: null } as const;
			return (yield asked) === 0;
		},
		mlock: (process, address, pages) => syscall('userMlock', [process, address, pages]),
		munlock: (process, address, pages) => syscall('userMunlock', [process, address, pages]),
		msync: (process, address, pages, isSync) =>
			syscall('userMsync', [process, address, pages, isSync ? 1 : 0]),
		write: (file, index) => syscall('userWrite', [file, index, stored, 0, 0, 0]),
		read: (file, index) => syscall('userRead', [file, index, 0]),
		truncate: (file, pages) => syscall('userTruncate', [file, toPages(pages), 0]),
		*start(name, script) {
			yield { kind: 'start', name, script };
		},
		wait: () => request({ kind: 'wait' }),
		*pause() {
			yield { kind: 'pause' };
		},
	};
}
