/*
 * harness/minimise/schedule.ts - makes a schedule short: no segment can be left out.
 */
import type { FollowedSegment } from '../explore/follow.ts';
import type { Problem } from '../explore/problem.ts';
import type { Placed } from '../program.ts';
import { segmentsOf } from '../record/token.ts';
import { isTarget, judgeSchedule, type Judged, type Target } from './target.ts';

/** Executions at most that one reduction may follow. */
const triesMax = 4000;

/** The schedule without segment `i`; neighbours of one task become one. */
export function withoutSegment(
	schedule: readonly FollowedSegment[],
	i: number,
	count: number = 1,
): FollowedSegment[] {
	const left: FollowedSegment[] = [];
	for (const segment of schedule.toSpliced(i, count)) {
		const last = left.at(-1);
		if (last?.task !== segment.task) left.push(segment);
		else {
			const steps =
				last.steps === null || segment.steps === null ? null : last.steps + segment.steps;
			left[left.length - 1] = { task: last.task, steps };
		}
	}
	return left;
}

const shows = (judged: Judged, target: Target): boolean =>
	judged.findings.some((finding) => isTarget(target, finding));

/**
 * Takes segments out of a long schedule, large pieces first, as long as the target still shows when the
 * rest is followed as far as it goes; what a task did not do in a segment that is gone it does later.
 * The result is an execution as it was run, in counted segments.
 */
export function shortenRandom(
	placed: Placed,
	problem: Problem,
	schedule: readonly number[],
	target: Target,
): FollowedSegment[] {
	let current: FollowedSegment[] = segmentsOf(schedule);
	let tries = 0;
	for (let size = current.length >> 1; size >= 1;) {
		let found = false;
		for (let i = 0; i < current.length && tries < triesMax; tries++) {
			const candidate = withoutSegment(current, i, Math.min(size, current.length - i));
			const judged = judgeSchedule(placed, problem, candidate, true);
			const run = segmentsOf(judged.tasks);
			if (shows(judged, target) && run.length < current.length) {
				current = run;
				found = true;
			} else i += size;
		}
		if (!found || size > 1) size >>= 1;
	}
	return current;
}

/**
 * Cuts a schedule that fits down to what a token needs: the shortest beginning after which the tasks may
 * run on by themselves, its last segment without a count, then every segment out that is not needed.
 * The result has no more than `preemptionsMax` preemptions, or is the schedule that was given.
 */
export function shortenFitting(
	placed: Placed,
	problem: Problem,
	schedule: readonly FollowedSegment[],
	target: Target,
	preemptionsMax: number,
): FollowedSegment[] {
	const holds = (candidate: readonly FollowedSegment[]): boolean => {
		const judged = judgeSchedule(placed, problem, candidate);
		return judged.fits && judged.preemptions <= preemptionsMax && shows(judged, target);
	};
	let current = [...schedule];
	for (let length = 0; length <= schedule.length; length++) {
		const last = schedule[length - 1];
		const open =
			last === undefined
				? []
				: [...schedule.slice(0, length - 1), { task: last.task, steps: null }];
		if (holds(open)) {
			current = open;
			break;
		}
	}
	for (let i = 0; i < current.length;) {
		const candidate = withoutSegment(current, i);
		if (holds(candidate)) {
			current = candidate;
			i = 0;
		} else i++;
	}
	return current;
}
