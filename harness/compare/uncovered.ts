/*
 * harness/compare/uncovered.ts - whether the reference's run of a schedule ends badly before it could show what
 * another variant shows there.
 */
import type { LoadedVariant } from '../catalogue/variant.ts';
import { bootVariant, type BootedVariant } from '../cell/boot.ts';
import { judgeOf } from '../cell/judge.ts';
import { defaultLimits } from '../cell/limits.ts';
import { stageOf, type Stage } from '../cell/stage.ts';
import { follow } from '../explore/follow.ts';
import { printSchedule, scheduleOf, type Segment } from '../text/token.ts';
import type { Workload } from '../workload.ts';
import type { EndsEarlier } from '../result.ts';

/** How the reference ends when a cpu dies; what it shows at its regular end hides nothing. */
const isEarly = (kind: string): boolean => kind === 'dead' || kind === 'deadlock';

/** Follows schedules on the reference, each litmus test placed once. */
export function endsEarlierOn(
	reference: LoadedVariant,
	workloads: readonly Workload[],
): EndsEarlier {
	let booted: BootedVariant | null = null;
	const stages = new Map<string, Stage>();
	const stageOn = (workload: Workload): Stage => {
		let stage = stages.get(workload.name);
		if (stage === undefined) {
			booted ??= bootVariant(reference.variant);
			stage = stageOf(booted, workload);
			stages.set(workload.name, stage);
		}
		return stage;
	};
	const endOf = (name: string, schedule: readonly Segment[]): ReturnType<EndsEarlier> => {
		const workload = workloads.find((each) => each.name === name);
		if (workload === undefined || schedule.length === 0) return [];
		const { placed, problem } = stageOn(workload);
		if (problem === null) return [];
		const { ending } = follow(problem, schedule, { ...defaultLimits.alone, lenient: true });
		if (ending === null || !isEarly(ending.kind)) return [];
		return judgeOf(placed, problem)(ending).findings;
	};
	/** Variants that take the same steps show it by the same schedule. */
	const ends = new Map<string, ReturnType<EndsEarlier>>();
	return ({ token, steps }, { workload, violations, sequence }, schedules) => {
		if (sequence !== undefined) {
			const { diedAt } = sequence;
			return diedAt === null || diedAt >= steps
				? []
				: violations.filter((each) => each.steps === diedAt);
		}
		const schedule = scheduleOf(token, schedules);
		const key = `${workload} ${printSchedule(schedule)}`;
		const end = ends.get(key) ?? endOf(workload, schedule);
		ends.set(key, end);
		return end;
	};
}
