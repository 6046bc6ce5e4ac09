/*
 * harness/check/condition.ts - decides the conditions of `never` lines on a final state.
 */
import {
	intendedMapping,
	intendedOf,
	mmPool,
	layout,
	page_index,
	PAGE_SHIFT,
	type address_space,
	type mm_struct,
} from '../mm/mm_types.ts';
import { poolObjects } from '../engine/memory.ts';
import type { Condition, Workload } from '../workload.ts';
import { oracles } from './index.ts';
import { isLost } from './lost-dirty-data.ts';
import type { Census, Scene, Slot } from './oracle.ts';
import { mapsOrphan } from './orphan-page-mapped.ts';
import {
	cachedPage,
	isLive,
	mappingsOf,
	nextAccess,
	SHOWS_OTHER_FRAME,
	SHOWS_SIGBUS,
	sizeInPages,
} from './walk.ts';

/** Whether the condition holds in this state. */
export function evaluateCondition(condition: Condition, scene: Scene): boolean {
	switch (condition.holds) {
		case 'mapped':
			return isMapped(scene, mappingNamed(scene, condition.file), condition.page);
		case 'beyond-eof':
			return condition.page >= sizeInPages(scene, mappingNamed(scene, condition.file));
		case 'cached':
			return cachedPage(scene, mappingNamed(scene, condition.file), condition.page) !== 0;
		case 'lost-dirty':
			return isLost(scene, mappingNamed(scene, condition.file), condition.page);
		case 'shows':
			return isShown(scene, condition);
		case 'present':
			return (slotNamed(scene, mappingsOf(scene), condition)?.page ?? 0) !== 0;
		case 'oracle': {
			const oracle = oracles[condition.oracle];
			return (oracle?.atEnd?.(scene, mappingsOf(scene)) ?? []).length > 0;
		}
	}
}

function mappingNamed(scene: Scene, name: string): address_space {
	const file = scene.files.find((each) => each.name === name);
	if (file === undefined) throw new Error(`no file ${name} in this scene`);
	return file.mapping;
}

/** An orphan is recognised as having been this page by its index or by what its slot was meant for. */
function isMapped(scene: Scene, mapping: address_space, index: number): boolean {
	const census = mappingsOf(scene);
	const cached = cachedPage(scene, mapping, index);
	const wanted = intendedOf(mapping, index);
	return census.slots.some((slot) => {
		if (slot.page === 0) return false;
		if (slot.page === cached) return true;
		if (!mapsOrphan(scene, census, slot)) return false;
		if (slot.intended === wanted) return true;
		const isOfFile = slot.intended > 0 && intendedMapping(slot.intended) === mapping;
		return isOfFile && scene.read(page_index, slot.page) === index;
	});
}

type SlotName = Readonly<{ process: string; map: string; page: number }>;

function isShown(scene: Scene, condition: Extract<Condition, { holds: 'shows' }>): boolean {
	const census = mappingsOf(scene);
	const slot = slotNamed(scene, census, condition);
	if (slot === null) return false;
	const shown = nextAccess(scene, slot);
	if (condition.shows === null) return shown === SHOWS_SIGBUS;
	const wanted = intendedOf(mappingNamed(scene, condition.shows.file), condition.shows.page);
	if (shown === wanted) return true;
	const isPrivateCopy = shown === SHOWS_OTHER_FRAME && !mapsOrphan(scene, census, slot);
	return isPrivateCopy && slot.intended === wanted;
}

/** null when the process has ended or nothing is there. */
function slotNamed(scene: Scene, census: Census, name: SlotName): Slot | null {
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
