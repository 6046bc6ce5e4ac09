/*
 * harness/check/condition.ts - decides the conditions of `never` lines on a final state.
 */
import { at } from '../engine/struct.ts';
import {
	diskBlock,
	intendedMapping,
	intendedOf,
	INTENDS_UNCERTAIN,
	page_contents,
	page_index,
	PG_dirty,
	PG_uptodate,
	pte_dirty,
	vm_file,
	type address_space,
} from '../mm/mm_types.ts';
import type { Condition } from '../workload.ts';
import { isOracleName, oracles } from './index.ts';
import { isLost } from './lost-dirty-data.ts';
import { slotNamed } from './names.ts';
import type { Scene } from './oracle.ts';
import { mapsOrphan } from './orphan-page-mapped.ts';
import { isContents, isReturned } from './returned.ts';
import {
	cachedPage,
	hasFlag,
	mappingsOf,
	nextAccess,
	SHOWS_OTHER_FRAME,
	SHOWS_SIGBUS,
	sizeInPages,
} from './page-tables.ts';

/** Whether the condition holds in this state, or does not where it says `not`. */
export function evaluateCondition(condition: Condition, scene: Scene): boolean {
	return holdsIn(condition, scene) !== (condition.not === true);
}

function holdsIn(condition: Condition, scene: Scene): boolean {
	switch (condition.holds) {
		case 'mapped':
			return isMapped(scene, mappingNamed(scene, condition.file), condition.page);
		case 'beyond-eof':
			return condition.page >= sizeInPages(scene, mappingNamed(scene, condition.file));
		case 'cached':
			return cachedPage(scene, mappingNamed(scene, condition.file), condition.page) !== 0;
		case 'lost-dirty':
			return isLost(scene, mappingNamed(scene, condition.file), condition.page);
		case 'stale':
			return isStale(scene, mappingNamed(scene, condition.file), condition.page);
		case 'shows':
			return isShown(scene, condition);
		case 'present':
			return (slotNamed(scene, mappingsOf(scene), condition)?.page ?? 0) !== 0;
		case 'returns':
			return isReturned(scene, condition.call, condition.result);
		case 'on-disk': {
			const mapping = mappingNamed(scene, condition.file);
			const block = scene.read(at(diskBlock, condition.page), mapping);
			return isContents(scene, condition.contents, block);
		}
		case 'oracle': {
			if (!isOracleName(condition.oracle)) return false;
			const { atEnd } = oracles[condition.oracle];
			return (atEnd?.(scene, mappingsOf(scene)) ?? []).length > 0;
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
		const isOfFile =
			slot.intended === INTENDS_UNCERTAIN
				? scene.read(vm_file, slot.vma) === mapping
				: slot.intended > 0 && intendedMapping(slot.intended) === mapping;
		return isOfFile && scene.read(page_index, slot.page) === index;
	});
}

/** Nobody will ever write the page back, so that it stays wrong as long as it is cached. */
function isStale(scene: Scene, mapping: address_space, index: number): boolean {
	const page = cachedPage(scene, mapping, index);
	if (page === 0 || !hasFlag(scene, PG_uptodate, page)) return false;
	const census = mappingsOf(scene);
	const isDirty = census.slots.some((slot) => slot.page === page && pte_dirty(slot.pte));
	if (isDirty || hasFlag(scene, PG_dirty, page)) return false;
	return scene.read(page_contents, page) !== scene.read(at(diskBlock, index), mapping);
}

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
