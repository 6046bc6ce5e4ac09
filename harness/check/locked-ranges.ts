/*
 * harness/check/locked-ranges.ts - what a program has locked, and not what the kernel has written down.
 *
 * VM_LOCKED is the kernel's note of it. Two things make the difference. What was locked when the race began stays
 * locked until somebody asks for something else, whatever becomes of the flag. And a call that failed promises
 * nothing, even if it has set the flag. What the text and the results of calls leave certain comes first, see
 * locks-asked.ts.
 */
import type { Call, Workload } from '../workload.ts';
import { PAGE_SHIFT, vm_flags, VM_READ, VM_WRITE } from '../mm/mm_types.ts';
import { failed, locks, locksAskedBy, namedByMlock } from './locks-asked.ts';
import type { Census, Scene, Slot } from './oracle.ts';
import {
	intendsAnonymous,
	isLockedVma,
	mappingsOf,
	processName,
	sceneAtStart,
	stayedInsideEof,
	vmaAt,
} from './page-tables.ts';
import { readingOf } from './targets.ts';

/** Whether the program may rely on the page of this slot to stay. */
export const isToStay = (scene: Scene, slot: Slot): boolean =>
	isAskedToStay(scene, slot) && !mayBeLeftOut(scene, slot);

/**
 * Whether nobody promised to bring the page in: the program has no right to it, and mlockall() and MAP_LOCKED do as
 * far as they come. mlock() has to say so.
 */
function mayBeLeftOut(scene: Scene, { vma, mm, address }: Slot): boolean {
	if (vma === 0 || scene.read(vm_flags, vma) & (VM_READ | VM_WRITE)) return false;
	return !namedByMlock(scene, processName(scene, mm), address >> PAGE_SHIFT);
}

function isAskedToStay(scene: Scene, slot: Slot): boolean {
	if (slot.vma === 0 || slot.intended === 0) return isLockedVma(scene, slot.vma);
	const isLocked = isLockedVma(scene, slot.vma);
	const { workload } = scene;
	if (workload === undefined) return isLocked;
	const process = processName(scene, slot.mm);
	const asked = locksAskedBy(scene, process)?.of(slot.address >> PAGE_SHIFT) ?? 'unknown';
	if (asked !== 'unknown') return asked === 'asked';
	if (wasLockedAtStart(scene, slot)) {
		const ours = [...workload.cpus, ...workload.after].filter((each) => each.process === process);
		if (ours.some(({ calls }) => calls.some(mayUnlock))) return isLocked;
		return isPromised(scene, workload, process);
	}
	return isLocked && isPromised(scene, workload, process);
}

function wasLockedAtStart(scene: Scene, slot: Slot): boolean {
	const start = sceneAtStart(scene, slot);
	return start !== null && isLockedVma(start, vmaAt(start, slot.mm, slot.address));
}

/** Calls after which a page of the process may be free to go, whichever page they are about. */
const mayUnlock = ({ call }: Call): boolean =>
	call === 'munlock' ||
	call === 'munlockall' ||
	call === 'unmap' ||
	call === 'move' ||
	call === 'mremap' ||
	call === 'map' ||
	call === 'exit';

/** Whether a call of the process that locks has worked, as far as anybody can tell. */
function isPromised(scene: Scene, workload: Workload, process: string): boolean {
	if (scene.calls === undefined) return true;
	const { made } = readingOf(workload).calls;
	const ours = made.filter((each) => each.process === process && locks(each));
	// A child has what its parent has locked before the race from its parent's calls: none of its own are known.
	return ours.length === 0 || ours.some((each) => !failed(scene, each));
}

/** A page of a locked range that is not present, and whether it was inside the file, or of no file, all the time. */
export interface MissingLocked {
	readonly slot: Slot;
	readonly isCollateral: boolean;
}

/** All of them, or those of a process. */
export function missingLocked(
	scene: Scene,
	process: string | null,
	census: Census = mappingsOf(scene),
): MissingLocked[] {
	return census.slots.flatMap((slot) => {
		if (slot.page !== 0 || !isToStay(scene, slot)) return [];
		if (process !== null && processName(scene, slot.mm) !== process) return [];
		return [{ slot, isCollateral: intendsAnonymous(slot) || stayedInsideEof(scene, slot) }];
	});
}

/** How many pages of locked ranges are not present; `collateral` those that nobody asked to go. */
export function unmappedLocked(
	scene: Scene,
	process: string | null,
	census?: Census,
): { missing: number; collateral: number } {
	const all = missingLocked(scene, process, census);
	return { missing: all.length, collateral: all.filter((each) => each.isCollateral).length };
}
