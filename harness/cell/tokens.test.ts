/*
 * The tokens of cells: short also where tasks flush stores one by one, and each shows what it stands for.
 */
import { describe, expect, test } from 'vitest';
import { loadVariant } from '../catalogue/variant.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { variantNames } from '../catalogue/variants.ts';
import { keyOf } from '../check/oracle.ts';
import { follow } from '../explore/follow.ts';
import { withFewCounts } from '../explore/shorten.ts';
import { judgeSchedule } from '../replay/judge-schedule.ts';
import { parseToken, segmentsOf, tokenLengthMax } from '../text/token.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { judgeOf } from './judge.ts';
import { defaultLimits } from './limits.ts';
import { defaultCellOptions } from './options.ts';
import { stageOf } from './stage.ts';
import { digestOf } from './tally.ts';

describe.each([
	['truncate-count-wmb', 'count-vs-truncate-relaxed'],
	['invalidate2-one-counter', 'recheck-invalidate'],
	['punch-extents', 'punch-vs-read'],
])('%s on %s', async (name, litmus) => {
	const { variant } = await loadVariant(name);
	const booted = bootVariant(variant);
	const workload = readWorkload(litmus, variantNames);
	const cell = runCell(booted, workload, { ...defaultCellOptions, sampleRuns: 0 });
	const stage = stageOf(booted, workload);
	const problem = stage.problem!;

	test('no token has more than 80 characters or lacks its schedule', () => {
		const tokens = [
			...cell.violations.map(({ token }) => token),
			...cell.questions.flatMap(({ token }) => token ?? []),
			...cell.outcomes!.map(({ token }) => token),
		];
		expect(tokens.length).toBeGreaterThan(2);
		expect(tokens.filter((token) => token.length > tokenLengthMax)).toEqual([]);
		expect(cell.schedules).toBeUndefined();
	});

	test('each violation shows, in as many steps and preemptions as are told', () => {
		for (const { oracle, site, token, steps, preemptions } of cell.violations) {
			if (steps === 0) continue;
			const { findings, tasks, ...judged } = judgeSchedule(
				stage.placed,
				problem,
				parseToken(token)!.schedule,
			);
			expect(findings.map(keyOf)).toContain(keyOf({ oracle, site } as Parameters<typeof keyOf>[0]));
			expect([judged.fits, tasks.length, judged.preemptions]).toEqual([true, steps, preemptions]);
		}
	});

	test('each outcome is seen', () => {
		const judged = judgeOf(stage.placed, problem);
		for (const { digest, token } of cell.outcomes!) {
			const { ending } = follow(problem, parseToken(token)!.schedule, defaultLimits.follow);
			expect(digestOf(judged(ending!).observed)).toBe(digest);
		}
	});

	test('fewer counts are the same execution', () => {
		for (const { token } of cell.outcomes!) {
			const { schedule } = parseToken(token)!;
			const { tasks } = follow(problem, schedule, defaultLimits.follow);
			const few = withFewCounts(problem, segmentsOf(tasks), defaultLimits.follow);
			expect(few.length).toBeLessThanOrEqual(segmentsOf(tasks).length);
			expect(follow(problem, few, defaultLimits.follow).tasks).toEqual(tasks);
		}
	});
});
