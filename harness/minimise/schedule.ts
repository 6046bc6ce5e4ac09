/*
 * harness/minimise/schedule.ts - makes a schedule short: no segment can be left out.
 */
import { defaultLimits, type Limits } from '../cell/limits.ts';
import type { FollowedSegment } from '../explore/follow.ts';
import type { Problem } from '../explore/problem.ts';
import { shortenSegments, withoutSegment } from '../explore/shorten.ts';
import type { Placed } from '../cell/placed.ts';
import { segmentsOf } from '../text/token.ts';
import { isTarget, judgeSchedule, type Judged, type Target } from '../replay/judge-schedule.ts';

const shows = (judged: Judged, target: Target): boolean =>
	judged.findings.some((finding) => isTarget(target, finding));

/**
 * Makes a long schedule short, as long as the target still shows. The result is an execution as it was run,
 * cut down by shortenFitting().
 */
export function shortenRandom(
	placed: Placed,
	problem: Problem,
	schedule: readonly number[],
	target: Target,
	{ triesMax }: Pick<Limits['minimise'], 'triesMax'> = defaultLimits.minimise,
): FollowedSegment[] {
	const run = (candidate: readonly FollowedSegment[]): FollowedSegment[] | null => {
		const judged = judgeSchedule(placed, problem, candidate, { lenient: true });
		return shows(judged, target) ? segmentsOf(judged.tasks) : null;
	};
	const current = shortenSegments(segmentsOf(schedule), run, triesMax);
	const { preemptions } = judgeSchedule(placed, problem, current);
	return shortenFitting(placed, problem, current, target, preemptions);
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
