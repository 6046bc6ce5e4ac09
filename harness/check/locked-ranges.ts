/*
 * harness/check/locked-ranges.ts - what a program has locked, and not what the kernel has written down.
 *
 * VM_LOCKED is the kernel's note of it. Two things make the difference. What was locked when the race began stays
 * locked until somebody asks for something else, whatever becomes of the flag. And a call that failed promises
 * nothing, even if it has set the flag. What the text and the results of calls leave certain comes first, see
 * locks-asked.ts.
 */
import type { Call, Program } from '../workload.ts';
import { callReturned, PAGE_SHIFT } from '../mm/mm_types.ts';
import { locksAskedBy } from './locks-asked.ts';
import type { Census, PlacedCall, Scene, Slot } from './oracle.ts';
import {
	intendedSlot,
	intendsAnonymous,
	isLive,
	isLockedVma,
	mappingsOf,
	processName,
	stayedInsideEof,
	vmaAt,
} from './page-tables.ts';

/** Whether the program may rely on the page of this slot to stay. */
export function isToStay(scene: Scene, slot: Slot): boolean {
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
		return isPromised(scene, process);
	}
	return isLocked && isPromised(scene, process);
}

function wasLockedAtStart(scene: Scene, { mm, address, intended }: Slot): boolean {
	if (scene.start === undefined) return false;
	const start: Scene = { ...scene, ...scene.start };
	if (!isLive(start, mm) || start.read(intendedSlot(address), mm) !== intended) return false;
	return isLockedVma(start, vmaAt(start, mm, address));
}

/** Calls after which a page of the process may be free to go, whichever page they are about. */
const mayUnlock = ({ call }: Call): boolean =>
	call === 'munlock' ||
	call === 'munlockall' ||
	call === 'unmap' ||
	call === 'move' ||
	call === 'map' ||
	call === 'exit';

/** Whether a call of the process that locks has worked, as far as anybody can tell. */
function isPromised(scene: Scene, process: string): boolean {
	const { calls, workload } = scene;
	if (calls === undefined || workload === undefined) return true;
	const placed: (PlacedCall | undefined)[] = [];
	const add = (program: Program, keyOf: (order: number) => string, first = 0): void => {
		if ((program.process ?? program.name) !== process) return;
		for (const [i, each] of program.calls.entries()) {
			if (locks(each)) placed.push(calls.get(keyOf(first + i)));
		}
	};
	const before = new Map<string, number>();
	for (const each of workload.processes) {
		const first = before.get(each.name) ?? 0;
		before.set(each.name, first + each.calls.length);
		add(each, (order) => `${each.name} ${order}`, first);
	}
	for (const [task, each] of workload.cpus.entries()) add(each, (order) => `${task} ${order}`);
	let first = 0;
	for (const each of workload.after) {
		add(each, (order) => `${workload.cpus.length} ${order}`, first);
		first += each.calls.length;
	}
	// A child has what its parent has locked before the race from its parent's calls: none of its own are known.
	if (placed.length === 0) return true;
	return placed.some((each) => each === undefined || !hasFailed(scene, each));
}

const locks = (each: Call): boolean =>
	each.call === 'mlock' || each.call === 'mlockall' || (each.call === 'map' && each.locked);

const hasFailed = (scene: Scene, { returned, before }: PlacedCall): boolean =>
	(before ?? (returned === 0 ? 0 : scene.read(callReturned, returned))) < 0;

/** Pages of locked ranges that are not present; `collateral` those that nobody asked to go. */
export function unmappedLocked(
	scene: Scene,
	process: string | null,
	census: Census = mappingsOf(scene),
): { missing: number; collateral: number } {
	let missing = 0;
	let collateral = 0;
	for (const slot of census.slots) {
		if (slot.page !== 0 || !isToStay(scene, slot)) continue;
		if (process !== null && processName(scene, slot.mm) !== process) continue;
		missing++;
		if (intendsAnonymous(slot) || stayedInsideEof(scene, slot)) collateral++;
	}
	return { missing, collateral };
}
