/*
 * harness/cell/calls.ts - the calls of a litmus file as calls of the simulated kernel.
 */
import { call, inject_failure, type Pool, store, type Task, when } from '../engine/operation.ts';
import { callReturned, userMapAddress } from '../mm/bookkeeping.ts';
import {
	MREMAP_FIXED,
	MREMAP_MAYMOVE,
	MSYNC_INVALIDATE,
	MSYNC_NEITHER,
	MSYNC_WAIT,
	VM_READ,
	VM_WRITE,
} from '../mm/include/mm.ts';
import { PAGE_SHIFT, PAGE_SIZE, TASK_SIZE } from '../mm/include/sizes.ts';
import type { mm_struct, userCalls } from '../mm/include/structs.ts';
import { pagePool, pteChainPool, pteTablePool, vmaPool } from '../mm/layout.ts';
import { mapMade, pagesIn, type AllocationKind, type Call } from '../workload.ts';
import type { Names } from './names.ts';
import { sayingSo } from './overlapping-calls.ts';
import type { Placed } from './placed.ts';
import type { Placement, Where } from './placement.ts';
import { copiedPage } from './copied-page.ts';
import { mapKey, mapsUsed } from './shared-maps.ts';

/** What all programs of a workload have in common while they run. */
export interface Running {
	readonly placement: Placement;
	readonly userMaps: Placed['userMaps'];
	/** Keys of the maps that a process may mean by a name, see shared-maps.ts. */
	readonly ownersOf: (process: string, map: string) => string[];
	/** By process: where calls say that they begin and end, which may overlap in the race. */
	readonly userCalls: ReadonlyMap<string, userCalls>;
}

const poolsThatFail: Readonly<Record<AllocationKind, Pool<number>>> = {
	page: pagePool,
	pte_table: pteTablePool,
	pte_chain: pteChainPool,
	vma: vmaPool,
};

/** A map that could not be made lies beyond user space, where every use of it fails. */
const placeOf = (address: number): number => (address <= 0 ? TASK_SIZE : address);

/** One call, with what it has to be told before and has to tell behind. */
export function* runCall(each: Call, where: Where, running: Running, names: Names): Task {
	const { process } = where;
	yield* learnNames(each, process, running, names);
	const map = mapMade(each);
	const made = map === null ? null : mapKey(process, map);
	// A process whose fork failed is not there to do anything.
	const isThere = process === null || names.mms.get(process)! > 0;
	if (isThere)
		yield* noteReturned(each, where, running, yield* makeCallThere(each, where, running, names));
	else if (made !== null) names.maps.set(made, TASK_SIZE);
	else if (each.call === 'fork') names.mms.set(each.child, notThere);
	yield* tell(made, running, names.maps);
	if (each.call === 'fork') yield* tell(each.child, running, names.mms);
}

/** The mm of a child whose parent was not there to fork it. */
const notThere = -1;

/** Waits until it is known where the process is, and the maps that it uses. */
function* learnNames(each: Call, process: string | null, running: Running, names: Names): Task {
	if (process === null) return;
	if (!names.mms.has(process)) {
		names.mms.set(process, yield* when('userMapTold', running.userMaps.get(process)!));
	}
	for (const map of mapsUsed(each)) {
		const key = mapKey(process, map);
		if (names.maps.has(key)) continue;
		// A child of the race knows the maps of its parent.
		const owners = running.ownersOf(process, map);
		const owner = owners.find((one) => names.maps.has(one) || running.userMaps.has(one));
		if (owner === undefined) continue;
		if (!names.maps.has(owner)) {
			names.maps.set(owner, yield* when('userMapTold', running.userMaps.get(owner)!));
		}
		names.maps.set(key, names.maps.get(owner)!);
	}
}

/** Publishes where something is, if anybody else wants to know. */
function* tell(key: string | null, running: Running, known: ReadonlyMap<string, number>): Task {
	const tells = key === null ? undefined : running.userMaps.get(key);
	if (tells !== undefined) yield* store(userMapAddress, tells, known.get(key!)!);
}

/**
 * Notes what a call returned. That it worked is noted only where a `never` line asks for it, so that most calls
 * take no step for it; what mincore() says is always noted.
 */
