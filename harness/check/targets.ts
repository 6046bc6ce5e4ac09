/*
 * harness/check/targets.ts - which file pages an access can have gone to, as far as the text of the
 * workload tells.
 */
import type { address_space } from '../mm/mm_types.ts';
import type { Call, Workload } from '../workload.ts';
import type { PlacedAccess, Scene } from './oracle.ts';

export interface Target {
	readonly mapping: address_space;
	readonly page: number;
}

interface FileName {
	readonly file: string;
	readonly page: number;
}

/** A call and the family of processes, named by its first ancestor, that made it. */
interface Made {
	readonly family: string;
	readonly call: Call;
}

interface Reading {
	readonly calls: readonly Made[];
	readonly family: (process: string) => string;
}

/** What a workload's text says never changes; thousands of scenes share it. */
const readings = new WeakMap<Workload, Reading>();

/** Every page that the access can have gone to; none when it is not known or not a page of a file. */
export function targetsOf(scene: Scene, access: PlacedAccess): readonly Target[] {
	if (access.map === null) return [{ mapping: access.mapping, page: access.page }];
	if (scene.workload === undefined || access.process === null) return [];
	let reading = readings.get(scene.workload);
	if (reading === undefined) {
		reading = readWorkload(scene.workload);
		readings.set(scene.workload, reading);
	}
	const found = pagesOf(
		reading,
		reading.family(access.process),
		access.map,
		access.page,
		new Set(),
	);
	if (found === null) return [];
	return found.flatMap(({ file, page }) => {
		const known = scene.files.find((each) => each.name === file);
		return known === undefined ? [] : [{ mapping: known.mapping, page }];
	});
}

function readWorkload(workload: Workload): Reading {
	const programs = [...workload.processes, ...workload.cpus, ...workload.after];
	const parents = new Map<string, string>();
	for (const { process, name, calls } of programs) {
		for (const call of calls) if (call.call === 'fork') parents.set(call.child, process ?? name);
	}
	const family = (process: string): string => {
		const seen = new Set<string>();
		let ancestor = process;
		for (;;) {
			const parent = parents.get(ancestor);
			if (parent === undefined || seen.has(parent)) return ancestor;
			seen.add(parent);
			ancestor = parent;
		}
	};
	const calls = programs.flatMap(({ process, name, calls }) =>
		calls.map((call): Made => ({ family: family(process ?? name), call })),
	);
	return { calls, family };
}

/**
 * null: anonymous, private, or covered by another map at some time. `seen` are pages of maps that are under
 * way: a child may move to a name that its parent moved from.
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
	for (const { family: maker, call } of reading.calls) {
		if (maker !== family) continue;
		if (call.call === 'map') {
			if (call.fixed?.map === map) return null;
			if (call.map !== map) continue;
			if (call.file === null || !call.shared) return null;
			pages.push({ file: call.file, page: call.pgoff + page });
		} else if (call.call === 'move' && call.to === map) {
			const moved = call.range.first + page;
			const from = pagesOf(reading, family, call.range.map, moved, new Set([...seen, here]));
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
