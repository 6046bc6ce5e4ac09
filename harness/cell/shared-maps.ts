/*
 * harness/cell/shared-maps.ts - which maps one program makes and another uses.
 *
 * Where a map is that a program makes in the race, only that program knows, until it tells. So such an
 * address goes through a word of the simulated memory; that of all others is a constant of the programs.
 */
import { mapMade, type Call, type Workload } from '../workload.ts';

/** What a map is called in a workload, across all of its processes. */
export const mapKey = (process: string | null, map: string): string => `${process} ${map}`;

/** Maps whose addresses a call has to know. */
export function mapsUsed(call: Call): string[] {
	if (call.call === 'map') return call.fixed === null ? [] : [call.fixed.map];
	return 'range' in call ? [call.range.map] : [];
}

/**
 * Keys of the maps made in the race, or after it, that another program or a `never` line speaks of, in the
 * order of the text. What runs after the race is one program.
 */
export function sharedMaps({ cpus, after, never }: Workload): string[] {
	const programs = [
		...cpus.map((program, i) => ({ program, task: i })),
		...after.map((program) => ({ program, task: cpus.length })),
	];
	const makers = new Map<string, number>();
	for (const { program, task } of programs) {
		for (const call of program.calls) {
			const made = mapMade(call);
			if (made !== null) makers.set(mapKey(program.process, made), task);
		}
	}
	const shared = new Set<string>();
	for (const { program, task } of programs) {
		for (const map of program.calls.flatMap(mapsUsed)) {
			const key = mapKey(program.process, map);
			const maker = makers.get(key);
			if (maker !== undefined && maker !== task) shared.add(key);
		}
	}
	for (const condition of never.flatMap((line) => line.conditions)) {
		if (condition.holds !== 'shows' && condition.holds !== 'present') continue;
		const key = mapKey(condition.process, condition.map);
		if (makers.has(key)) shared.add(key);
	}
	return [...makers.keys()].filter((key) => shared.has(key));
}
