/*
 * harness/cell.ts - one variant on one workload: search, judge, find the plainest witness, count.
 */
import { createHash } from 'node:crypto';
import { judge } from './check/index.ts';
import { evaluateCondition } from './check/condition.ts';
import { lockOrderFindings } from './check/lock-edges.ts';
import { keyOf, type Finding } from './check/oracle.ts';
import { unmappedLocked } from './check/walk.ts';
import { Automata, DONE, Nodes } from './engine/automaton.ts';
import { describeWord } from './engine/memory.ts';
import { deaths, Machine, type Death } from './engine/machine.ts';
import { withMemoryModels } from './engine/weak-program.ts';
import { distrust, placeTwice } from './distrust.ts';
import { boundedSearch } from './explore/bounded.ts';
import { estimateStates } from './explore/estimate.ts';
import { ExactTable } from './explore/exact-table.ts';
import type { DataRace, Footprints } from './explore/footprint.ts';
import type { Ending, Problem, Watch } from './explore/problem.ts';
import { randomRuns } from './explore/random.ts';
import { storedSearch } from './explore/stored.ts';
import { strategies, type Strategy } from './explore/strategies.ts';
import { TaskState } from './explore/task-state.ts';
import { atomics } from './mm/atomics.ts';
import { isWeakField } from './mm/weak-fields.ts';
import { lockOrder } from './mm/lock-order.ts';
import { isGivenUp } from './given-up.ts';
import { samplesGivenUp, unseenEnd, violationPhrase } from './messages.ts';
import { observe } from './observe.ts';
import type { Placed } from './program.ts';
import { countCost } from './record/cost.ts';
import { printToken, segmentsOf } from './record/token.ts';
import {
	outcomesMax,
	type Cell,
	type Expectation,
	type Explored,
	type Frequency,
	type Question,
	type Violation,
} from './result.ts';
import { sceneOf } from './scene.ts';
import { SetupUnfinished } from './setup.ts';
import { undecidedCell } from './undecided.ts';
import { boot, type Variant } from './variant.ts';
import type { Workload } from './workload.ts';

export interface CellOptions {
	readonly seed: number;
	/** Stored states at most before the complete search is given up for a bounded one. */
	readonly statesMax: number;
	/** Seeded random schedules that the rate of each violation rests on. */
	readonly sampleRuns: number;
	/** Preemptions up to which the plainest witness is looked for. */
	readonly witnessPreemptionsMax: number;
	/** How random schedules are drawn where not even a bound fits; rates are always of uniform ones. */
	readonly sampleStrategy: Strategy;
	/** Reports data races too; a kernel of 2003 has many, most of them meant. */
	readonly auditRaces: boolean;
	/** Keeps whole states, not fingerprints, in the complete search, for audits. */
	readonly exact?: boolean;
	/** Estimates the size of the search before it, and tells it where the search is cut short. */
	readonly estimate?: boolean;
	/** Steps before the race at most, see setup.ts. */
	readonly setupStepsMax?: number;
}

/** Looks on while a cell is worked at. */
export interface CellWatch {
	/** The complete search begins and is expected to store so many states. */
	readonly expect: (states: number) => void;
	/** Given to each search; what it throws comes out of runCell. */
	readonly search: Watch;
}

/** Whole states of one search take so much at most: about a million of them. */
export const exactBytesMax: number = 512 * 2 ** 20;

export const defaultCellOptions: CellOptions = {
	seed: 2003,
	statesMax: 45_000,
	sampleRuns: 200,
	witnessPreemptionsMax: 3,
	sampleStrategy: 'swarm',
	auditRaces: false,
};

/** For those who ask for the verdict and nothing beside it: no rates, no plainest witness. */
export const verdictOnly: CellOptions = {
	...defaultCellOptions,
	sampleRuns: 0,
	witnessPreemptionsMax: 0,
};

/** Kernels are booted once; their automaton nodes serve every workload. */
export interface BootedVariant {
	readonly variant: Variant;
	readonly nodes: Nodes;
	readonly programs: Map<string, () => ReturnType<ReturnType<typeof boot>>>;
	readonly start: ReturnType<typeof boot>;
	/** Nodes that have been run again, see distrust(). */
	nodesRunAgain: number;
}

