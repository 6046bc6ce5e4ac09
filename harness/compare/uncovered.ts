/*
 * harness/compare/uncovered.ts - whether a variant's run of a schedule ends badly before it could show what another
 * shows there.
 */
import type { LoadedVariant } from '../catalogue/variant.ts';
import { bootVariant, type BootedVariant } from '../cell/boot.ts';
import { judgeOf } from '../cell/judge.ts';
import { defaultLimits } from '../cell/limits.ts';
import { stageOf, type Stage } from '../cell/stage.ts';
import { follow } from '../explore/follow.ts';
import { printSchedule, scheduleOf, type Segment } from '../text/token.ts';
import type { Workload } from '../workload.ts';
import type { EarlyEnd, EndsEarlier } from '../result.ts';

/** How a variant ends when a cpu dies; what it shows at its regular end hides nothing. */
const isEarly = (kind: string): boolean => kind === 'dead' || kind === 'deadlock';

/** Of many stacks on many tests not all can be kept; the reference is asked for all the time, so it stays. */
const rememberedMax = 100;

/** What was made for a key before, or is made now; what nobody has asked for longest is forgotten. */
function remembered<T>(all: Map<string, T>, key: string, make: () => T): T {
	const known = all.get(key) ?? make();
	all.delete(key);
	all.set(key, known);
	if (all.size > rememberedMax) all.delete(all.keys().next().value!);
	return known;
}

/**
 * How schedules end on a variant as it was loaded, by litmus test and schedule: the difference, stacks and causes of one
 * run ask for the same.
 */
const endsOf = new WeakMap<LoadedVariant, Map<string, readonly EarlyEnd[]>>();

/**
 * Follows schedules on variants, each litmus test placed once; of a variant that is not among these nothing is known.
 */
export function endsEarlierOn(
	variants: readonly LoadedVariant[],
	workloads: readonly Workload[],
): EndsEarlier {
	const booted = new Map<string, BootedVariant>();
	const stages = new Map<string, Stage>();
	const stageOn = ({ variant }: LoadedVariant, workload: Workload): Stage =>
		remembered(stages, `${variant.name} ${workload.name}`, () =>
			stageOf(
				remembered(booted, variant.name, () => bootVariant(variant)),
				workload,
			),
		);
	const endOf = (
		loaded: LoadedVariant,
		workload: Workload,
		schedule: readonly Segment[],
	): readonly EarlyEnd[] => {
		const { placed, problem } = stageOn(loaded, workload);
		if (problem === null) return [];
		const { ending, tasks } = follow(problem, schedule, { ...defaultLimits.alone, lenient: true });
		if (ending === null || !isEarly(ending.kind)) return [];
		const { findings } = judgeOf(placed, problem)(ending);
		// The others run on behind the death of one.
		const deaths = [...ending.locals].flatMap((local, task) =>
			problem.automata.isDead(local) ? [tasks.lastIndexOf(task) + 1] : [],
		);
		const steps = Math.min(tasks.length, ...deaths);
		return findings.map(({ oracle, site }) => ({ oracle, site, steps }));
	};
	return ({ token, steps }, { variant: name, workload: test, violations, sequence }, schedules) => {
		if (sequence !== undefined) {
			const { diedAt } = sequence;
			return diedAt === null || diedAt >= steps
				? []
				: violations.filter((each) => each.steps === diedAt);
		}
		const schedule = scheduleOf(token, schedules);
		const loaded = variants.find(({ variant }) => variant.name === name);
		const workload = workloads.find((each) => each.name === test);
		if (loaded === undefined || workload === undefined || schedule.length === 0) return [];
		const ends = endsOf.get(loaded) ?? new Map<string, readonly EarlyEnd[]>();
		endsOf.set(loaded, ends);
		const key = `${workload.digest} ${printSchedule(schedule)}`;
		const end = ends.get(key) ?? endOf(loaded, workload, schedule);
		ends.set(key, end);
		return end;
	};
}
