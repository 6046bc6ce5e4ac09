/*
 * harness/check/lost-dirty-data.ts - a value stored in a file stays until a call overwrites it or truncates
 * the file.
 *
 * The oracle raises no false alarm. It calls a store lost only if, for every page to which the store can
 * have gone, the page lies inside the file, no concurrent or later call can have truncated or overwritten
 * it, and the value is neither on disk nor in a page of the cache that will still be written: one that is dirty,
 * under writeback, or mapped by a pte that is dirty. A clean page may be thrown away at any time.
 */
import {
	diskBlock,
	FILE_PAGES_MAX,
	intendedOf,
	page_contents,
	PG_dirty,
	PG_writeback,
	pte_dirty,
	type address_space,
	type page,
} from '../mm/mm_types.ts';
import { slotNamed } from './names.ts';
import type { Census, Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { isStore, succeeded } from './outcome.ts';
import { precedes } from './precedes.ts';
import { targetsOf, type Target } from './targets.ts';
import {
	cachedPage,
	cuts,
	describeFilePage,
	hasFlag,
	mappingsOf,
	sizeInPages,
	words,
} from './page-tables.ts';

const disk = words(diskBlock, FILE_PAGES_MAX);

/** A store whose value is neither in the page cache nor on disk. */
interface Loss {
	readonly access: PlacedAccess;
	/** The page to which it most likely went. */
	readonly target: Target;
}

/** Whether `other` can have cut the page off the file after `access` stored in it. */
function mayUndo(scene: Scene, other: PlacedAccess, access: PlacedAccess, target: Target): boolean {
	if (other === access || precedes(scene, other, access)) return false;
	return cuts(other, target.mapping, target.page);
}

/** Whether somebody still knows that the page is newer than the disk. */
const willBeWritten = (scene: Scene, { slots }: Census, page: page): boolean =>
	hasFlag(scene, PG_dirty, page) ||
	hasFlag(scene, PG_writeback, page) ||
	slots.some((slot) => slot.page === page && pte_dirty(slot.pte));

function isLostAt(scene: Scene, census: Census, access: PlacedAccess, target: Target): boolean {
	const { mapping, page: index } = target;
	if (index >= FILE_PAGES_MAX || index >= sizeInPages(scene, mapping)) return false;
	const cached = cachedPage(scene, mapping, index);
	const inCache = cached === 0 ? 0 : scene.read(page_contents, cached);
	const onDisk = scene.read(disk[index]!, mapping);
	if (onDisk === access.value) return false;
	if (inCache === access.value && willBeWritten(scene, census, cached)) return false;
	for (const other of scene.accesses) {
		if (mayUndo(scene, other, access, target)) return false;
		const isVisible =
			(isStore(other) || other.what === 'pin-write') &&
			(other.value === inCache || other.value === onDisk);
		if (isVisible && other !== access && !precedes(scene, other, access)) return false;
	}
	return true;
}

/** Every store that has been lost. */
function lossesOf(scene: Scene, census: Census): Loss[] {
	const losses: Loss[] = [];
	for (const access of scene.accesses) {
		if (!isStore(access) || !succeeded(scene, access)) continue;
		const targets = targetsOf(scene, access);
		if (targets.length === 0) continue;
		if (!targets.every((target) => isLostAt(scene, census, access, target))) continue;
		losses.push({ access, target: likeliest(scene, census, access, targets) });
	}
	return losses;
}

/** Of several pages that a store can have gone to, the one that the user chose last. */
function likeliest(
	scene: Scene,
	census: Census,
	access: PlacedAccess,
	targets: readonly Target[],
): Target {
	const last = targets.at(-1)!;
	const { process, map, page } = access;
	if (targets.length === 1 || process === null || map === null) return last;
	const intended = slotNamed(scene, census, { process, map, page })?.intended ?? 0;
	return targets.find((each) => intendedOf(each.mapping, each.page) === intended) ?? last;
}

/** Whether something stored in this file page has been lost. */
export const isLost = (scene: Scene, mapping: address_space, page: number): boolean =>
	lossesOf(scene, mappingsOf(scene)).some(
		({ target }) => target.mapping === mapping && target.page === page,
	);

const sites = {
	write: 'write',
	'direct-write': 'direct write',
	'touch-write': 'store through a mapping',
} as const;

const isShown = (scene: Scene, access: PlacedAccess, cached: page): boolean =>
	cached !== 0 && scene.read(page_contents, cached) === access.value;

export const lostDirtyData: Oracle = {
	says: 'a value stored in a page inside the file is neither on disk nor in a page that is to be written',
	mutant: 'set-page-dirty-does-nothing',
	atEnd: (scene, census) =>
		lossesOf(scene, census).map(({ access, target: { mapping, page } }): Complaint => {
			const cached = cachedPage(scene, mapping, page);
			const shown = cached === 0 ? 'the disk' : scene.nameOf(cached);
			return {
				site: sites[access.what as keyof typeof sites],
				detail:
					`value ${access.value} stored in ${describeFilePage(scene, intendedOf(mapping, page))} ` +
					(isShown(scene, access, cached)
						? `is in a clean page alone, ${shown}, which is not written any more`
						: `has gone: ${shown} holds another`),
			};
		}),
};