export function bootVariant(variant: Variant): BootedVariant {
	const kernel = withMemoryModels(boot(variant), isWeakField);
	const programs: BootedVariant['programs'] = new Map();
	const start: ReturnType<typeof boot> = (name, args) =>
		programs.get(name)?.() ?? kernel(name, args);
	return { variant, nodes: new Nodes(start, variant.name), programs, start, nodesRunAgain: 0 };
}

/** What a terminal state looks like to the judges. */
interface Verdict {
	readonly findings: readonly Finding[];
	/** By index of the workload's `never` lines. */
	readonly questions: readonly boolean[];
	readonly missing: number;
	readonly collateral: number;
	/** See observe.ts. */
	readonly observed: readonly string[];
}

/** What a whole search adds up to. */
class Tally {
	terminals = 0;
	/** What was said of each distinct end. */
	readonly ends = new Set<Verdict>();
	readonly violations = new Map<string, { finding: Finding; count: number; schedule: number[] }>();
	readonly questions: { count: number; schedule: number[] | null }[];
	/** What programs can have seen at an end, and one execution that ends so; one more than a cell has at most. */
	readonly outcomes = new Map<string, { observed: readonly string[]; schedule: number[] }>();
	missingMin = Number.POSITIVE_INFINITY;
	missingMax = 0;
	collateralMax = 0;

	constructor(questions: number) {
		this.questions = Array.from({ length: questions }, () => ({ count: 0, schedule: null }));
	}

	add(verdict: Verdict, ending: Ending): void {
		this.terminals++;
		this.ends.add(verdict);
		for (const finding of verdict.findings) {
			const key = keyOf(finding);
			const known = this.violations.get(key);
			if (known === undefined) {
				this.violations.set(key, { finding, count: 1, schedule: ending.schedule() });
			} else known.count++;
		}
		for (const [i, holds] of verdict.questions.entries()) {
			if (!holds) continue;
			const question = this.questions[i]!;
			question.count++;
			question.schedule ??= ending.schedule();
		}
		const digest = digestOf(verdict.observed);
		if (!this.outcomes.has(digest) && this.outcomes.size <= outcomesMax) {
			this.outcomes.set(digest, { observed: verdict.observed, schedule: ending.schedule() });
		}
		if (ending.kind === 'done') {
			this.missingMin = Math.min(this.missingMin, verdict.missing);
			this.missingMax = Math.max(this.missingMax, verdict.missing);
			this.collateralMax = Math.max(this.collateralMax, verdict.collateral);
		}
	}
}

/** Stored states at most for each bound within which the plainest witness is looked for. */
const witnessStatesMax = 36_000;

/** Random schedules that stand in for a search where not even a bound fits. */
const sampledRuns = 2000;
/** When so many of them, and all until then, are given up, the others would be too. */
const givenUpMax = 20;

const digests = new WeakMap<readonly string[], string>();

/** Twelve hex digits that stand for what was observed. */
function digestOf(observed: readonly string[]): string {
	let digest = digests.get(observed);
	if (digest === undefined) {
		digest = createHash('sha256').update(observed.join('\n')).digest('hex').slice(0, 12);
		digests.set(observed, digest);
	}
	return digest;
}

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
		explored = withSamples(explored, addMissed(tally, samples), samples.length, token);
		const races = options.auditRaces ? result.footprints.dataRaces() : [];
		for (const finding of [...raceFindings(placed, races), ...orderFindings(problem)]) {
			const key = keyOf(finding);
			if (!tally.violations.has(key)) {
				tally.violations.set(key, { finding, count: tally.terminals, schedule: [] });
			}
		}
	}

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

