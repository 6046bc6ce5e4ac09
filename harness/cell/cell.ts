/*
 * harness/cell/cell.ts - one variant on one workload: search, judge, find the plainest witness, count.
 */
import { type Finding, keyOf } from '../check/oracle.ts';
import { deaths } from '../engine/machine.ts';
import { estimateStates } from '../explore/estimate.ts';
import { ExactTable } from '../explore/exact-table.ts';
import type { Footprints } from '../explore/footprint.ts';
import { storedSearch } from '../explore/stored.ts';
import { noRoom } from '../messages/index.ts';
import {
	type Cell,
	type Expectation,
	type Explored,
	type Frequency,
	outcomesMax,
	type Question,
	type Violation,
} from '../result.ts';
import { printToken, segmentsOf } from '../token.ts';
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import { bounded } from './bounded.ts';
import { countCost } from './cost.ts';
import { distrust, placeTwice } from './determinism.ts';
import { deathVerdict, judgeOf, orderFindings, raceFindings } from './judge.ts';
import { type CellOptions, type CellWatch, defaultCellOptions, exactBytesMax } from './options.ts';
import type { Placed } from './placed.ts';
import { problemOf, sequentialOf } from './problem.ts';
import { addMissed, ratesOf, sample, type Sampled, withSamples } from './sample.ts';
import { SetupUnfinished } from './setup.ts';
import { Tally } from './tally.ts';
import { undecidedCell } from './undecided.ts';
import { findWitnesses, preemptionsOf } from './witness.ts';

/**
 * Runs one variant on one workload. Deterministic. Throws what `watch` throws.
 * @throws BadInput when a function of the variant is fickle, see engine/rerun.ts
 */
export function runCell(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions = defaultCellOptions,
	watch?: CellWatch,
): Cell {
	return distrust(booted, () => searchCell(booted, workload, options, watch).cell);
}

/** What the digests of a cell stand for, a line for each thing that can be seen, see observe.ts. */
export type Observed = ReadonlyMap<string, readonly string[]>;

/** The cell, and its outcomes in full. */
export function runCellWithOutcomes(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions = defaultCellOptions,
): { readonly cell: Cell; readonly observed: Observed } {
	return distrust(booted, () => searchCell(booted, workload, options, undefined));
}

