/*
 * harness/explore/shorten.ts - makes a long schedule short, and writes a short one with few counts.
 */
import { follow, type FollowedSegment, type FollowOptions } from './follow.ts';
import type { Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

/** The schedule without `count` segments from `i` on; neighbours of one task become one. */
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

/** The schedule with segment `i + 2` run directly after segment `i`, which is the same task's. */
function withoutDetour(schedule: readonly FollowedSegment[], i: number): FollowedSegment[] {
	const moved = [...schedule];
	moved.splice(i + 1, 2, schedule[i + 2]!, schedule[i + 1]!);
	return withoutSegment(moved, moved.length);
}

/**
 * Takes segments out, large pieces first, then joins what one task does before and after another. `run`
 * follows what is left as far as it goes, where steps of a segment that is gone run later, when the task is
 * scheduled next; it says what was run, or null when that no longer shows what it should.
 */
export function shortenSegments(
	schedule: readonly FollowedSegment[],
	run: (candidate: readonly FollowedSegment[]) => FollowedSegment[] | null,
	triesMax: number,
): FollowedSegment[] {
	let current = [...schedule];
	let tries = 0;
	const take = (candidate: readonly FollowedSegment[]): boolean => {
		if (tries++ >= triesMax) return false;
		const ran = run(candidate);
		if (ran === null || ran.length >= current.length) return false;
		current = ran;
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
	return current;
}

/**
 * The same execution with as few counts as it takes: none where the task could not have gone on, and no
 * segment that the tasks run by themselves.
 */
export function withFewCounts(
	problem: Problem,
	schedule: readonly FollowedSegment[],
	options: FollowOptions,
): readonly FollowedSegment[] {
	const { tasks } = follow(problem, schedule, options);
	const isSame = (candidate: readonly FollowedSegment[]): boolean => {
		const ran = follow(problem, candidate, options);
		return (
			ran.fits && ran.tasks.length === tasks.length && ran.tasks.every((t, i) => t === tasks[i])
		);
	};
	const open = withoutForcedCounts(problem, schedule, options);
	let current = isSame(open) ? open : schedule;
	while (current.length > 0 && isSame(current.slice(0, -1))) current = current.slice(0, -1);
	return current;
}

/** Without the counts after which the task could not have gone on. */
function withoutForcedCounts(
	problem: Problem,
	schedule: readonly FollowedSegment[],
	{ stepsMax }: FollowOptions,
): FollowedSegment[] {
	const state = new TaskState(problem);
	state.reset();
	const canRun = (task: number): boolean => ((state.enabled() >> task) & 1) === 1;
	return schedule.map(({ task, steps }) => {
		for (let n = 0; n < (steps ?? stepsMax) && canRun(task); n++) state.run(task);
		return { task, steps: canRun(task) ? steps : null };
	});
}