/** Judges each distinct end once. */
export function judgeOf(placed: Placed, problem: Problem): (ending: Ending) => Verdict {
	const verdicts = new Map<string, Verdict>();
	return (ending) => {
		const { hash1, hash2, held, heldSets } = problem.machine;
		const holds = [...held].map((each) => heldSets.regardlessOfOrder(each));
		const key = [ending.kind, hash1, hash2, ...ending.locals, ...holds].join();
		let verdict = verdicts.get(key);
		if (verdict === undefined) {
			verdict = judgeEnding(placed, problem, ending);
			verdicts.set(key, verdict);
		}
		return verdict;
	};
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Binds a placed workload to a machine and to the variant's automata. */
export function problemOf(booted: BootedVariant, placed: Placed): Problem {
	for (const program of placed.programs) booted.programs.set(program.name, program.start);
	const machine = machineOf(placed);
	machine.load(placed.image);
	const automata = new Automata(booted.nodes);
	return {
		machine,
		automata,
		image: placed.image,
		roots: placed.programs.map((program) => automata.root(program.name, [])),
		after: placed.after,
	};
}

/**
 * A machine for the placed workload. Racing task i allocates from slice i + 1; what runs after the race
 * uses the boot cpu's, and companions allocate nothing.
 */
function machineOf({ workload, layout, programs, image }: Placed): Machine {
	const slices = programs.map((_, i) => (i < workload.cpus.length ? i + 1 : 0));
	const machine = new Machine(layout, atomics, slices);
	const extraWords = image.length - machine.memory.length;
	return extraWords === 0 ? machine : new Machine(layout, atomics, slices, extraWords);
}

export function deathVerdict(placed: Placed): Verdict {
	const { death, functionName } = placed.death!;
	const site = siteOf(death, functionName);
	return {
		findings: [{ oracle: death.oracle, site, detail: `${site}, before the race` }],
		questions: placed.workload.never.map((line) =>
			line.conditions.every((each) => each.holds === 'oracle' && each.oracle === death.oracle),
		),
		missing: 0,
		collateral: 0,
		observed: [`before the race: ${death.oracle}`],
	};
}

function orderFindings(problem: Problem): Finding[] {
	return lockOrderFindings([...problem.machine.edges], lockOrder);
}

export function raceFindings(placed: Placed, races: readonly DataRace[]): Finding[] {
	return races.map(({ location, tasks }): Finding => {
		const word = describeWord(placed.layout, Math.floor(location / 32));
		const names = tasks.map((task) => programName(placed, task));
		return {
			oracle: 'data race',
			site: word.replaceAll(/#\d+/g, ''),
			detail: `${names.join(' and ')} reach ${word} without a common lock`,
		};
	});
}

/** A BUG() names its function itself; of all else the function that it happened in is said. */
function siteOf(death: Death, functionName: string): string {
	return death.oracle === deaths.bug ? death.text : `${functionName}: ${death.text}`;
}

export function judgeEnding(placed: Placed, problem: Problem, ending: Ending): Verdict {
	const scene = sceneOf(placed, problem.machine.memory);
	const { automata, machine } = problem;
	const findings: Finding[] = [];
	if (ending.kind === 'livelock') {
		findings.push({
			oracle: 'livelock',
			site: whereOf(placed, problem, ending),
			detail: 'the rest goes round in a circle that nothing leaves',
		});
	} else if (ending.kind === 'done') {
		findings.push(...judge(scene));
	} else {
		for (const [task, local] of ending.locals.entries()) {
			const dead = automata.deadState(local);
			if (dead === null) continue;
			const site = siteOf(dead.death, dead.name);
			findings.push({
				oracle: dead.death.oracle,
				site,
				detail: `${programName(placed, task)}: ${dead.death.text}`,
			});
		}
		if (ending.kind === 'stuck') {
			const waits = [...ending.locals.entries()].flatMap(([task, local]) => {
				const step = local === DONE ? null : automata.steps[local];
				if (step === null || step === undefined || step.kind === 'join') return [];
				if (placed.companions.has(task)) return [];
				const held = machine.heldSets
					.locksOf(machine.held[task]!)
					.map((each) => `${each.lock.name}(${machine.nameOf(each.object)})`);
				const wants = step.operation.lock?.name ?? step.operation.field?.name ?? step.kind;
				// Who waits to be told where a map is waits for a program, and no kernel is to blame.
				if (step.operation.name === 'user_map_told') return [];
				return [
					{
						site: `${automata.functionOf(local)} waits for ${wants}`,
						detail:
							`${programName(placed, task)} holds ${held.join(', ') || 'nothing'} ` +
							`and waits for ${wants}(${machine.nameOf(step.object)})`,
					},
				];
			});
			findings.push({
				oracle: 'deadlock',
				site: waits.map((each) => each.site).join('; '),
				detail: waits.map((each) => each.detail).join('; '),
			});
		}
	}
	const done = ending.kind === 'done';
	// What a dead or stuck task left behind stays as it is, so it is an end too; a livelock is none.
	const isEnd = ending.kind !== 'livelock';
	const questions = placed.workload.never.map((line) =>
		line.conditions.every((condition) =>
			condition.holds === 'oracle'
				? findings.some((finding) => finding.oracle === condition.oracle)
				: isEnd && evaluateCondition(condition, scene),
		),
	);
	let missing = 0;
	let collateral = 0;
	if (done) {
		const counts = placed.workload.counts.length > 0 ? placed.workload.counts : [null];
		for (const process of counts) {
			const each = unmappedLocked(scene, process);
			missing += each.missing;
			collateral += each.collateral;
		}
	}
	const observed = observe(placed, problem, ending);
	return { findings, questions, missing, collateral, observed };
}

function whereOf(placed: Placed, problem: Problem, ending: Ending): string {
	return [...ending.locals]
		.filter((local, task) => local !== DONE && !placed.companions.has(task))
		.filter((local) => problem.automata.steps[local]?.operation.name !== 'user_map_told')
		.map((local) => problem.automata.functionOf(local))
		.toSorted()
		.join(', ');
}

function programName(placed: Placed, task: number): string {
	return placed.workload.cpus[task]?.name ?? placed.companions.get(task)?.name ?? 'after';
}

/** What to say when the complete search would have been too large: the largest bound that fits. */
function bounded(
	problem: Problem,
	options: CellOptions,
	workload: Workload,
	judged: (ending: Ending) => Verdict,
	footprints: Footprints,
	keep: (tally: Tally) => void,
	watch: CellWatch | undefined,
): Explored {
	let explored: Explored | null = null;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= 4; bound++) {
		let tally = new Tally(workload.never.length);
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax: options.statesMax, watch: watch?.search },
			footprints,
			() => (tally = new Tally(workload.never.length)),
			(ending) => tally.add(judged(ending), ending),
		);
		if (!result.complete) break;
		const { states, transitions, terminals } = result;
		explored = {
			kind: 'bounded',
			engine: 'preemption bound',
			bound,
			states,
			transitions,
			terminals,
		};
		keep(tally);
	}
	if (explored !== null) return explored;
	const tally = new Tally(workload.never.length);
	const { sampleStrategy: strategy, seed } = options;
	let givenUp = 0;
	strategies[strategy](problem, { runs: sampledRuns, seed }, (ending) => {
		if (!isGivenUp(problem, ending)) tally.add(judged(ending), ending);
		else givenUp++;
		return tally.terminals === 0 && givenUp === givenUpMax;
	});
	keep(tally);
	const executions = tally.terminals;
	if (executions === 0) return { kind: 'stopped', limit: samplesGivenUp(givenUp) };
	return { kind: 'sampled', engine: `random, ${strategy}`, executions };
}

