/*
 * harness/cell/describe-cell.ts - a cell as plain data, from what its search found.
 */
import {
	type Cell,
	type Cost,
	type Expectation,
	type Explored,
	type Frequency,
	outcomesMax,
	type Question,
	strongest,
	type Violation,
} from '../result.ts';
import type { Workload } from '../workload.ts';
import { isFull } from './judge.ts';
import type { Subject } from './race.ts';
import { ratesOf } from './sample.ts';
import type { Searched } from './search-race.ts';
import type { Tokens } from './tokens.ts';
import { keyOfOutcome, keyOfQuestion, type Witness } from './witness.ts';

/** The cell; `witnessed` gives the plainest schedule for a key, where one was looked for (witness.ts). */
export function describeCell(
	subject: Subject,
	searched: Searched,
	cost: Cost | null,
	vacuous: readonly string[],
	tokens: Tokens,
	witnessed: (key: string, otherwise: readonly number[]) => Witness,
): Cell {
	const { booted, workload } = subject;
	const { tally, explored } = searched;
	const isWithdrawn = explored.kind === 'sampled' && explored.withdrawn !== undefined;
	const frequency = (count: number): Frequency =>
		count === 0 ? 'never' : count === tally.terminals && !isWithdrawn ? 'always' : 'sometimes';
	const token = (schedule: readonly number[]): string => tokens.of(schedule);
	const violations = violationsOf(searched, token, frequency, witnessed);
	const questions = workload.never.map((line, i): Question => {
		const { count, schedule, ofSearch } = tally.questions[i]!;
		return {
			text: line.text,
			frequency: ofSearch ?? frequency(count),
			token: schedule === null ? null : token(witnessed(keyOfQuestion(i), schedule).schedule),
		};
	});
	const outcomes = [...tally.outcomes]
		.map(([digest, { schedule }]) => ({
			digest,
			token: token(witnessed(keyOfOutcome(digest), schedule).schedule),
		}))
		.toSorted((a, b) => order(a.digest, b.digest));
	const { schedules } = tokens;
	return {
		variant: booted.variant.name,
		workload: workload.name,
		explored,
		outcomes: outcomes.length > outcomesMax ? null : outcomes,
		violations,
		questions,
		expectations: expectationsOf(booted.variant.name, workload, explored, violations, questions),
		unmappedLocked: {
			min: Number.isFinite(tally.missingMin) ? tally.missingMin : 0,
			max: tally.missingMax,
			collateralMax: tally.collateralMax,
		},
		cost,
		...(vacuous.length === 0 ? {} : { vacuous }),
		...(Object.keys(schedules).length === 0 ? {} : { schedules }),
	};
}

function violationsOf(
	{ tally, samples, sampleRuns }: Searched,
	token: (schedule: readonly number[]) => string,
	frequency: (count: number) => Frequency,
	witnessed: (key: string, otherwise: readonly number[]) => Witness,
): Violation[] {
	const rates = ratesOf(samples);
	return [...tally.violations]
		.filter(([, { finding }]) => !isFull(finding))
		.map(([key, { finding, count, schedule }]): Violation => {
			const witness = witnessed(key, schedule);
			return {
				oracle: finding.oracle,
				site: finding.site,
				detail: finding.detail,
				token: token(witness.schedule),
				steps: witness.schedule.length,
				preemptions: witness.preemptions,
				frequency: frequency(count) === 'always' ? 'always' : 'sometimes',
				rate: { hits: rates.get(key) ?? 0, runs: sampleRuns },
			};
		})
		.toSorted((a, b) => order(a.oracle, b.oracle) || order(a.site, b.site));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ends with and ends without are two that were seen; that there are only such takes a search of all. */
const isProved = (observed: Frequency, explored: Explored): boolean =>
	observed === 'sometimes' || explored.kind === 'complete';

function expectationsOf(
	variant: string,
	workload: Workload,
	explored: Explored,
	violations: readonly Violation[],
	questions: readonly Question[],
): Expectation[] {
	return workload.expects
		.filter((line) => line.variant === variant)
		.map((line): Expectation => {
			const found: Frequency[] =
				line.oracle === null
					? questions.map((each) => each.frequency)
					: violations.filter((each) => each.oracle === line.oracle).map((each) => each.frequency);
			const observed = strongest(found);
			return {
				text: line.text,
				expected: line.frequency,
				observed,
				met: observed === line.frequency && isProved(observed, explored),
				where: `${workload.path}:${line.place.line}`,
			};
		});
}
