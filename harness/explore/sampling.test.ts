/*
 * The random strategies: what each promises, and what all owe their callers. Seeds are fixed, so that a
 * statistical bound is met on every run or on none.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { judgeOf } from '../cell/judge.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { stageOf } from '../cell/stage.ts';
import { describeTerminal, toyPrograms } from './fixture.ts';
import { pct } from './pct.ts';
import type { Problem } from './problem.ts';
import { randomRuns } from './random.ts';
import type { Sampler, SamplingOptions } from './sampling.ts';
import { storedSearch } from './stored.ts';
import { strategies } from './strategies.ts';
import { TaskState } from './task-state.ts';
import { toyProblem, type ToyStep } from './toy.ts';
import { walk } from './urw.ts';

const each = Object.entries(strategies);

const adds = (count: number): ToyStep[] =>
	Array.from({ length: count }, () => ({ do: 'add', w: 5 }));

/** The schedules that a strategy runs. */
function schedules(sampler: Sampler, programs: ToyStep[][], options: SamplingOptions): string[] {
	const found: string[] = [];
	sampler(toyProblem(programs), options, (ending) => {
		found.push(ending.schedule().join(''));
	});
	return found;
}

describe.each(each)('%s', (_, sampler) => {
	test('runs the same executions when it is run again, others for another seed', () => {
		const programs = [adds(6), adds(5), adds(4)];
		const first = schedules(sampler, programs, { runs: 120, seed: 5 });
		expect(first).toHaveLength(120);
		expect(schedules(sampler, programs, { runs: 120, seed: 5 })).toEqual(first);
		expect(schedules(sampler, programs, { runs: 120, seed: 6 })).not.toEqual(first);
	});

	test('stops when it is told to', () => {
		let count = 0;
		sampler(toyProblem([adds(2), adds(2)]), { runs: 500, seed: 1 }, () => ++count === 130);
		expect(count).toBe(130);
	});

	test('ends only where the full search ends, and a schedule replays to its end', () => {
		fc.assert(
			fc.property(toyPrograms(6), fc.integer(), (programs, seed) => {
				const ends = new Set<string>();
				const full = toyProblem(programs);
				storedSearch(
					full,
					{ statesMax: 2_000_000, seed: 1, full: true },
					() => ends.clear(),
					(ending) => void ends.add(describeTerminal(full, ending)),
				);
				const problem = toyProblem(programs);
				const replayed = toyProblem(programs);
				sampler(problem, { runs: 50, seed }, (ending) => {
					const end = describeTerminal(problem, ending);
					const state = new TaskState(replayed);
					state.reset();
					let couldRun = true;
					for (const task of ending.schedule()) {
						couldRun &&= ((state.enabled() >> task) & 1) === 1;
						state.run(task);
					}
					const { locals } = state;
					const again = { kind: state.terminalKind(), locals, schedule: () => [] };
					expect([ends.has(end), couldRun, describeTerminal(replayed, again)]).toEqual([
						true,
						true,
						end,
					]);
				});
			}),
			{ seed: 20030404, numRuns: 30 },
		);
	});

	test('takes no waiting for a livelock', () => {
		const holder: ToyStep[] = [{ do: 'lock', l: 0 }, ...adds(5), { do: 'unlock', l: 0 }];
		const problem = toyProblem([holder, [{ do: 'spin', l: 0 }]]);
		const kinds = new Set<string>();
		sampler(problem, { runs: 200, seed: 1, stepsMax: 1000 }, ({ kind }) => void kinds.add(kind));
		expect([...kinds]).toEqual(['done']);
	});
});

/** A problem of the real kernel and its judge. */
function placed(
	variant: string,
	workload: string,
): { problem: Problem; judged: ReturnType<typeof judgeOf> } {
	const booted = bootVariant(variants[variant]!);
	const stage = stageOf(booted, readWorkload(workload, Object.keys(variants)));
	const problem = stage.problem!;
	return { problem, judged: judgeOf(stage.placed, problem) };
}

/** How many executions end in a BUG, and how many steps the longest has. */
function bugs(
	sampler: Sampler,
	programs: ToyStep[][],
	options: SamplingOptions,
): { hits: number; longest: number } {
	let hits = 0;
	let longest = 0;
	sampler(toyProblem(programs), options, (ending) => {
		if (ending.kind === 'dead') hits++;
		longest = Math.max(longest, ending.schedule().length);
	});
	return { hits, longest };
}

