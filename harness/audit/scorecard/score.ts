/*
 * harness/audit/scorecard/score.ts - looks for the first litmus test and oracle that tell a mutant from its host.
 */
import { bootVariant, type BootedVariant } from '../../cell/boot.ts';
import { deathVerdict, judgeOf, orderFindings, raceFindings } from '../../cell/judge.ts';
import { type Finding, keyOf } from '../../check/oracle.ts';
import { functionNamed } from '../../engine/function-name.ts';
import { Nodes, type Starter } from '../../engine/nodes.ts';
import { deaths } from '../../engine/death.ts';
import type { TerminalState } from '../../explore/problem.ts';
import { randomRuns } from '../../explore/random.ts';
import { storedSearch } from '../../explore/stored.ts';
import { endlessCall } from '../../messages/index.ts';
import { stageOf } from '../../cell/stage.ts';
import type { Variant } from '../../variant.ts';
import type { Workload } from '../../workload.ts';
import type { BuiltMutant } from './build.ts';

export interface ScoreLimits {
	readonly seed: number;
	/** At most so many stored states on one litmus test; beyond that only random schedules are tried. */
	readonly statesMax: number;
	/** Random schedules where the search did not end. */
	readonly sampleRuns: number;
}

/** Enough for a host to be explored completely on all but two litmus files. */
export const defaultScoreLimits: ScoreLimits = { seed: 2003, statesMax: 60_000, sampleRuns: 100 };

/** A random schedule this long has no end; those of the hosts end within a few hundred steps. */
const stepsMax = 3000;
/** Operations of one call, those of the functions that it calls not counted; 200 are many. */
const operationsMax = 2000;

/** What the unmutated host does on one litmus test. */
export interface Baseline {
	readonly workload: string;
	/** Whether all schedules were explored; else nothing can be said to be new. */
	readonly complete: boolean;
	readonly states: number;
	/** Findings, `never` lines that hold and data races, as `oracle: site`. */
	readonly known: readonly string[];
	/** Kernel functions that any schedule calls, before the race or in it. */
	readonly calls: readonly string[];
}

/** What became of a mutant. */
export type Score =
	| {
			readonly kind: 'found';
			readonly oracle: string;
			readonly site: string;
			readonly workload: string;
			/** Stored states of all searches until then. */
			readonly states: number;
	  }
	| {
			readonly kind: 'missed';
			/** Litmus files on which the mutant did something else than its host. */
			readonly reachedOn: readonly string[];
			/** Those on which not all schedules were explored. */
			readonly cut: readonly string[];
			readonly states: number;
	  }
	| { readonly kind: 'not reached'; readonly states: number }
	/** The mutant is invalid: it threw, or a call of it never returned. */
	| { readonly kind: 'broken'; readonly message: string };

/** The host on one workload, with what it calls noted. */
export function baselineOf(host: Variant, workload: Workload, limits: ScoreLimits): Baseline {
	const calls = new Set<string>();
	const noting = wrapped(bootVariant(host), (name, args, start) => {
		calls.add(functionNamed(name));
		return start(name, args);
	});
	const seen = explore(noting, workload, limits, () => false);
	return {
		workload: workload.name,
		complete: seen.complete,
		states: seen.states,
		known: [...seen.findings, ...seen.asked, ...seen.races],
		calls: [...calls].toSorted(),
	};
}

/**
 * Tries a mutant on each workload that calls the mutated function, the cheapest first, until an oracle
 * says something new. What a `never` line of a file asks for counts only when no oracle said anything on any of them,
 * and a data race only when nothing else was said: most are meant.
 * @param workloads each with what the mutant's host does on it
 */
