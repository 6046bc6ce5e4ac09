/*
 * harness/check/names.ts - from the names that a workload gives to what they stand for in memory.
 */
import { PAGE_SHIFT, userMapAddress, type mm_struct } from '../mm/mm_types.ts';
import { heirLine, parentsInRace } from '../workload.ts';
import type { Census, Scene, Slot } from './oracle.ts';
import { isLive } from './page-tables.ts';

/** A page of a map of a process. */
export interface SlotName {
	readonly process: string;
	readonly map: string;
	readonly page: number;
}

/** null when the process has ended, the map was never made, or nothing is there. */
export function slotNamed(scene: Scene, census: Census, name: SlotName): Slot | null {
	const mm = mmNamed(scene, name.process);
	const start = startOf(scene, name);
	if (mm === null || start === null) return null;
	const address = start + (name.page << PAGE_SHIFT);
	return census.slots.find((slot) => slot.mm === mm && slot.address === address) ?? null;
}

/**
 * Where a map was put: before the race, or where the program that made it says so. A child of the race has the
 * maps of its parent.
 */
function startOf(scene: Scene, { process, map }: SlotName): number | null {
	const parents = scene.workload === undefined ? new Map() : parentsInRace(scene.workload);
	for (const each of heirLine(parents, process)) {
		const key = `${each} ${map}`;
		const told = scene.userMaps?.get(key);
		if (told !== undefined) return scene.read(userMapAddress, told) || null;
		const known = scene.maps?.get(key);
		if (known !== undefined) return known;
	}
	return null;
}

function mmNamed(scene: Scene, process: string): mm_struct | null {
	const known = scene.processes.find((each) => each.name === process);
	return known !== undefined && isLive(scene, known.mm) ? known.mm : null;
}
