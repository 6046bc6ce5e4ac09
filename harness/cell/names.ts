/*
 * harness/cell/names.ts - what a program knows of processes and of where maps are.
 */
import type { mm_struct, page } from '../mm/include/structs.ts';
import type { Placed } from './placed.ts';

/** What one program knows: processes, and where maps are, by mapKey(). */
export interface Names {
	readonly mms: Map<string, mm_struct>;
	readonly maps: Map<string, number>;
	/** Pages that are pinned, by mapKey() of process and pin; 0: that failed. */
	readonly pins: Map<string, page>;
}

/** 'map n of A', or 'process B', by which views and messages name where it is told where that is. */
export function nameOfMap(key: string): string {
	const [process, map] = key.split(' ');
	return map === undefined ? `process ${process}` : `map ${map} of ${process}`;
}

/** An mm belongs to who had it last: one that has ended gives it back, and another may get it. */
export function processesOf({ mms }: Names): Placed['processes'] {
	const last = new Map([...mms].map(([name, mm]) => [mm, name]));
	return [...last].filter(([mm]) => mm > 0).map(([mm, name]) => ({ name, mm }));
}

export function copyNames(names: Names): Names {
	return {
		mms: new Map(names.mms),
		maps: new Map(names.maps),
		pins: new Map(names.pins),
	};
}