function* noteReturned(each: Call, where: Where, running: Running, value: number): Task {
	const { placement } = running;
	if (where.program === -1) {
		placement.returnedBefore(where, each, value);
		return;
	}
	const { cell, isAsked } = placement.returns(where);
	if (cell === 0) return;
	const isAddress = isNaming(each);
	const said = isAddress && value > 0 ? 0 : value;
	if (said !== 0 || isAsked) yield* store(callReturned, cell, said < 0 ? said : said + 1);
}

function* makeCallThere(each: Call, where: Where, running: Running, names: Names): Task<number> {
	const made = makeCall(each, where, running, names);
	const { process } = where;
	const calls = process === null ? undefined : running.userCalls.get(process);
	if (process === null || calls === undefined || !running.placement.isRacing(where))
		return yield* made;
	const mm = names.mms.get(process)!;
	return yield* sayingSo(each, { calls, mm, process, names }, made);
}

/** The function that makes a call. */
const userFunction = (name: string): string => `user${name[0]!.toUpperCase()}${name.slice(1)}`;

type Access = Extract<
	Call,
	{
		readonly call:
			'touch' | 'read' | 'write' | 'direct-read' | 'direct-write' | 'truncate' | 'punch';
	}
>;

type Naming = Extract<Call, { readonly call: 'map' | 'move' | 'mremap' | 'pin' | 'fork' }>;

const isNaming = (each: Call): each is Naming =>
	mapMade(each) !== null || each.call === 'fork' || each.call === 'pin';

/** The mm of a process and where its maps are. */
interface Space {
	readonly process: string | null;
	readonly mm: mm_struct;
	readonly address: (range: { readonly map: string; readonly first: number }) => number;
	/** Where the kernel copies to or from; 0 where that is said nowhere. */
	readonly copied: (call: Call) => number;
}

function* makeCall(each: Call, where: Where, running: Running, names: Names): Task<number> {
	const { process } = where;
	const { placement } = running;
	const address: Space['address'] = ({ map, first }) =>
		names.maps.get(mapKey(process, map))! + (first << PAGE_SHIFT);
	const space: Space = {
		process,
		mm: process === null ? 0 : names.mms.get(process)!,
		address,
		copied: (made) => {
			const copied = copiedPage(made);
			return copied === null ? 0 : address({ map: copied.map, first: copied.page });
		},
	};
	switch (each.call) {
		case 'map':
		case 'move':
		case 'mremap':
		case 'pin':
		case 'fork':
			return yield* makeName(each, space, placement, names);
		case 'touch':
		case 'read':
		case 'write':
		case 'direct-read':
		case 'direct-write':
		case 'truncate':
		case 'punch':
			yield* makeAccess(each, space, where, placement);
			return 0;
		case 'load':
		case 'store': {
			const page = names.pins.get(mapKey(process, each.pin)) ?? 0;
			const { value, outcome } = placement.get(where, 0);
			const args = [page, each.call === 'store' ? 1 : 0, value, outcome];
			return page === 0 ? 0 : yield* call('userPinned', args);
		}
		case 'unpin': {
			const page = names.pins.get(mapKey(process, each.pin)) ?? 0;
			return page === 0 ? 0 : yield* call('userUnpin', [page]);
		}
		case 'fsync':
		case 'invalidate':
			return yield* call(userFunction(each.call), [placement.mappingOf(each.file)]);
		default:
			return yield* makePlainCall(each, space);
	}
}

/** What gives something a name: where a map is, or a child's mm. */
function* makeName(each: Naming, space: Space, placement: Placement, names: Names): Task<number> {
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
				(fixed === null ? 0 : 16) |
				(each.openedReadonly ? 32 : 0);
			const wanted = fixed === null ? 0 : address({ map: fixed.map, first: fixed.page });
			const at = yield* call('userMap', [mm, mapping, each.pgoff, each.pages, flags, wanted]);
			names.maps.set(mapKey(process, each.map), placeOf(at));
			return at;
		}
		case 'move': {
			const at = yield* call('userMove', [mm, address(each.range), pagesIn(each.range)]);
			names.maps.set(mapKey(process, each.to), placeOf(at));
			return at;
		}
		case 'mremap': {
			const { range, pages, fixed } = each;
			const wanted = fixed === null ? 0 : address({ map: fixed.map, first: fixed.page });
			const flags = (each.mayMove ? MREMAP_MAYMOVE : 0) | (fixed === null ? 0 : MREMAP_FIXED);
			const args = [mm, address(range), pagesIn(range), pages, flags, wanted];
			const at = yield* call('userMremap', args);
			names.maps.set(mapKey(process, each.to), placeOf(at));
			return at;
		}
		case 'pin': {
			const page = yield* call('userPin', [mm, address(each.range), each.write ? 1 : 0]);
			names.pins.set(mapKey(process, each.pin), Math.max(page, 0));
			return page;
		}
		case 'fork': {
			const child = yield* call('userFork', [mm]);
			names.mms.set(each.child, child);
			for (const [key, at] of names.maps) {
				const [owner, map] = key.split(' ');
				if (owner === process) names.maps.set(mapKey(each.child, map!), at);
			}
			return child;
		}
	}
}