/** For each violation the execution with the fewest preemptions, found by widening the bound. */
function findWitnesses(
	problem: Problem,
	tally: Tally,
	options: CellOptions,
	judged: (ending: Ending) => Verdict,
	footprints: Footprints,
	witnesses: Map<string, number[]>,
	watch: CellWatch | undefined,
): void {
	const wanted = new Set(
		[...tally.violations].filter(([, each]) => each.schedule.length > 0).map(([key]) => key),
	);
	for (const [i, question] of tally.questions.entries()) {
		if (question.count > 0) wanted.add(`question ${i}`);
	}
	if (wanted.size === 0) return;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= options.witnessPreemptionsMax && wanted.size > 0; bound++) {
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax: witnessStatesMax, watch: watch?.search },
			footprints,
			() => {},
			(ending) => {
				const verdict = judged(ending);
				const note = (key: string): void => {
					if (!wanted.delete(key)) return;
					witnesses.set(key, ending.schedule());
				};
				for (const finding of verdict.findings) note(keyOf(finding));
				for (const [i, holds] of verdict.questions.entries()) if (holds) note(`question ${i}`);
				return wanted.size === 0;
			},
		);
		if (!result.complete && wanted.size > 0 && bound > 0) break;
	}
}

/** The end of a random schedule. */
interface Sampled {
	readonly verdict: Verdict;
	readonly ending: Pick<Ending, 'kind' | 'schedule'>;
}

