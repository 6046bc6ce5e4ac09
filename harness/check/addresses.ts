/*
 * harness/check/addresses.ts - whether the address that a name stands for can show another map at the time
 * of an access, as far as the text of the workload determines it.
 *
 * A name stays with its address. An unmap or a move leaves the address free, and the next map may get it.
 * If the text does not exclude that, the page to which an access went is unknown.
 */
import { mapMade, pagesMade, rangeChanged, type Call } from '../workload.ts';

/**
 * When a call runs: its task (-1: before the race; 0 and up: a cpu; then after the race) and its
 * position in the task.
 */
export interface When {
	readonly task: number;
	readonly at: number;
}

/** A call and the process that makes it. */
export interface Made {
	readonly process: string;
	readonly call: Call;
	readonly when: When;
	/** See callKey() of workload.ts. */
	readonly key: string;
}

/** All calls of a workload. */
export interface Calls {
	readonly made: readonly Made[];
	/** The task of what runs after the race. */
	readonly after: number;
	/** The process that forked this one. */
	readonly parents: ReadonlyMap<string, string>;
}

/** A page of a map, as a call names it. */
interface Named {
	readonly process: string;
	readonly map: string;
	readonly page: number;
}

/** Whether the first call ends before the second one begins, in every schedule. */
export function precedes({ after }: Pick<Calls, 'after'>, first: When, second: When): boolean {
	if (first.task === second.task) return first.at < second.at;
	return first.task === -1 || second.task === after;
}

/** The process and all its ancestors, from which it has its maps. */
export function lineageOf({ parents }: Calls, process: string): Set<string> {
	const lineage = new Set<string>();
	let each: string | undefined = process;
	while (each !== undefined && !lineage.has(each)) {
		lineage.add(each);
		each = parents.get(each);
	}
	return lineage;
}

const isFixed = ({ call }: Made): boolean => call.call === 'map' && call.fixed !== null;

/** Whether the call leaves the address free. */
const frees = ({ call }: Made): boolean => call.call === 'unmap' || call.call === 'move';

/** Whether the access can have gone to another map than the one of that name. */
export function mayShowAnother(calls: Calls, { process, map, page }: Named, when: When): boolean {
	const lineage = lineageOf(calls, process);
	const made = calls.made.filter(
		(each) => lineage.has(each.process) && !precedes(calls, when, each.when),
	);
	// Where it puts what, and what it takes away on the way, its result does not say.
	if (made.some(({ call }) => call.call === 'mremap')) return true;
	if (made.some((each) => rangeChanged(each.call) !== null && overruns(made, each))) return true;
	if (made.some((each) => mapMade(each.call) === map && page >= pagesMade(each.call))) return true;
	const makers = made.filter((each) => mapMade(each.call) === map);
	const others = namesAtTheSameAddress(calls, made, map);
	return made.some((each) => {
		const changed = rangeChanged(each.call);
		if (changed === null) return false;
		const isByName = changed.map === map && page >= changed.first && page <= changed.last;
		if (!isByName && !others.has(changed.map)) return false;
		if (makers.every((maker) => maker === each || precedes(calls, each.when, maker.when))) {
			return false;
		}
		// A call that puts pages over this map by its own name is known: targets.ts reads it.
		if (!frees(each)) return !isByName;
		return made.some((maker) => givesOutAfter(calls, maker, each));
	});
}

/** Whether a map without a fixed address can get the address that the other call has freed. */
function givesOutAfter(calls: Calls, maker: Made, freed: Made): boolean {
	if (mapMade(maker.call) === null || isFixed(maker) || maker === freed) return false;
	return !precedes(calls, maker.when, freed.when);
}

/** Whether a call reaches beyond the map that it names, or puts a map there. */
function overruns(made: readonly Made[], { call }: Made): boolean {
	const { map, last } = rangeChanged(call)!;
	return made.some((each) => mapMade(each.call) === map && last >= pagesMade(each.call));
}

/**
 * Other names that can stand for an address of the map: one was put over the other, or got an
 * address that the other had freed.
 */
function namesAtTheSameAddress(calls: Calls, made: readonly Made[], map: string): Set<string> {
	const links: (readonly [string, string])[] = [];
	for (const each of made) {
		const changed = rangeChanged(each.call);
		if (changed === null) continue;
		const name = mapMade(each.call);
		if (isFixed(each)) links.push([changed.map, name!]);
		if (!frees(each)) continue;
		for (const maker of made) {
			if (givesOutAfter(calls, maker, each)) links.push([changed.map, mapMade(maker.call)!]);
		}
	}
	const names = new Set([map]);
	for (let size = 0; size !== names.size;) {
		size = names.size;
		for (const [one, other] of links) {
			if (names.has(one)) names.add(other);
			else if (names.has(other)) names.add(one);
		}
	}
	names.delete(map);
	return names;
}