export function scoreMutant(
	mutant: BuiltMutant,
	functionName: string,
	workloads: readonly (readonly [Workload, Baseline])[],
	limits: ScoreLimits,
): Score {
	const cheapestFirst = workloads
		.filter(([, { complete, calls }]) => complete && calls.includes(functionName))
		.toSorted(([, one], [, two]) => one.states - two.states);
	let states = 0;
	let asked: Score | null = null;
	let race: Score | null = null;
	const reachedOn: string[] = [];
	const cut: string[] = [];
	for (const [workload, { known }] of cheapestFirst) {
		const isNew = (finding: string): boolean => !known.includes(finding);
		let seen: Seen;
		try {
			// Booted anew for each, so that what other workloads reached is not remembered.
			seen = explore(limited(bootVariant(mutant.variant)), workload, limits, isNew);
		} catch (error) {
			return { kind: 'broken', message: (error as Error).message };
		}
		states += seen.states;
		if (mutant.takeReached()) reachedOn.push(workload.name);
		const finding = [...seen.findings].find(isNew);
		if (finding !== undefined) return found(finding, workload, states);
		if (!seen.complete) cut.push(workload.name);
		const newlyAsked = [...seen.asked].find(isNew);
		if (newlyAsked !== undefined) asked ??= found(newlyAsked, workload, states);
		const newRace = [...seen.races].find(isNew);
		if (newRace !== undefined) race ??= found(newRace, workload, states);
	}
	if (asked !== null) return asked;
	if (race !== null) return race;
	if (reachedOn.length === 0) return { kind: 'not reached', states };
	return { kind: 'missed', reachedOn, cut, states };
}

function wrapped(
	booted: BootedVariant,
	call: (name: string, args: readonly number[], start: Starter) => ReturnType<Starter>,
): BootedVariant {
	const start: Starter = (name, args) => call(name, args, booted.start);
	return { ...booted, start, nodes: new Nodes(start) };
}

/**
 * The same kernel, but a call that goes on and on throws. What a call has observed is part of its state,
 * so the search would take a loop that never ends for ever new states, each larger than the last.
 */
function limited(booted: BootedVariant): BootedVariant {
	return wrapped(booted, function* (name, args, start) {
		const task = start(name, args);
		let result = task.next();
		for (let operations = 0; !result.done; operations++) {
			if (operations === operationsMax) throw new Error(endlessCall(name, operationsMax));
			result = task.next(yield result.value);
		}
		return result.value;
	});
}

function found(finding: string, workload: Workload, states: number): Score {
	const colon = finding.indexOf(': ');
	return {
		kind: 'found',
		oracle: finding.slice(0, colon),
		site: finding.slice(colon + 2),
		workload: workload.name,
		states,
	};
}

interface Seen {
	readonly complete: boolean;
	readonly states: number;
	/** As `oracle: site`. */
	readonly findings: ReadonlySet<string>;
	/** Those of what the file's `never` lines ask for. */
	readonly asked: ReadonlySet<string>;
	readonly races: ReadonlySet<string>;
}

/** Explores one workload until `isWanted` holds of a finding. */
function explore(
	booted: BootedVariant,
	workload: Workload,
	limits: ScoreLimits,
	isWanted: (finding: string) => boolean,
): Seen {
	const { placed, problem } = stageOf(booted, workload);
	if (problem === null) {
		const all = deathVerdict(placed).findings;
		const findings = new Set(all.filter(isFound).map(keyOf));
		return {
			complete: all.every(isFound),
			states: 1,
			findings,
			asked: new Set(),
			races: new Set(),
		};
	}
	const judged = judgeOf(placed, problem);
	const findings = new Set<string>();
	const asked = new Set<string>();
	let livelocks: string[] = [];
	let stopped = false;
	let hasRoom = true;
	const note = (ending: TerminalState): boolean => {
		const { findings: all, questions } = judged(ending);
		hasRoom &&= all.every(isFound);
		const keys = all.filter(isFound).map(keyOf);
		for (const [i, holds] of questions.entries())
			if (holds && ending.kind !== 'livelock') asked.add(`never line: ${workload.never[i]!.text}`);
		// A circle is known to have no way out only once the search knows what each task may do.
		if (ending.kind === 'livelock') livelocks.push(...keys);
		else for (const key of keys) findings.add(key);
		stopped ||= ending.kind !== 'livelock' && keys.some(isWanted);
		return stopped;
	};
	const { statesMax, seed, sampleRuns } = limits;
	const { complete, states, footprints } = storedSearch(
		problem,
		{ statesMax, seed },
		() => (livelocks = []),
		note,
	);
	if (!complete && !stopped) {
		livelocks = [];
		randomRuns(problem, { runs: sampleRuns, seed, stepsMax }, note);
	}
	if (complete || !stopped) for (const key of livelocks) findings.add(key);
	for (const finding of orderFindings(problem.machine)) {
		findings.add(keyOf(finding));
	}
	const races = new Set(raceFindings(placed, footprints.dataRaces()).map(keyOf));
	return { complete: complete && hasRoom, states, findings, asked, races };
}

/** Whether it is a fault of the kernel, and not of the simulated memory, which is too small. */
const isFound = ({ oracle }: Finding): boolean => oracle !== deaths.full;