function searchCell(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions,
	watch: CellWatch | undefined,
): { readonly cell: Cell; readonly observed: Observed } {
	let placed: Placed;
	try {
		placed = placeTwice(booted, workload, options.setupStepsMax);
	} catch (error) {
		if (!(error instanceof SetupUnfinished)) throw error;
		const stopped = { kind: 'stopped', limit: error.limit } as const;
		const cell = undecidedCell(booted.variant.name, workload, stopped);
		return { cell, observed: new Map() };
	}
	const problem = problemOf(booted, placed);
	const judged = judgeOf(placed, problem);

	const token = (schedule: readonly number[]): string =>
		printToken({
			variant: booted.variant.name,
			workload: workload.name,
			digest: workload.digest,
			schedule: segmentsOf(schedule),
		});

	let tally = new Tally(workload.never.length);
	let explored: Explored;
	let footprints: Footprints | null = null;
	let samples: readonly Sampled[] = [];
	if (placed.death !== null) {
		tally.add(deathVerdict(placed), {
			kind: 'dead',
			locals: new Int32Array(0),
			schedule: () => [],
		});
		explored = { kind: 'complete', engine: 'sequential', states: 1, transitions: 0, terminals: 1 };
	} else {
		const { statesMax, seed } = options;
		// On a machine of its own, so that the search is the same with and without.
		const statesEstimated = options.estimate
			? estimateStates(problemOf(booted, placed), { seed })
			: null;
		watch?.expect(Math.min(statesMax, statesEstimated ?? statesMax));
		const result = storedSearch(
			problem,
			{
				statesMax,
				seed,
				watch: watch?.search,
				visited: options.exact
					? ({ locals }) => new ExactTable({ ...problem, locals }, exactBytesMax)
					: undefined,
			},
			() => (tally = new Tally(workload.never.length)),
			(ending) => tally.add(judged(ending), ending),
		);
		footprints = result.footprints;
		const { states, transitions, terminals } = result;
		explored = result.complete
			? {
					kind: 'complete',
					engine: options.exact
						? 'whole states, persistent sets'
						: 'stored states, persistent sets',
					states,
					transitions,
					terminals,
				}
			: bounded(
					problem,
					options,
					workload,
					judged,
					result.footprints,
					(better) => (tally = better),
					watch,
				);
		if (explored.kind !== 'complete' && statesEstimated !== null) {
			explored = { ...explored, cut: { states, statesMax, statesEstimated } };
		}
		samples = sample(problem, options, judged);
		const missed = addMissed(tally, samples, explored.kind === 'complete');
		explored = withSamples(explored, missed, samples.length, token);
		const races = options.auditRaces ? result.footprints.dataRaces() : [];
		for (const finding of [...raceFindings(placed, races), ...orderFindings(problem)]) {
			const key = keyOf(finding);
			if (!tally.violations.has(key)) {
				tally.violations.set(key, { finding, count: tally.terminals, schedule: [] });
			}
		}
	}

	const full = [...tally.violations.values()].find(isFull);
	// A fault of the search itself has to be told in any case.
	if (full !== undefined && !('withdrawn' in explored))
		explored = { kind: 'stopped', limit: noRoom(full.finding.site) };
	if (explored.kind === 'stopped') {
		const cell = undecidedCell(booted.variant.name, workload, explored);
		return { cell, observed: new Map() };
	}

	const witnesses = new Map<string, number[]>();
	if (footprints !== null) {
		findWitnesses(problem, tally, options, judged, footprints, witnesses, watch);
	}
	const rates = ratesOf(samples);
	const runs = placed.death === null ? options.sampleRuns : 0;
	const isWithdrawn = explored.kind === 'sampled' && explored.withdrawn !== undefined;
	const frequency = (count: number): Frequency =>
		count === 0 ? 'never' : count === tally.terminals && !isWithdrawn ? 'always' : 'sometimes';

	const violations = [...tally.violations]
		.filter(([, each]) => !isFull(each))
		.map(([key, { finding, count, schedule }]): Violation => {
			const witness = witnesses.get(key) ?? schedule;
			return {
				oracle: finding.oracle,
				site: finding.site,
				detail: finding.detail,
				token: token(witness),
				steps: witness.length,
				preemptions: preemptionsOf(problem, witness),
				frequency: frequency(count) === 'always' ? 'always' : 'sometimes',
				rate: { hits: rates.get(key) ?? 0, runs },
			};
		})
		.toSorted((a, b) => order(a.oracle, b.oracle) || order(a.site, b.site));
	const questions = workload.never.map((line, i): Question => {
		const { count, schedule } = tally.questions[i]!;
		return {
			text: line.text,
			frequency: frequency(count),
			token: schedule === null ? null : token(witnesses.get(`question ${i}`) ?? schedule),
		};
	});
	const outcomes = [...tally.outcomes]
		.map(([digest, { schedule }]) => ({ digest, token: token(schedule) }))
		.toSorted((a, b) => order(a.digest, b.digest));
	const observed = new Map([...tally.outcomes].map(([digest, each]) => [digest, each.observed]));
	const cell: Cell = {
		variant: booted.variant.name,
		workload: workload.name,
		explored,
		outcomes: outcomes.length > outcomesMax ? null : outcomes,
		violations,
		questions,
		expectations: expectationsOf(booted.variant.name, workload, violations, questions),
		unmappedLocked: {
			min: Number.isFinite(tally.missingMin) ? tally.missingMin : 0,
			max: tally.missingMax,
			collateralMax: tally.collateralMax,
		},
		cost: countCost(sequentialOf(placed), booted.start),
	};
	return { cell, observed };
}

/** Nothing is known of what lies behind, and no kernel is to blame. */
const isFull = ({ finding }: { readonly finding: Finding }): boolean =>
	finding.oracle === deaths.full;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function expectationsOf(
	variant: string,
	workload: Workload,
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
			const observed: Frequency = found.includes('always')
				? 'always'
				: found.includes('sometimes')
					? 'sometimes'
					: 'never';
			return {
				text: line.text,
				expected: line.frequency,
				observed,
				met: observed === line.frequency,
				where: `${workload.path}:${line.place.line}`,
			};
		});
}
