/*
 * Kernels that break a rule of locks: the reduced search finds what the whole graph has, and so does SPIN.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import {
	bootBroken,
	breakages,
	brokenKernels,
	functionsOfPages,
	litmusOf,
	opponents,
	type BrokenKernel,
} from './fixture.ts';
import { runCell } from '../cell.ts';
import type { BootedVariant } from '../boot.ts';
import { judgeOf } from '../judge.ts';
import { verdictOnly } from '../options.ts';
import { before } from '../../check/mutants/mutation.ts';
import { keyOf } from '../../check/oracle.ts';
import { storedSearch } from '../../explore/stored.ts';
import { judgeCell } from '../../audit/promela/judge.ts';
import { runSpin, spinTools } from '../../audit/promela/spin.ts';
import { stageOf } from '../stage.ts';
import type { Workload } from '../../workload.ts';

const names = Object.keys(brokenKernels);
const statesMax = 150_000;

interface Subject {
	readonly booted: BootedVariant;
	readonly workload: Workload;
}

function subject({ replaces, cpus }: Pick<BrokenKernel, 'replaces' | 'cpus'>): Subject {
	const read = parseLitmus(litmusOf('broken', cpus), 'broken');
	if ('error' in read) throw new Error(read.error.message);
	return { booted: bootBroken('broken', replaces), workload: read.workload };
}

interface Found {
	readonly ends: number;
	/** Those that are judged at ends. */
	readonly violations: readonly string[];
}

/** What a search without reduction finds; null where the graph is too large. */
function wholeGraph({ booted, workload }: Subject): Found | null {
	const stage = stageOf(booted, workload);
	if (stage.problem === null) throw new Error('it ends before the race');
	const judged = judgeOf(stage.placed, stage.problem);
	const violations = new Set<string>();
	const ends = new Set<unknown>();
	const { complete } = storedSearch(
		stage.problem,
		{ statesMax, seed: 1, full: true },
		() => {},
		(ending) => {
			const verdict = judged(ending);
			ends.add(verdict);
			for (const each of verdict.findings) violations.add(keyOf(each));
		},
	);
	if (!complete) return null;
	return { ends: ends.size, violations: [...violations].toSorted() };
}

/** The same of the search that verdicts rest on. */
function search({ booted, workload }: Subject): Found {
	const { explored, violations } = runCell(booted, workload, { ...verdictOnly, statesMax });
	if (explored.kind !== 'complete') throw new Error('the search is not complete');
	const judgedAtEnds = violations.filter(({ oracle }) => oracle !== 'lock order');
	return { ends: explored.terminals, violations: judgedAtEnds.map(keyOf).toSorted() };
}

/** Something that breaks a rule, before some function of a page, against somebody who uses the page. */
interface RandomBreakage {
	readonly where: string;
	readonly breakage: string;
	readonly cpus: string;
}

const randomBreakages: fc.Arbitrary<RandomBreakage> = fc.record({
	where: fc.constantFrom(...Object.keys(functionsOfPages)),
	breakage: fc.constantFrom(...Object.keys(breakages)),
	cpus: fc.constantFrom(...opponents),
});

function kernelOf({
	where,
	breakage,
	cpus,
}: RandomBreakage): Pick<BrokenKernel, 'replaces' | 'cpus'> {
	const extra = breakages[breakage]!;
	return { replaces: before(where, (args) => extra(args[functionsOfPages[where]!]!)), cpus };
}

const tools = spinTools();

describe('a kernel that breaks a rule of locks', () => {
	test.each(names)('%s: the search finds what the whole graph has', (name) => {
		const each = subject(brokenKernels[name]!);
		expect(search(each)).toEqual(wholeGraph(each));
	});

	test.skipIf(tools === null).each(names)(
		'%s: SPIN finds the same (skipped without spin and a C compiler)',
		(name) => {
			const { booted, workload } = subject(brokenKernels[name]!);
			const judged = judgeCell(booted, workload, {
				statesMax,
				ask: (model) => runSpin(model, { tools: tools!, clock: () => 0, timeoutMs: 60_000 }),
			});
			expect(judged).toMatchObject({ kind: 'judged', complaints: [] });
		},
		120_000,
	);

	test('so do random ones', () => {
		fc.assert(
			fc.property(randomBreakages, (each) => {
				const broken = subject(kernelOf(each));
				// Some break what is read into the cache before the race.
				fc.pre(stageOf(broken.booted, broken.workload).problem !== null);
				const whole = wholeGraph(broken);
				fc.pre(whole !== null);
				expect(search(broken)).toEqual(whole);
			}),
			{ seed: 20030404, numRuns: 25 },
		);
	}, 60_000);
});
