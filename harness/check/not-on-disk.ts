/*
 * harness/check/not-on-disk.ts - fsync() and msync(MS_SYNC) that return 0 have brought to the disk what was stored
 * before them.
 *
 * fsync() of this kernel knows nothing of the dirty bits in ptes, so it answers for write() alone, and msync() for the
 * stores of its own process through the same map. The oracle raises no false alarm: a store counts only if it is over
 * before the call begins, in every schedule, and nothing may have cut the page off or stored there since.
 */
import { diskBlock, FILE_PAGES_MAX, intendedOf } from '../mm/mm_types.ts';
import { precedes, type Made } from './addresses.ts';
import type { Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { isStore, succeeded } from './outcome.ts';
import { cuts, describeFilePage, sizeInPages, words } from './page-tables.ts';
import { precedes as isBefore } from './precedes.ts';
import { failed } from './locks-asked.ts';
import { readingOf, targetsOf } from './targets.ts';

const disk = words(diskBlock, FILE_PAGES_MAX);

/** Whether the call answers for the store. */
function answersFor(scene: Scene, { call, process }: Made, store: PlacedAccess): boolean {
	if (call.call === 'fsync') {
		const file = scene.files.find(({ name }) => name === call.file);
		return store.what === 'write' && store.mapping === file?.mapping;
	}
	if (call.call !== 'msync' || !call.wait || store.what !== 'touch-write') return false;
	const { map, first, last } = call.range;
	const isThere = store.map === map && store.page >= first && store.page <= last;
	return store.process === process && isThere;
}

/** Whether the access can have come behind the store, and changed what the block should hold. */
function mayReplace(
	scene: Scene,
	other: PlacedAccess,
	store: PlacedAccess,
	value: number,
): boolean {
	if (other === store || isBefore(scene, other, store)) return false;
	return isStore(other) && other.value === value;
}

function isMissing(scene: Scene, store: PlacedAccess): string | null {
	const targets = targetsOf(scene, store);
	const [target] = targets;
	if (targets.length !== 1 || target === undefined || !succeeded(scene, store)) return null;
	const { mapping, page } = target;
	if (page >= FILE_PAGES_MAX || page >= sizeInPages(scene, mapping)) return null;
	const value = scene.read(disk[page]!, mapping);
	if (value === store.value) return null;
	for (const other of scene.accesses) {
		if (mayReplace(scene, other, store, value)) return null;
		if (cuts(other, mapping, page) && !isBefore(scene, other, store)) return null;
	}
	return describeFilePage(scene, intendedOf(mapping, page));
}

export const notOnDisk: Oracle = {
	says: 'fsync() or msync() returned 0, and a store that was over before it is not on disk',
	mutant: 'msync-forgets-to-write',
	atEnd: (scene) => {
		const { workload } = scene;
		if (workload === undefined) return [];
		const { calls } = readingOf(workload);
		const syncs = calls.made.filter(({ call }) => call.call === 'fsync' || call.call === 'msync');
		if (syncs.length === 0) return [];
		const complaints: Complaint[] = [];
		for (const sync of syncs) {
			if (failed(scene, sync)) continue;
			for (const made of calls.made) {
				if (!precedes(calls, made.when, sync.when)) continue;
				for (const store of scene.calls?.get(made.key)?.accesses ?? []) {
					if (!isStore(store) || !answersFor(scene, sync, store)) continue;
					const page = isMissing(scene, store);
					if (page === null) continue;
					const detail = `value ${store.value} stored in ${page} before ${sync.call.call}() is not on disk`;
					complaints.push({ site: `${sync.call.call}()`, detail });
				}
			}
		}
		return complaints;
	},
};
