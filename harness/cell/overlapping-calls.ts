/*
 * harness/cell/overlapping-calls.ts - which calls have to say when they begin and end, because what the user
 * intends is uncertain where they overlap, see harness/mm/overlapping-calls.ts.
 *
 * mmap, munmap and mremap are written down while mmap_sem is still held for them, and are certain among
 * themselves. The others are written down behind the call. Where no such call can run beside another one of
 * its process, no call says anything.
 */
import { atomic, type Task } from '../engine/operation.ts';
import { PAGE_SHIFT, PTRS_PER_PGD, PTRS_PER_PTE, TASK_SIZE } from '../mm/include/sizes.ts';
import type { mm_struct, userCalls } from '../mm/include/structs.ts';
import { CALL_MOVES, CALL_NARROW, CALL_WIDE } from '../mm/overlapping-calls.ts';
import {
	mapMade,
	pagesIn,
	pagesMade,
	rangeChanged,
	type Call,
	type Workload,
} from '../workload.ts';
import type { Names } from './names.ts';
import { mapKey } from './shared-maps.ts';

/** A call by which the user chooses what pages show, or which looks at what was chosen. */
type Choosing = Extract<
	Call,
	{ readonly call: 'map' | 'unmap' | 'move' | 'mremap' | 'remap' | 'fork' }
>;

const isChoosing = (each: Call): each is Choosing =>
	['map', 'unmap', 'move', 'mremap', 'remap', 'fork'].includes(each.call);

/** Whether what it chooses is written down after mmap_sem was dropped. */
const isLate = (each: Choosing): boolean =>
	each.call === 'remap' || each.call === 'fork' || (each.call === 'map' && each.populate);

/** Processes in which a call that is written down late can run beside another one, by name. */
export function overlappingProcesses({ cpus }: Workload): string[] {
	const found = new Set<string>();
	const choosing = cpus.map(({ process, calls }) => ({ process, calls: calls.filter(isChoosing) }));
	for (const one of choosing) {
		if (one.process === null) continue;
		const isBeside = choosing.some(
			(other) =>
				other !== one &&
				other.process === one.process &&
				one.calls.some(
					(each) =>
						isLate(each) && other.calls.some(({ call }) => call !== 'fork' || each.call !== 'fork'),
				),
		);
		if (isBeside) found.add(one.process);
	}
	return [...found];
}

/** Of one process: where its calls say that they begin and end, and what it knows. */
export interface Overlapping {
	readonly calls: userCalls;
	readonly mm: mm_struct;
	readonly process: string;
	readonly names: Names;
}

interface Pages {
	readonly first: number;
	readonly count: number;
}

/** A call with what it has to say before and behind. */
export function* sayingSo(each: Call, overlapping: Overlapping, call: Task<number>): Task<number> {
	if (!isChoosing(each)) return yield* call;
	const { calls, mm, process, names } = overlapping;
	const { first, count } = pagesBefore(each, overlapping);
	const kind = kindOf(each);
	yield* atomic('userCallBegins', calls, first, count, kind);
	const value = yield* call;
	if (each.call === 'fork') {
		yield* atomic('userForkEnds', calls, names.mms.get(each.child)!);
		return value;
	}
	const isFixed = each.call === 'map' && each.fixed !== null;
	const made = isFixed ? undefined : names.maps.get(mapKey(process, mapMade(each) ?? ''));
	const pages = made === undefined ? none : pagesAt(made, Math.min(pagesMade(each), slots - first));
	yield* atomic('userCallEnds', calls, first, count, kind, mm, pages.first, pages.count);
	return value;
}

const slots = PTRS_PER_PGD * PTRS_PER_PTE;
const none: Pages = { first: 0, count: 0 };

function kindOf(each: Choosing): number {
	if (each.call === 'move' || each.call === 'mremap') return CALL_MOVES;
	return each.call === 'fork' || (each.call === 'map' && each.fixed === null)
		? CALL_WIDE
		: CALL_NARROW;
}

/** The pages that a call is about, as far as they are known before it. */
function pagesBefore(each: Choosing, { process, names }: Overlapping): Pages {
	const range = rangeChanged(each);
	if (range === null) return none;
	const address = names.maps.get(mapKey(process, range.map))! + (range.first << PAGE_SHIFT);
	return pagesAt(address, pagesIn(range));
}

/** What lies beyond user space is about no page. */
function pagesAt(address: number, pages: number): Pages {
	if (address >= TASK_SIZE) return none;
	const first = address >> PAGE_SHIFT;
	return { first, count: Math.min(pages, slots - first) };
}