/** Runs the random schedules that rates rest on, those left out that were cut because they do not end. */
function sample(
	problem: Problem,
	options: CellOptions,
	judged: (ending: Ending) => Verdict,
): Sampled[] {
	const samples: Sampled[] = [];
	randomRuns(problem, { runs: options.sampleRuns, seed: options.seed ^ 0x5eed }, (ending) => {
		if (isGivenUp(problem, ending)) return;
		const { kind } = ending;
		const schedule = ending.schedule();
		samples.push({ verdict: judged(ending), ending: { kind, schedule: () => schedule } });
	});
	return samples;
}

/** By violation: how many random schedules showed it. */
function ratesOf(samples: readonly Sampled[]): Map<string, number> {
	const hits = new Map<string, number>();
	for (const { verdict } of samples) {
		for (const finding of verdict.findings) {
			hits.set(keyOf(finding), (hits.get(keyOf(finding)) ?? 0) + 1);
		}
	}
	return hits;
}

/**
 * Adds what random schedules showed that the search did not. A bound leaves such ends out; of a complete
 * search every end is known, so that the first one that is not, which is returned, is a fault of it.
 */
function addMissed(
	tally: Tally,
	samples: readonly Sampled[],
): { readonly shows: string; readonly schedule: readonly number[] } | null {
	let first: { shows: string; schedule: readonly number[] } | null = null;
	for (const { verdict, ending } of samples) {
		// Whether a schedule that was cut would have gone on for ever is not known.
		if (ending.kind === 'livelock' || tally.ends.has(verdict)) continue;
		const news = verdict.findings.filter((each) => !tally.violations.has(keyOf(each)));
		tally.add(verdict, { ...ending, locals: new Int32Array(0) });
		if (first !== null && (first.shows !== unseenEnd() || news.length === 0)) continue;
		const shows = news.map(({ oracle, site }) => violationPhrase(oracle, site)).join('; ');
		first = { shows: shows === '' ? unseenEnd() : shows, schedule: ending.schedule() };
	}
	return first;
}

/** What a verdict rests on once random schedules were run beside the search. */
function withSamples(
	explored: Explored,
	missed: { readonly shows: string; readonly schedule: readonly number[] } | null,
	runs: number,
	token: (schedule: readonly number[]) => string,
): Explored {
	if (explored.kind === 'sampled') return { ...explored, executions: explored.executions + runs };
	if (explored.kind !== 'complete' || missed === null) return explored;
	const { engine, states } = explored;
	return {
		kind: 'sampled',
		engine: 'random, uniform',
		executions: runs,
		withdrawn: { engine, states, missed: missed.shows, token: token(missed.schedule) },
	};
}

/** Switches away from a task that could have gone on. */
function preemptionsOf(problem: Problem, schedule: readonly number[]): number {
	const state = new TaskState(problem);
	state.reset();
	let count = 0;
	let last: number | null = null;
	for (const task of schedule) {
		if (last !== null && last !== task && (state.enabled() >> last) & 1) count++;
		state.run(task);
		last = task;
	}
	return count;
}

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

/** A fresh machine for the workload, to run it sequentially. */
export function sequentialOf(placed: Placed): Parameters<typeof countCost>[0] {
	return {
		machine: machineOf(placed),
		image: placed.image,
		programs: placed.programs,
	};
}

/** What the judges say of the end of a replayed execution. */
export function endOf(
	placed: Placed,
	machine: Machine,
	result: {
		readonly tasks: readonly {
			readonly step: unknown;
			readonly death: { oracle: string; text: string } | null;
			readonly functionName: string;
		}[];
	},
): Finding[] {
	const dead = result.tasks.flatMap((task, i) =>
		task.death === null
			? []
			: [
					{
						oracle: task.death.oracle,
						site: siteOf(task.death, task.functionName),
						detail: `${programName(placed, i)}: ${task.death.text}`,
					},
				],
	);
	if (dead.length > 0) return dead;
	if (result.tasks.some((task) => task.step !== null)) {
		const names = result.tasks.flatMap((task, i) =>
			task.step === null || placed.companions.has(i) ? [] : [programName(placed, i)],
		);
		return [{ oracle: 'deadlock', site: '', detail: `${names.join(' and ')} wait for ever` }];
	}
	return [
		...judge(sceneOf(placed, machine.memory)),
		...lockOrderFindings([...machine.edges], lockOrder),
	];
}
