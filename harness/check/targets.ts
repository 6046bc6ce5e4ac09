/*
 * harness/check/targets.ts - the file pages to which an access can have gone, as far as the text of the
 * workload determines them.
 */
import type { address_space } from '../mm/mm_types.ts';
import { callKeyAt, type Program, type Workload } from '../workload.ts';
import { lineageOf, mayShowAnother, type Calls, type Made, type When } from './addresses.ts';
import type { PlacedAccess, Scene } from './oracle.ts';

export interface Target {
	readonly mapping: address_space;
	readonly page: number;
}

interface FileName {
	readonly file: string;
	readonly page: number;
}

/** What is known of a workload from its text. */
export interface Reading {
	readonly calls: Calls;
	/** By process and position in it: when the call runs, for calls before the race. */
	readonly before: ReadonlyMap<string, number>;
	/** The first ancestor of a process; all its descendants know its maps by name. */
	readonly family: (process: string) => string;
	/** What targetsOf() has found. */
	readonly targets: WeakMap<PlacedAccess, readonly Target[]>;
}

/** A workload's text never changes, so thousands of scenes share one reading of it. */
const readings = new WeakMap<Workload, Reading>();

/**
 * Every page to which the access can have gone; none if some are unknown or are no pages of a file.
 */
export function targetsOf(scene: Scene, access: PlacedAccess): readonly Target[] {
	if (access.map === null) return [{ mapping: access.mapping, page: access.page }];
	const { process, map } = access;
	if (scene.workload === undefined || process === null) return [];
	const reading = readingOf(scene.workload);
	let targets = reading.targets.get(access);
	if (targets === undefined) {
		targets = targetsIn(reading, scene.files, { ...access, process, map });
		reading.targets.set(access, targets);
	}
	return targets;
}

function targetsIn(
	reading: Reading,
	files: Scene['files'],
	access: PlacedAccess & { readonly process: string; readonly map: string },
): Target[] {
	const { process, map, page } = access;
	if (mayShowAnother(reading.calls, { process, map, page }, whenOf(reading, access))) return [];
	const found = pagesOf(reading, reading.family(process), map, page, new Set());
	if (found === null) return [];
	return found.flatMap(({ file, page }) => {
		const known = files.find((each) => each.name === file);
		return known === undefined ? [] : [{ mapping: known.mapping, page }];
	});
}

/** The text of a workload, read once. */
export function readingOf(workload: Workload): Reading {
	let reading = readings.get(workload);
	if (reading === undefined) {
		reading = readWorkload(workload);
		readings.set(workload, reading);
	}
	return reading;
}

function whenOf({ before }: Reading, { program, order, process }: PlacedAccess): When {
	const at = program === -1 ? before.get(callKeyAt(process!, order))! : order;
	return { task: program, at };
}

function readWorkload({ processes, cpus, after }: Workload): Reading {
	const parents = new Map<string, string>();
	const made: Made[] = [];
	const before = new Map<string, number>();
	const inProcess = new Map<string, number>();
	const add = ({ process, name, calls }: Program, task: number, first: number): void => {
		for (const [i, call] of calls.entries()) {
			const at = first + i;
			let key = callKeyAt(task, at);
			if (task === -1) {
				const order = inProcess.get(name) ?? 0;
				inProcess.set(name, order + 1);
				key = callKeyAt(name, order);
				before.set(key, at);
			}
			if (call.call === 'fork') parents.set(call.child, process ?? name);
			made.push({ process: process ?? name, call, when: { task, at }, key });
		}
	};
	for (const each of processes) add(each, -1, before.size);
	for (const [task, each] of cpus.entries()) add(each, task, 0);
	let afterwards = 0;
	for (const each of after) {
		add(each, cpus.length, afterwards);
		afterwards += each.calls.length;
	}
	const calls: Calls = { made, after: cpus.length, parents };
	return {
		calls,
		before,
		family: (process) => [...lineageOf(calls, process)].at(-1)!,
		targets: new WeakMap(),
	};
}

/**
 * The file pages that a page of a map can show. null: the map is anonymous or private, or the
 * address may show another map at some time. `seen`: the pages of maps that are being resolved,
 * since a child may move to a name that its parent moved from.
 */
function pagesOf(
	reading: Reading,
	family: string,
	map: string,
	page: number,
	seen: ReadonlySet<string>,
): FileName[] | null {
	const here = `${map} ${page}`;
	if (seen.has(here)) return [];
	const pages: FileName[] = [];
	for (const { process, call, when } of reading.calls.made) {
		if (reading.family(process) !== family) continue;
		if (call.call === 'map') {
			if (call.fixed?.map === map) return null;
			if (call.map !== map) continue;
			if (call.file === null || !call.shared) return null;
			pages.push({ file: call.file, page: call.pgoff + page });
		} else if (call.call === 'mremap' && (call.to === map || call.fixed?.map === map)) {
			return null;
		} else if (call.call === 'move' && call.to === map) {
			const moved = { process, map: call.range.map, page: call.range.first + page };
			if (mayShowAnother(reading.calls, moved, when)) return null;
			const from = pagesOf(reading, family, moved.map, moved.page, new Set([...seen, here]));
			if (from === null) return null;
			pages.push(...from);
		} else if (call.call === 'remap' && call.range.map === map) {
			const { first, last } = call.range;
			if (page >= first && page <= last) {
				pages.push({ file: call.file, page: call.pgoff + page - first });
			}
		}
	}
	return pages;
}
