/*
 * harness/cell/tokens.ts - the tokens of a cell, and schedules short enough to stand in one.
 */
import { follow, type FollowedSegment, type FollowOptions } from '../explore/follow.ts';
import type { Problem } from '../explore/problem.ts';
import { shortenSegments, withFewCounts } from '../explore/shorten.ts';
import {
	fitToken,
	printSchedule,
	printToken,
	type Segment,
	segmentsOf,
	type Token,
	tokenLengthMax,
} from '../text/token.ts';
import type { Verdict } from './judge.ts';
import { defaultLimits } from './limits.ts';
import type { Race, Subject } from './race.ts';

/** Letters that a token has for its schedule at least, when the names are as long as those of ours. */
const roomMin = 22;

/** Letters of the longest name of ours, and of all in a token that is neither name nor schedule. */
const variantNameLetters = 25;
const otherLetters = ':@123456.123456:'.length;

const options: FollowOptions = defaultLimits.follow;

type About = Pick<Subject, 'booted' | 'workload'>;

const tokenOf = ({ booted, workload }: About, schedule: readonly number[]): Token => ({
	variant: booted.variant.name,
	workload: workload.name,
	digest: workload.digest,
	variantDigest: booted.variant.digest ?? null,
	schedule: segmentsOf(schedule),
});

/** The token of a schedule, however long it gets. */
export const wholeToken = (about: About, schedule: readonly number[]): string =>
	printToken(tokenOf(about, schedule));

/** Tokens of at most 80 characters. */
export class Tokens {
	readonly #about: About;
	readonly #problem: Problem;
	readonly #schedules = new Map<string, string>();

	constructor(about: About, problem: Problem) {
		this.#about = about;
		this.#problem = problem;
	}

	of(schedule: readonly number[]): string {
		const token = tokenOf(this.#about, schedule);
		const isLong = printToken(token).length > tokenLengthMax;
		const fitted = fitToken(
			isLong
				? { ...token, schedule: withFewCounts(this.#problem, token.schedule, options) }
				: token,
		);
		if (fitted.schedule !== null) this.#schedules.set(fitted.text, fitted.schedule);
		return fitted.text;
	}

	/** By token: the schedules for which there was no room. */
	get schedules(): Readonly<Record<string, string>> {
		return Object.fromEntries(this.#schedules);
	}
}

/**
 * Whether a token has room for it, whatever the variant is called: what is shown of one is shown of all that
 * take the same steps (same-steps.ts).
 */
function fits({ problem, workload }: Race, schedule: readonly number[]): boolean {
	const names = variantNameLetters + workload.name.length;
	const room = Math.max(roomMin, tokenLengthMax - names - otherLetters);
	const segments = segmentsOf(schedule);
	if (printSchedule(segments).length <= room) return true;
	return printSchedule(withFewCounts(problem, segments, options)).length <= room;
}

/** A schedule that shows the same in fewer pieces, and in no more preemptions; itself where none was found. */
export function shorter(
	{ problem, judged }: Race,
	schedule: readonly number[],
	shows: (verdict: Verdict) => boolean,
): readonly number[] {
	const { preemptions: preemptionsMax } = follow(problem, segmentsOf(schedule), options);
	const run = (candidate: readonly FollowedSegment[]): Segment[] | null => {
		const { ending, tasks, preemptions } = follow(problem, candidate, {
			...options,
			lenient: true,
		});
		if (ending === null || ending.kind === 'livelock' || preemptions > preemptionsMax) return null;
		return shows(judged(ending)) ? segmentsOf(tasks) : null;
	};
	const segments = shortenSegments(segmentsOf(schedule), run, defaultLimits.shorten.triesMax);
	return segments.flatMap(({ task, steps }) => Array.from({ length: steps! }, () => task));
}

/** The same, only where a token has no room for the schedule. */
export const shorterWhereLong = (
	race: Race,
	schedule: readonly number[],
	shows: (verdict: Verdict) => boolean,
): readonly number[] => (fits(race, schedule) ? schedule : shorter(race, schedule, shows));
