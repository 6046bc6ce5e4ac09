/*
 * harness/check/names.ts - from the names that a workload gives to what they stand for in memory.
 */
import { poolObjects } from '../engine/memory.ts';
import { layout, mmPool, PAGE_SHIFT, type mm_struct } from '../mm/mm_types.ts';
import type { Workload } from '../workload.ts';
import type { Census, Scene, Slot } from './oracle.ts';
import { isLive } from './walk.ts';

/** A page of a map of a process. */
export interface SlotName {
	readonly process: string;
	readonly map: string;
	readonly page: number;
}

/** null when the process has ended or nothing is there. */
export function slotNamed(scene: Scene, census: Census, name: SlotName): Slot | null {
	const mm = mmNamed(scene, name.process);
	const start = scene.maps?.get(`${name.process} ${name.map}`) ?? inherited(scene, name);
	if (mm === null || start === null) return null;
	const address = start + (name.page << PAGE_SHIFT);
	return census.slots.find((slot) => slot.mm === mm && slot.address === address) ?? null;
}

/** A child has its parent's maps at its parent's addresses. */
function inherited(scene: Scene, name: SlotName): number | null {
	if (scene.maps === undefined) throw new Error('a scene without maps cannot tell where they are');
	for (const [key, address] of scene.maps) if (key.endsWith(` ${name.map}`)) return address;
	return null;
}

/** Children forked during the race are told apart by the order of their mms. */
function mmNamed(scene: Scene, process: string): mm_struct | null {
	const known = scene.processes.find((each) => each.name === process);
	if (known !== undefined) return isLive(scene, known.mm) ? known.mm : null;
	const children = forkedIn(scene.workload);
	const unknown = poolObjects(layout.pools.get(mmPool.name)!).filter(
		(mm) => isLive(scene, mm) && !scene.processes.some((each) => each.mm === mm),
	);
	return unknown[children.indexOf(process)] ?? null;
}

const forkedIn = (workload: Workload | undefined): string[] =>
	[...(workload?.cpus ?? []), ...(workload?.after ?? [])].flatMap(({ calls }) =>
		calls.flatMap((call) => (call.call === 'fork' ? [call.child] : [])),
	);
