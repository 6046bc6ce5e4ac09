/*
 * harness/audit/findings/is-minimal.ts - derives anew that a scenario is minimal, from its text and token.
 *
 * It shares with the minimiser what a removal is and what the target is, but not how the minimiser
 * searched: it expands every task in every state, and where that is too large the search with persistent
 * sets must agree. It enumerates schedules with fewer preemptions without any reduction. This wall is there
 * for a reason: the check is slow on purpose, so that it is no copy of what it checks.
 */
import { printLitmus } from '../../../workloads/litmus/print.ts';
import type { BootedVariant } from '../../cell/boot.ts';
import type { Segment } from '../../text/token.ts';
import type { Workload } from '../../workload.ts';
import { notMinimal } from '../../messages/index.ts';
import { bareWorkload, readBack, reductionsOf } from '../../minimise/reductions.ts';
import { withoutSegment } from '../../explore/shorten.ts';
import { showsTarget } from '../../minimise/search.ts';
import { everyEndWithin } from '../../explore/every-end.ts';
import {
	endJudge,
	isTarget,
	judgeSchedule,
	showsBeforeRace,
	type Target,
} from '../../replay/judge-schedule.ts';
import { stageOf } from '../../cell/stage.ts';

export interface Verdict {
	/** What contradicts the claim; empty when it holds as far as it was searched. */
	readonly complaints: readonly string[];
	/** What was not searched completely; with none and no complaint the scenario is minimal. */
	readonly undecided: readonly string[];
}

/** Whether nothing single can be taken out of a workload and its schedule. */
export function isMinimal(
	booted: BootedVariant,
	workload: Workload,
	target: Target,
	schedule: readonly Segment[],
	limits: { readonly statesMax: number },
): Verdict {
	const complaints: string[] = [];
	const undecided: string[] = [];
	const bare = readBack(printLitmus(bareWorkload(workload)), workload.path)!;
	for (const { axis, what, workload: candidate } of reductionsOf(bare)) {
		const { statesMax } = limits;
		let { shown } = showsTarget(booted, candidate, target, { statesMax, full: true });
		if (shown === 'undecided') ({ shown } = showsTarget(booted, candidate, target, { statesMax }));

		if (shown === 'yes') complaints.push(`${axis}: shows without ${what}`);
		if (shown === 'undecided') undecided.push(`${axis}: without ${what}`);
	}
	const stage = stageOf(booted, bare);
	const { placed, problem } = stage;
	if (problem === null) {
		if (!showsBeforeRace(stage, target)) complaints.push('does not show');
		return { complaints, undecided };
	}
	const replayed = judgeSchedule(placed, problem, schedule);
	const holds = ({ findings, fits }: typeof replayed): boolean =>
		fits && findings.some((finding) => isTarget(target, finding));
	if (!holds(replayed)) complaints.push(notMinimal.scheduleShowsNothing());
	for (let i = 0; i < schedule.length; i++) {
		const judged = judgeSchedule(placed, problem, withoutSegment(schedule, i));
		if (holds(judged) && judged.preemptions <= replayed.preemptions) {
			complaints.push(notMinimal.segmentNotNeeded(i));
		}
	}
	if (replayed.preemptions > 0) {
		const shows = endJudge({ ...stage, problem }, target);
		let fewer = false;
		const complete = everyEndWithin(
			problem,
			{ preemptionsMax: replayed.preemptions - 1, statesMax: 10 * limits.statesMax },
			(ending) => (fewer ||= shows(ending)),
		);
		if (fewer) complaints.push(notMinimal.fewerPreemptionsShow());
		else if (!complete) undecided.push('schedules with fewer preemptions');
	}
	return { complaints, undecided };
}
