/*
 * harness/measure/load-kernel.ts - the calls that loads make, on the straight build of a variant.
 */
import type { AddedFunction } from '../variant.ts';
import { hardware } from './hardware.ts';
import type { LoadKernel, MapFlags } from './load.ts';
import { lockedPages, type LockedPages } from './locked-pages.ts';
import { balanceOn } from './reclaim.ts';
import { bootStraight, newProcess } from './straight/boot.ts';
import {
	type Around,
	type Built,
	type StraightFunction,
	type StraightTable,
	tableFor,
	tableOf,
} from './straight/built.ts';
import type { WhenInArray } from './mm-vmas.ts';
import { indexPageLists } from './page-lists.ts';
import type { Cut } from './stretch.ts';
import { treeCharges } from './tree-lookups.ts';
import { vmaPasses } from './vma-walks.ts';
import { vmaTreeOf } from './vma-tree.ts';
import type { CacheSize, Flavour, State } from './straight/state.ts';

const pageShift = 12;
/** What programs store: anything but the 0 of a hole. */
const stored = 1;

export interface RunningKernel {
	readonly kernel: LoadKernel;
	readonly machine: State;
	readonly locked: LockedPages;
	/** Whether what it counted when it died may be too much: the rest of a region that it died in. */
	readonly isLinked: () => boolean;
}

/**
 * When the kernel's functions become one text, see straight/link.ts. That takes half a second of processor time for each
 * kernel until all of it is compiled, so that a short load is better off without.
 */
export type Linking = 'now' | 'late' | 'never';

/** When lists of vmas are long: those of a file, and those of an mm. */
export interface LongLists {
	readonly cut: Cut;
	readonly inArray: WhenInArray;
}

/**
 * Kernel functions entered, at 25 to 40 ns, in about as much time: then a load that is long enough to be better off has
 * lost no more than it costs.
 */
const callsBeforeLinking = 20_000_000;

/** The table that calls are made through. */
interface Held {
	table: StraightTable;
	/** Of the table. */
	touch: StraightFunction;
	isLinked: boolean;
}

/** Bookkeeping of litmus tests, which nobody reads here. */
export const unreadNames = ['intend', 'rememberRemap', 'rememberMremap', 'forgetUnmapped'] as const;
const nothing = (): undefined => undefined;
const unread: StraightTable = Object.fromEntries(unreadNames.map((name) => [name, nothing]));

/** A variant's kernel that has just booted, with these functions in place of the base's. */
export function startKernel(
	built: Built,
	functions: Readonly<Record<string, AddedFunction>>,
	flavour: Flavour,
	slots: number,
	cache?: CacheSize,
	/** Whether vmas that do not hold a page are passed over instead of being looked at. */
	isPassing = true,
	linking: Linking = 'late',
	/** Which lists of vmas are long; the usual ones unless given. */
	long?: LongLists,
): RunningKernel {
	const machine = bootStraight(built, flavour, cache);
	machine.runsOut = 'page';
	const around = aroundsOn(built, machine, functions, isPassing, long);
	const whole = { ...tableOf(built, functions), ...unread };
	const heldNow = (isLinked: boolean): Held => {
		const table = tableFor(built, machine, whole, around, isLinked);
		const touch = table['userTouch']!;
		return { table, touch: isLinked ? touch : touch.bind(table), isLinked };
	};
	const held = heldNow(linking === 'now');
	const linkWhenDue = (): void => {
		if (held.isLinked || linking === 'never' || machine.counts.calls < callsBeforeLinking) return;
		Object.assign(held, heldNow(true));
	};
	const balance = balanceOn(built, machine, held, slots);
	built.operations.runOn(machine);
	machine.beforeSleepingAlloc = balance;
	const locked = lockedPages(built, machine);
	const kernel = callsOn(built, machine, held, locked, linkWhenDue);
	return { kernel, machine, locked, isLinked: () => held.isLinked };
}

