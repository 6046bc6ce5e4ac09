/*
 * harness/check/private-data.ts - memory of one's own: anonymous pages and private copies keep what their process
 * has stored there, in memory and in swap, and nobody else gets to see it.
 *
 * What a page held when the race began is its value until the process itself stores another. The oracle raises no
 * false alarm: a process that changes its maps meanwhile, drops pages, or has its file truncated is not judged.
 */
import {
	intendedIndex,
	intendedMapping,
	page_contents,
	PAGE_SHIFT,
	pte_file,
	pte_none,
	pte_present,
	pte_to_swp_entry,
	outcomeValue,
	swap,
	swapper_space,
	SWAP_SLOTS,
	swapSlot,
	vm_file,
	type mm_struct,
} from '../mm/mm_types.ts';
import type { Call, Workload } from '../workload.ts';
import { slotNamed } from './names.ts';
import type { Census, Complaint, Oracle, PlacedAccess, Scene, Slot } from './oracle.ts';
import { isStore, storesByPin, succeeded } from './outcome.ts';
import {
	cachedPage,
	cuts,
	filePageOf,
	intendsAnonymous,
	isSharedFile,
	mappingsOf,
	processName,
	sceneAtStart,
	words,
} from './page-tables.ts';
import { precedes } from './precedes.ts';

const slotsOnDisk = words(swapSlot, SWAP_SLOTS);

/** What the next read of the page shows, if it is the process' own page; null where it is a page of a file. */
function ownValue(scene: Scene, { vma, pte, page }: Slot): number | null {
	if (pte_present(pte)) {
		if (page === 0 || filePageOf(scene, page) !== 0) return null;
		return scene.read(page_contents, page);
	}
	if (pte_none(pte)) return scene.read(vm_file, vma) === 0 ? 0 : null;
	if (pte_file(pte)) return null;
	const entry = pte_to_swp_entry(pte);
	const cached = cachedPage(scene, swapper_space, entry);
	if (cached !== 0) return scene.read(page_contents, cached);
	const slot = slotsOnDisk[entry];
	return slot === undefined ? null : scene.read(slot, swap);
}

/** Whether nobody but the process may see what it stores there. */
const isPrivate = (scene: Scene, slot: Slot): boolean =>
	slot.vma !== 0 &&
	(intendsAnonymous(slot) || (slot.intended > 0 && !isSharedFile(scene, slot.vma)));

const changing: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'map',
	'unmap',
	'move',
	'mremap',
	'dontneed',
	'exit',
]);

/** Calls after which a page may rightly show something else. */
const mayChange = ({ call }: Call): boolean => changing.has(call);

function isQuiet({ cpus, after }: Workload, process: string): boolean {
	return ![...cpus, ...after].some(
		(each) => each.process === process && each.calls.some(mayChange),
	);
}

/** Where each workload maps memory that is private; most do not. */
const withPrivateMaps = new WeakMap<Workload, boolean>();

function hasPrivateMaps(workload: Workload): boolean {
	let known = withPrivateMaps.get(workload);
	if (known === undefined) {
		known = [...workload.processes, ...workload.cpus, ...workload.after].some(({ calls }) =>
			calls.some((each) => each.call === 'map' && (each.file === null || !each.shared)),
		);
		withPrivateMaps.set(workload, known);
	}
	return known;
}

/** The memory when the race began is the same for all states that it ends in. */
const censuses = new WeakMap<Int32Array, Census>();

function censusAt(start: Scene): Census {
	let known = censuses.get(start.memory);
	if (known === undefined) {
		known = mappingsOf(start);
		censuses.set(start.memory, known);
	}
	return known;
}

/** The same page when the race began, if it was the process' own then as now. */
function slotAtStart(start: Scene, slot: Slot): Slot | null {
	const same = ({ mm, address }: Slot): boolean => mm === slot.mm && address === slot.address;
	const was = censusAt(start).slots.find(same);
	return was !== undefined && isPrivate(start, was) ? was : null;
}

