/*
 * harness/replay/judge-schedule.ts - what a minimised scenario must still show, and who can tell.
 */
import { isOracleName, oracles } from '../check/index.ts';
import type { FindingName } from '../check/oracle-name.ts';
import type { Finding } from '../check/oracle.ts';
import { deathVerdict, judgeTerminal } from '../cell/judge.ts';
import { defaultLimits } from '../cell/limits.ts';
import type { NameOf } from '../engine/layout.ts';
import { follow, type FollowedSegment } from '../explore/follow.ts';
import type { TerminalState, Problem } from '../explore/problem.ts';
import type { Placed } from '../cell/placed.ts';
import type { Stage } from '../cell/stage.ts';

/** One oracle at one site. */
export interface Target {
	readonly oracle: FindingName;
	readonly site: string;
	/** Shown by what runs on one cpu before the race, when no schedule is needed. */
	readonly beforeRace: boolean;
}

/** Oracles that judge a whole search and not one execution: nothing to minimise. */
const ofWholeSearches: ReadonlySet<FindingName> = new Set<FindingName>(['lock order', 'data race']);

export function canBeMinimised(oracle: FindingName): boolean {
	return !ofWholeSearches.has(oracle);
}

/**
 * Whether a finding is the target's. Numbers of objects, pages and slices change when something is
 * taken out of a workload and do not count. A livelock has no place: it is noticed somewhere on its
 * circle, so that one livelock is as good as another.
 */
export function isTarget(target: Target, finding: Finding): boolean {
	if (finding.oracle !== target.oracle) return false;
	return finding.oracle === 'livelock' || placeOf(finding.site) === placeOf(target.site);
}

const placeOf = (site: string): string => site.replaceAll(/#?\b\d+\b/g, '').replaceAll('#', '');

/** Whether the target shows before the race; without a race there is nothing else to ask. */
export function showsBeforeRace({ placed }: Stage, target: Target): boolean {
	return (
		placed.death !== null &&
		target.beforeRace &&
		deathVerdict(placed).findings.some((each) => isTarget(target, each))
	);
}

/** Decides ends of one stage; judging the same end twice costs nothing. */
export function endJudge(
	stage: Stage & { readonly problem: Problem },
	target: Target,
): (ending: TerminalState) => boolean {
	const { placed, problem } = stage;
	const known = new Map<string, boolean>();
	const byEngine = !isOracleName(target.oracle) || oracles[target.oracle].atEnd === undefined;
	return (ending) => {
		if (target.beforeRace || (byEngine && ending.kind === 'done')) return false;
		const { hash1, hash2 } = problem.machine;
		const key = [ending.kind, hash1, hash2, ...ending.locals].join();
		let shows = known.get(key);
		if (shows === undefined) {
			shows = judgeTerminal(placed, problem, ending).findings.some((each) =>
				isTarget(target, each),
			);
			known.set(key, shows);
		}
		return shows;
	};
}

/** An execution that was followed, with what the judges say of its end. */
export interface Judged {
	readonly findings: readonly Finding[];
	/** Task that took each step. */
	readonly tasks: readonly number[];
	readonly preemptions: number;
	/** Whether every step that the schedule asks for was taken. */
	readonly fits: boolean;
	/** 'circle' when it would go round for ever, 'given up' when it was too long to follow. */
	readonly ending: 'end' | 'circle' | 'given up';
}

export interface JudgeOptions {
	/** See FollowOptions. */
	readonly lenient?: boolean;
	/** What findings call objects, by the memory at the end; the machine's own names when left out. */
	readonly namesAtEnd?: (memory: Int32Array) => NameOf;
}

/** Follows a schedule and judges its end. */
export function judgeSchedule(
	placed: Placed,
	problem: Problem,
	schedule: readonly FollowedSegment[],
	{ lenient = false, namesAtEnd }: JudgeOptions = {},
): Judged {
	const { ending, circle, tasks, preemptions, fits } = follow(problem, schedule, {
		...defaultLimits.follow,
		lenient,
	});
	const nameOf = namesAtEnd?.(problem.machine.memory);
	const findings = ending === null ? [] : judgeTerminal(placed, problem, ending, nameOf).findings;
	const isEnd = ending !== null && ending.kind !== 'livelock';
	return {
		findings,
		tasks,
		preemptions,
		fits,
		ending: isEnd ? 'end' : circle ? 'circle' : 'given up',
	};
}