/** What stands around kernel functions so that events are counted which no operation is. */
function aroundsOn(
	built: Built,
	machine: State,
	functions: Readonly<Record<string, AddedFunction>>,
	isPassing: boolean,
	long?: LongLists,
): readonly Around[] {
	machine.atomics['prio_tree_next'] = vmaTreeOf(built, machine);
	indexPageLists(built, machine);
	const { types } = built;
	const isHole = (mapping: number, page: number): boolean => {
		const index = machine.memory[page + types.page_index.offset]!;
		return machine.memory[mapping + types.diskBlock.offset + index] === 0;
	};
	return [
		...(machine.flavour === 'plain' ? [] : [...hardware(machine, isHole), ...faultsOf(machine)]),
		...treeCharges(built, machine, tableOf(built, functions), long?.inArray),
		...(isPassing ? vmaPasses(built, machine, long?.cut) : []),
	];
}

/** A variant's functions on a machine that counts cost, for calls that no load makes. */
export function chargedTable(
	built: Built,
	machine: State,
	functions: Readonly<Record<string, AddedFunction>>,
): StraightTable {
	const around = aroundsOn(built, machine, functions, true);
	return tableFor(built, machine, { ...tableOf(built, functions), ...unread }, around, false);
}

/** MAP_SHARED, MAP_LOCKED, MAP_POPULATE, PROT_READ only and MAP_FIXED, as do_mmap_pgoff() takes them. */
export const flagsOf = (how: MapFlags, address: number): number =>
	(how.isShared ? 1 : 0) |
	(how.isLocked ? 2 : 0) |
	(how.isPopulated ? 4 : 0) |
	(how.isReadOnly ? 8 : 0) |
	(address === 0 ? 0 : 16);

/** Page faults, counted. */
const faultsOf = ({ counts }: State): Around[] => [
	{
		name: 'do_page_fault',
		around:
			(inner) =>
			(...args) => {
				counts.faults++;
				return inner(...args);
			},
	},
];

function callsOn(
	{ types, ...built }: Built,
	machine: State,
	held: Held,
	locked: LockedPages,
	beforeCall: () => void,
): LoadKernel {
	const { counts, flavour } = machine;
	const isCounting = flavour !== 'plain';
	let files = 0;
	const call = (name: string, ...args: number[]): number => {
		beforeCall();
		if (isCounting) counts.syscalls++;
		return Number(held.table[name]!(...args) ?? 0);
	};
	/** A call by which a process may take pages from itself; all its addresses are asked for pages of 0. */
	const own = (mm: number, at: number, pages: number, name: string, ...args: number[]): number => {
		const [from, to] = pages === 0 ? [0, types.TASK_SIZE] : [at, at + (pages << pageShift)];
		return locked.byOwner(mm, from, to, () => call(name, mm, ...args));
	};
	return {
		file: (pages) => {
			const mapping = types.fileMappings[files++]!;
			call('userTruncate', mapping, pages << pageShift, 0);
			// It was written before the load begins: what truncate() adds later is a hole.
			machine.memory.fill(
				stored,
				mapping + types.diskBlock.offset,
				mapping + types.diskBlock.offset + pages,
			);
			return mapping;
		},
		process: () => newProcess({ types, ...built }),
		fork: (parent) => call('userFork', parent),
		exit: (process) => {
			own(process, 0, 0, 'userExit');
		},
		map: (process, file, firstPage, pages, how, address = 0) => {
			const flags = flagsOf(how, address);
			return own(process, address, pages, 'userMap', file, firstPage, pages, flags, address);
		},
		unmap: (process, address, pages) => own(process, address, pages, 'userUnmap', address, pages),
		remap: (process, address, pages, firstPage) =>
			own(process, address, pages, 'userRemap', address, pages, firstPage, 0),
		touch: (process, address, isWrite) => {
			beforeCall();
			if (isCounting) counts.userAccesses++;
			return held.touch(process, address, isWrite ? 1 : 0, stored, 0) === 0;
		},
		mlock: (process, address, pages) => call('userMlock', process, address, pages),
		munlock: (process, address, pages) => call('userMunlock', process, address, pages),
		msync: (process, address, pages, isSync) =>
			call('userMsync', process, address, pages, isSync ? 1 : 0),
		write: (file, index) => call('userWrite', file, index, stored, 0, 0, 0),
		read: (file, index) => call('userRead', file, index, 0),
		truncate: (file, pages) => call('userTruncate', file, pages << pageShift, 0),
		directWrite: (file, index) => call('userDirectWrite', file, index, stored, 0),
	};
}
