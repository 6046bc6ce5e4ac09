/*
 * harness/check/refused-for-nothing.ts - a call fails only for a reason: for want of memory where an allocation has
 * failed, for want of a mapping where there is a hole.
 *
 * Allocations of a program fail where its litmus test says so (`fail`), and nowhere else.
 */
import { ENOMEM, OUTCOME_ERRNO, OUTCOME_OOM, outcomeResult, outcomeValue } from '../mm/mm_types.ts';
import { pagesMade, mapMade, type Call } from '../workload.ts';
import type { Calls, Made } from './addresses.ts';
import type { Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { returnedBy } from './returned.ts';
import { readingOf } from './targets.ts';

/** Whether the task has been told that an allocation fails. */
const isShort = ({ made }: Calls, { when }: Made): boolean =>
	made.some(
		(each) => each.call.call === 'fail' && each.when.task === when.task && each.when.at < when.at,
	);

/** Calls that a program makes on what it has mapped. */
const needsMaps = ({ call }: Call): boolean =>
	call === 'mlock' || call === 'munlock' || call === 'msync';

/** Calls after which some page may lie in no vma any more. */
const takesAway = ({ call }: Call): boolean =>
	call === 'unmap' || call === 'move' || call === 'exit';

/** Whether a page that mlock() brings in may not be there, or not be the program's to have: later kernels say so. */
function mayBeMissing(scene: Scene, { made }: Calls, { call, process }: Made): boolean {
	if (call.call !== 'mlock') return false;
	const isTakenAway = (each: Made): boolean =>
		each.process === process && each.call.call === 'mprotect' && each.call.to === 'none';
	if (made.some(isTakenAway)) return true;
	const { map, last } = call.range;
	if (scene.accesses.some(({ what }) => what === 'truncate' || what === 'punch')) return true;
	return made.some((maker) => {
		if (maker.process !== process || maker.call.call !== 'map' || maker.call.map !== map)
			return false;
		const { file, pgoff } = maker.call;
		const known = scene.workload!.files.find(({ name }) => name === file);
		return known !== undefined && (known.readError || pgoff + last >= known.pages);
	});
}

/** Whether all of the range was mapped, as far as the text determines it, when the call was made. */
function isMapped({ made, parents }: Calls, each: Made): boolean {
	const { call, process, when } = each;
	if (!('range' in call)) return false;
	const { map, last } = call.range;
	if (parents.has(process)) return false;
	const ours = made.filter((other) => other.process === process);
	if (ours.some((other) => takesAway(other.call))) return false;
	return ours.some(
		(maker) =>
			mapMade(maker.call) === map &&
			maker.call.call === 'map' &&
			last < pagesMade(maker.call) &&
			(maker.when.task === -1 || (maker.when.task === when.task && maker.when.at < when.at)),
	);
}

/** What a program is told that it has no memory for. */
function isOutOfMemory(scene: Scene, { outcome, map }: PlacedAccess): boolean {
	const result = scene.read(outcomeResult, outcome);
	if (map !== null) return result === OUTCOME_OOM;
	return result === OUTCOME_ERRNO && scene.read(outcomeValue, outcome) === ENOMEM;
}

/** Whether reads of some file fail, for which a fault on a file pte knows no better answer than no memory. */
const hasReadErrors = (scene: Scene): boolean =>
	scene.workload!.files.some(({ readError }) => readError);

export const refusedForNothing: Oracle = {
	says: 'a call failed, or a program was killed, for want of memory or of a mapping, and both were there',
	mutant: 'mlock-refuses-whole-vmas',
	atEnd: (scene) => {
		const { workload } = scene;
		if (workload === undefined || scene.calls === undefined) return [];
		const { calls } = readingOf(workload);
		const complaints: Complaint[] = [];
		for (const each of calls.made) {
			const placed = scene.calls.get(each.key);
			if (placed === undefined || isShort(calls, each)) continue;
			const name = each.call.call;
			if (placed.accesses.some((access) => isOutOfMemory(scene, access)) && !hasReadErrors(scene)) {
				const site = name === 'touch' ? 'killed for memory' : `${name}()`;
				complaints.push({ site, detail: `${name} found no memory, and there was some` });
			}
			const returned = returnedBy(scene, placed) ?? 0;
			if (returned >= 0) continue;
			const isRefused =
				name === 'fork' ||
				name === 'unmap' ||
				(needsMaps(each.call) &&
					(name !== 'msync' || returned === -ENOMEM) && // it has other reasons: I/O, MS_INVALIDATE
					isMapped(calls, each) &&
					!mayBeMissing(scene, calls, each));
			if (!isRefused) continue;
			const detail = `${name}() failed (error ${-returned}), and nothing was wanting`;
			complaints.push({ site: `${name}()`, detail });
		}
		return complaints;
	},
};