describe('pct', () => {
	const depth2: ToyStep[][] = [
		[
			{ do: 'store', w: 0, value: 1 },
			{ do: 'store', w: 0, value: 0 },
		],
		[...adds(20), { do: 'bug-if', w: 0, value: 1 }],
	];
	// Both writers stop between their two steps.
	const depth3: ToyStep[][] = [
		[
			{ do: 'store', w: 0, value: 5 },
			{ do: 'store', w: 0, value: 9 },
		],
		[...adds(6), { do: 'add', w: 0 }, { do: 'add', w: 0 }],
		[...adds(6), { do: 'bug-if', w: 0, value: 6 }],
	];

	test.each([
		{ depth: 2, programs: depth2, runs: 4000 },
		{ depth: 3, programs: depth3, runs: 20_000 },
	])('meets a bug of depth $depth as often as it guarantees', ({ depth, programs, runs }) => {
		const { hits, longest } = bugs(pct(depth), programs, { runs, seed: 2010 });
		const guaranteed = 1 / (programs.length * longest ** (depth - 1));
		const deviation = Math.sqrt((guaranteed * (1 - guaranteed)) / runs);
		expect(hits / runs).toBeGreaterThan(guaranteed - 3 * deviation);
		expect(hits).toBeGreaterThan(10);
		// One change of priority fewer cannot do it.
		expect(bugs(pct(depth - 1), programs, { runs, seed: 2010 }).hits).toBe(0);
	});

	test('meets what a long way of one task makes improbable under uniform choices', () => {
		const options = { runs: 2000, seed: 2010 };
		expect(bugs(randomRuns, depth2, options).hits).toBe(0);
		expect(bugs(pct(2), depth2, options).hits).toBeGreaterThan(10);
	});
});

describe('walk', () => {
	/** Chi-square of the schedules against all being equally likely. */
	function chiSquare(sampler: Sampler, lengths: readonly number[], all: number): number {
		const runs = 40 * all;
		const found = schedules(sampler, lengths.map(adds), { runs: runs + 1, seed: 2025 });
		const counts = new Map<string, number>();
		// The first execution is the one that it learns from.
		for (const schedule of found.slice(1)) {
			counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
		}
		let sum = (all - counts.size) * 40;
		for (const count of counts.values()) sum += (count - 40) ** 2 / 40;
		return sum;
	}

	// Above these a uniform distribution lies once in a thousand times, by degrees of freedom.
	test.each([
		{ lengths: [4, 3], all: 35, critical: 65.2 },
		{ lengths: [7, 2], all: 36, critical: 66.6 },
		{ lengths: [2, 3, 2], all: 210, critical: 276 },
	])('makes all $all schedules of $lengths steps equally likely', ({ lengths, all, critical }) => {
		expect(chiSquare(walk, lengths, all)).toBeLessThan(critical);
		expect(chiSquare(randomRuns, lengths, all)).toBeGreaterThan(2 * critical);
	});

	test('a task that was done early in one execution counts with what it had left on this path', () => {
		// Whoever comes second stops after two steps, so no length is fixed; all schedules still occur.
		const race: ToyStep[] = [{ do: 'add', w: 0 }, { do: 'bug-if', w: 0, value: 2 }, ...adds(4)];
		const found = new Set(schedules(walk, [race, race], { runs: 1500, seed: 1 }));
		const full = new Set(schedules(randomRuns, [race, race], { runs: 6000, seed: 1 }));
		expect(found.size).toBeGreaterThan(0.9 * full.size);
	});
});

describe('what uniform random schedules do not meet', () => {
	test.each([
		['lock-page-convert', 'trunc-vs-fault', 'kernel BUG'],
		['lock-page-convert', 'lost-store', 'lost dirty data'],
		['lock-page-convert', 'split-vs-trunc', 'orphan page mapped'],
	])('%s on %s: %s', (variant, workload, oracle) => {
		const { problem, judged } = placed(variant, workload);
		const hits = (sampler: Sampler): number => {
			let count = 0;
			sampler(problem, { runs: 400, seed: 2003 }, (ending) => {
				if (judged(ending).findings.some((one) => one.oracle === oracle)) count++;
			});
			return count;
		};
		expect(hits(strategies.uniform)).toBe(0);
		expect(hits(strategies.pct)).toBeGreaterThan(0);
		expect(hits(strategies.swarm)).toBeGreaterThan(0);
	});
});
