/*
 * harness/minimise/schedule.ts - makes a schedule short: no segment can be left out.
 */
import { defaultLimits, type Limits } from '../cell/limits.ts';
import type { FollowedSegment } from '../explore/follow.ts';
import type { Problem } from '../explore/problem.ts';
import type { Placed } from '../cell/placed.ts';
import { segmentsOf } from '../token.ts';
import { isTarget, judgeSchedule, type Judged, type Target } from '../replay/judge-schedule.ts';

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

/** The schedule with segment `i + 2` run directly after segment `i`, which is the same task's. */
function withoutDetour(schedule: readonly FollowedSegment[], i: number): FollowedSegment[] {
	const moved = [...schedule];
	moved.splice(i + 1, 2, schedule[i + 2]!, schedule[i + 1]!);
	return withoutSegment(moved, moved.length);
}

/**
 * Makes a long schedule short. Takes segments out, large pieces first, then joins what one task does
 * before and after another, as long as the target still shows when the rest is followed as far as it
 * goes; steps of a removed segment run later, when the task is scheduled next. The result is an execution as
 * it was run, cut down by shortenFitting().
 */
export function shortenRandom(
	placed: Placed,
	problem: Problem,
	schedule: readonly number[],
	target: Target,
	{ triesMax }: Pick<Limits['minimise'], 'triesMax'> = defaultLimits.minimise,
): FollowedSegment[] {
	let current: FollowedSegment[] = segmentsOf(schedule);
	let tries = 0;
	const take = (candidate: readonly FollowedSegment[]): boolean => {
		if (tries++ >= triesMax) return false;
		const judged = judgeSchedule(placed, problem, candidate, { lenient: true });
		const run = segmentsOf(judged.tasks);
		if (!shows(judged, target) || run.length >= current.length) return false;
		current = run;
		return true;
	};
	for (let size = current.length >> 1; size >= 1; size >>= 1) {
		for (let i = 0; i < current.length;) {
			if (!take(withoutSegment(current, i, Math.min(size, current.length - i)))) i += size;
		}
	}
	for (let progress = true; progress;) {
		progress = false;
		for (let i = 0; i < current.length;) {
			const joins = current[i + 2]?.task === current[i]!.task;
			if ((joins && take(withoutDetour(current, i))) || take(withoutSegment(current, i))) {
				progress = true;
			} else i++;
		}
	}
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
