/*
 * harness/check/locks-asked.ts - which pages the programs have asked to be kept in memory, whatever the kernel
 * wrote down of it.
 *
 * It follows from the text and from what calls returned. Where a call that locks and one that unlocks can run
 * in either order, or where it is not known at which address a map lies, nobody can tell, and the oracles go
 * by what the kernel wrote down.
 */
import { PAGE_SHIFT, userMapAddress } from '../mm/mm_types.ts';
import { mapMade, pagesIn, pagesMade, type Call, type MapRange } from '../workload.ts';
import { precedes, type Made } from './addresses.ts';
import type { Scene } from './oracle.ts';
import { returnedBy } from './returned.ts';
import { readingOf, type Reading } from './targets.ts';

export type Asked = 'asked' | 'not asked' | 'unknown';

interface Pages {
	readonly first: number;
	readonly count: number;
}

/** What one call means for some pages of its process. */
interface Request {
	readonly made: Made;
	/** null: all pages of the process. */
	readonly pages: Pages | null;
	/** `moves`: the pages are asked for if those were that came here, from page `from` on. */
	readonly means: 'lock' | 'unlock' | 'unsure' | 'moves';
	readonly from?: number;
}

/** The requests of one process in one state. */
export interface LocksAsked {
	/** Whether the process counts on this page; pages count from address 0. */
	of(page: number): Asked;
}

/** Moves of moves that are followed. */
const movesMax = 8;

/** Whether the call asks for pages to be kept. */
export const locks = ({ call }: Made): boolean =>
	call.call === 'mlock' || call.call === 'mlockall' || (call.call === 'map' && call.locked);

/** What `process` has asked for; null where nobody knows. */
export function locksAskedBy(scene: Scene, process: string): LocksAsked | null {
	if (scene.workload === undefined) return null;
	// A child that nobody names has another name here than in the text.
	if (!scene.processes.some(({ name }) => name === process)) return null;
	const reading = readingOf(scene.workload);
	const calls = reading.calls.made.filter((each) => each.process === process);
	if (!calls.some(locks)) return { of: () => 'not asked' };
	const requests: Request[] = [];
	for (const made of calls) {
		const some = requestsOf(scene, reading, calls, made);
		if (some === null) return null;
		requests.push(...some);
	}
	const before = (one: Made, other: Made): boolean => precedes(reading.calls, one.when, other.when);
	return { of: (page) => askedFor(requests, before, page, null, movesMax) };
}

const covers = ({ pages }: Request, page: number): boolean =>
	pages === null || (page >= pages.first && page < pages.first + pages.count);

type Before = (one: Made, other: Made) => boolean;

/** Whether the page is asked for at the end, or when the call `until` begins. */
function askedFor(
	requests: readonly Request[],
	before: Before,
	page: number,
	until: Made | null,
	moves: number,
): Asked {
	if (moves === 0) return 'unknown';
	const isBefore = (made: Made): boolean => until === null || before(made, until);
	const resolved = requests
		.filter(
			(each) =>
				covers(each, page) &&
				(until === null || (each.made !== until && !before(until, each.made))),
		)
		.map(({ made, means, pages, from }) => {
			if (means !== 'moves') return { made, means };
			const was = askedFor(requests, before, page - pages!.first + from!, made, moves - 1);
			return { made, means: meant[was] };
		});
	// Of one call, what it locks comes behind what it takes away.
	const isAsked = resolved.some(
		(lock) =>
			lock.means === 'lock' &&
			isBefore(lock.made) &&
			resolved.every(
				({ made, means }) => means === 'lock' || made === lock.made || before(made, lock.made),
			),
	);
	if (isAsked) return 'asked';
	const isOver = resolved.every(
		(each) =>
			each.means === 'unlock' ||
			resolved.some(
				({ made, means }) => means === 'unlock' && isBefore(made) && before(each.made, made),
			),
	);
	return isOver ? 'not asked' : 'unknown';
}

const meant = { asked: 'lock', 'not asked': 'unlock', unknown: 'unsure' } as const;