/** What has an outcome. */
function* makeAccess(
	each: Access,
	{ mm, address, copied }: Space,
	where: Where,
	placement: Placement,
): Task {
	switch (each.call) {
		case 'touch': {
			const { map, first, last } = each.range;
			for (let page = first; page <= last; page++) {
				const { value, outcome } = placement.get(where, page);
				const at = address({ map, first: page });
				yield* call('userTouch', [mm, at, each.write ? 1 : 0, value, outcome]);
			}
			return;
		}
		case 'read': {
			const { mapping, outcome } = placement.get(where, each.page);
			yield* call('userRead', [mapping, each.page, outcome]);
			return;
		}
		case 'write': {
			const { mapping, value, outcome } = placement.get(where, each.page);
			const from = copied(each);
			yield* call('userWrite', [mapping, each.page, value, outcome, mm, from]);
			return;
		}
		case 'direct-read': {
			const { mapping, outcome } = placement.get(where, each.page);
			yield* call('userDirectRead', [mapping, each.page, outcome]);
			return;
		}
		case 'direct-write': {
			const { mapping, value, outcome } = placement.get(where, each.page);
			yield* call('userDirectWrite', [mapping, each.page, value, outcome]);
			return;
		}
		case 'truncate': {
			const size = each.pages + (each.bytes > 0 ? 1 : 0);
			const { mapping, outcome } = placement.get(where, size);
			yield* call('userTruncate', [mapping, each.pages * PAGE_SIZE + each.bytes, outcome]);
			return;
		}
		case 'punch': {
			const { mapping, pages, outcome } = placement.get(where, each.first);
			yield* call('userPunch', [mapping, each.first, pages, outcome]);
			return;
		}
	}
}

/** What gives nothing a name and has no outcome. */
function* makePlainCall(
	each: Exclude<
		Call,
		Access | Naming | { readonly call: 'fsync' | 'invalidate' | 'load' | 'store' | 'unpin' }
	>,
	{ mm, address, copied }: Space,
): Task<number> {
	switch (each.call) {
		case 'unmap':
		case 'mlock':
		case 'munlock':
		case 'dontneed':
			return yield* call(userFunction(each.call), [mm, address(each.range), pagesIn(each.range)]);
		case 'mincore': {
			const args = [mm, address(each.range), pagesIn(each.range), copied(each)];
			return yield* call('userMincore', args);
		}
		case 'msync': {
			const how = each.wait === null ? MSYNC_NEITHER : each.wait ? MSYNC_WAIT : 0;
			const flags = how | (each.invalidate ? MSYNC_INVALIDATE : 0);
			return yield* call('userMsync', [mm, address(each.range), pagesIn(each.range), flags]);
		}
		case 'mprotect': {
			const prot = { none: 0, read: VM_READ, write: VM_READ | VM_WRITE }[each.to];
			return yield* call('userMprotect', [mm, address(each.range), pagesIn(each.range), prot]);
		}
		case 'remap': {
			const { range, pgoff, nonblock } = each;
			const args = [mm, address(range), pagesIn(range), pgoff, nonblock ? 1 : 0];
			return yield* call('userRemap', args);
		}
		case 'mlockall': {
			const flags = (each.current ? 1 : 0) | (each.future ? 2 : 0);
			return yield* call('userMlockall', [mm, flags]);
		}
		case 'munlockall':
		case 'exit':
			return yield* call(userFunction(each.call), [mm]);
		case 'reclaim':
			return yield* call('kswapd', [each.pages]);
		case 'refill':
		case 'shrink':
			return yield* call(userFunction(each.call), [each.pages]);
		case 'swapoff':
			return yield* call('userSwapoff', []);
		case 'fail': {
			yield* inject_failure(poolsThatFail[each.kind], each.nth);
			return 0;
		}
	}
}