/** Accesses of one process to one page, from when the race began. */
function accessesTo(scene: Scene, census: Census, process: string, slot: Slot): PlacedAccess[] {
	return scene.accesses.filter(
		(each) =>
			each.program !== -1 &&
			each.process === process &&
			each.map !== null &&
			slotNamed(scene, census, { process, map: each.map, page: each.page }) === slot,
	);
}

/** What a page may show once all that precedes `read` is over, or at the end for null. */
function allowed(
	scene: Scene,
	stores: readonly PlacedAccess[],
	read: PlacedAccess | null,
	first: number | null,
): (number | null)[] {
	const done = stores.filter((each) => read === null || precedes(scene, each, read));
	const values: (number | null)[] = stores
		.filter((each) => read === null || !precedes(scene, read, each))
		.filter((each) => !done.some((other) => precedes(scene, each, other)))
		.map((each) => each.value);
	return done.length === 0 ? [first, ...values] : values;
}

/**
 * Whether a page of one's own shows what the file has shown at some time: mlock() makes copies before anybody stores
 * anything there.
 */
function isCopy(scene: Scene, { intended }: Slot, shown: number | null): boolean {
	if (shown === null || intended <= 0) return false;
	const first = scene.initialContents(intendedMapping(intended), intendedIndex(intended));
	const isStored = scene.accesses.some((each) => isStore(each) && each.value === shown);
	return shown === 0 || shown === first || isStored;
}

function judgeSlot(scene: Scene, census: Census, slot: Slot, was: Slot, start: Scene): Complaint[] {
	const process = processName(scene, slot.mm);
	const first = ownValue(start, was);
	const accesses = accessesTo(scene, census, process, slot);
	const stores = accesses.filter((each) => each.what === 'touch-write' && succeeded(scene, each));
	const kind = intendsAnonymous(slot) ? 'anonymous memory' : 'private map of a file';
	const where = `page ${slot.address >> PAGE_SHIFT} of process ${process}`;
	const complaints: Complaint[] = [];
	const complain = (
		site: string,
		shown: number | null,
		expected: readonly (number | null)[],
	): void => {
		const what = expected.map((each) => each ?? 'the page of the file').join(' or ');
		const instead = shown ?? 'the page of the file';
		complaints.push({ site, detail: `${where} shows ${instead} and not ${what}` });
	};
	const atEnd = allowed(scene, stores, null, first);
	const shown = ownValue(scene, slot);
	if (!atEnd.includes(shown) && !(atEnd.includes(null) && isCopy(scene, slot, shown))) {
		complain(kind, shown, atEnd);
	}
	for (const read of accesses) {
		if (read.what !== 'touch-read' || !succeeded(scene, read)) continue;
		const expected = allowed(scene, stores, read, first);
		// The page of a file may show whatever the file shows.
		if (expected.includes(null)) continue;
		const got = scene.read(outcomeValue, read.outcome);
		if (!expected.includes(got)) complain(`read of ${kind}`, got, expected);
	}
	return complaints;
}

export const privateData: Oracle = {
	says: 'a page of a process alone shows what the process has not stored there, or not what it has stored',
	mutant: 'unmap-forgets-the-swap-entry',
	atEnd: (scene, census) => {
		const { workload } = scene;
		if (workload === undefined || storesByPin(scene) || !hasPrivateMaps(workload)) return [];
		const complaints: Complaint[] = [];
		const judged = new Map<mm_struct, boolean>();
		for (const slot of census.slots) {
			if (!isPrivate(scene, slot)) continue;
			if (!judged.has(slot.mm)) {
				judged.set(slot.mm, isQuiet(workload, processName(scene, slot.mm)));
			}
			if (!judged.get(slot.mm) || (slot.intended > 0 && isCut(scene, slot))) continue;
			const start = sceneAtStart(scene, slot);
			const was = start === null ? null : slotAtStart(start, slot);
			if (was !== null) complaints.push(...judgeSlot(scene, census, slot, was, start!));
		}
		return complaints;
	},
};

/** Whether the file can have lost that page since the race began: then private copies go, too. */
const isCut = (scene: Scene, { intended }: Slot): boolean =>
	scene.accesses.some(
		(each) => each.program !== -1 && cuts(each, intendedMapping(intended), intendedIndex(intended)),
	);