/** null where it is not known at which address the call is about something. */
function requestsOf(
	scene: Scene,
	reading: Reading,
	calls: readonly Made[],
	made: Made,
): Request[] | null {
	const { call } = made;
	const hasFailed = failed(scene, made);
	switch (call.call) {
		case 'map':
		case 'move': {
			const wanted = rangeOf(call);
			const from = wanted === null ? undefined : pagesNamed(scene, made.process, wanted);
			if (from === null) return null;
			// It may have taken away something before it failed.
			if (hasFailed) return from === undefined ? [] : [{ made, pages: from, means: 'unsure' }];
			const start = startOf(scene, made.process, mapMade(call)!);
			if (start === null) return isPlain(calls, made) ? [] : null;
			const pages = { first: start, count: pagesMade(call) };
			if (call.call === 'move') {
				return [
					{ made, pages: from!, means: 'unlock' },
					{ made, pages, means: 'moves', from: from!.first },
				];
			}
			const isLocked = call.locked ? 'asked' : inFuture(scene, reading, calls, made);
			if (isLocked === 'unknown') return [{ made, pages, means: 'unsure' }];
			const fresh: Request = { made, pages, means: 'unlock' };
			return isLocked === 'asked' ? [fresh, { made, pages, means: 'lock' }] : [fresh];
		}
		case 'mlock':
		case 'munlock':
		case 'unmap': {
			// A failed mlock() promises nothing, and takes back nothing.
			if (hasFailed && call.call === 'mlock') return [];
			const pages = pagesNamed(scene, made.process, call.range);
			if (pages === null) return null;
			const means = call.call === 'mlock' ? 'lock' : hasFailed ? 'unsure' : 'unlock';
			return [{ made, pages, means }];
		}
		// A part of it may be gone even if it fails.
		case 'mremap':
			return null;
		case 'munlockall':
			return [{ made, pages: null, means: hasFailed ? 'unsure' : 'unlock' }];
		case 'mlockall':
			return call.current && !hasFailed ? [{ made, pages: null, means: 'lock' }] : [];
		default:
			return [];
	}
}

/** Whether the call makes a map that nothing locks, wherever it lies. */
const isPlain = (calls: readonly Made[], { call }: Made): boolean =>
	call.call === 'map' &&
	call.fixed === null &&
	!call.locked &&
	!calls.some((each) => each.call.call === 'mlockall');

/** The range that a call takes something away from. */
function rangeOf(call: Extract<Call, { readonly call: 'map' | 'move' }>): MapRange | null {
	if (call.call === 'move') return call.range;
	if (call.fixed === null) return null;
	const { map, page } = call.fixed;
	return { map, first: page, last: page + call.pages - 1 };
}

/** Whether MCL_FUTURE was in force when the map was made. */
function inFuture(scene: Scene, { calls: all }: Reading, calls: readonly Made[], map: Made): Asked {
	const setters = calls.filter(
		(each) =>
			(each.call.call === 'mlockall' || each.call.call === 'munlockall') &&
			!failed(scene, each) &&
			!precedes(all, map.when, each.when),
	);
	const isFuture = ({ call }: Made): boolean => call.call === 'mlockall' && call.future;
	if (!setters.some(isFuture)) return 'not asked';
	if (setters.every((each) => precedes(all, each.when, map.when))) {
		const last = setters.find((each) =>
			setters.every((other) => other === each || precedes(all, other.when, each.when)),
		);
		if (last !== undefined) return isFuture(last) ? 'asked' : 'not asked';
	}
	return 'unknown';
}

/** Whether the call returned an error. */
export function failed(scene: Scene, { key }: Made): boolean {
	const placed = scene.calls?.get(key);
	return placed !== undefined && (returnedBy(scene, placed) ?? 0) < 0;
}

/** Whether a mlock() of the process has worked, and this page was in its range; pages count from address 0. */
export const namedByMlock = (scene: Scene, process: string, page: number): boolean =>
	scene.workload !== undefined &&
	readingOf(scene.workload).calls.made.some((made) => {
		if (made.process !== process || made.call.call !== 'mlock' || failed(scene, made)) return false;
		const pages = pagesNamed(scene, process, made.call.range);
		return pages !== null && page >= pages.first && page < pages.first + pages.count;
	});

function pagesNamed(scene: Scene, process: string, range: MapRange): Pages | null {
	const start = startOf(scene, process, range.map);
	return start === null ? null : { first: start + range.first, count: pagesIn(range) };
}

/** The first page of a map, if it is known. */
function startOf(scene: Scene, process: string, map: string): number | null {
	const key = `${process} ${map}`;
	const told = scene.userMaps?.get(key);
	const address = told === undefined ? scene.maps?.get(key) : scene.read(userMapAddress, told);
	return address === undefined || address === 0 ? null : address >> PAGE_SHIFT;
}
