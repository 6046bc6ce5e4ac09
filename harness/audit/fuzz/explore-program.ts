/*
 * harness/audit/fuzz/explore-program.ts - one random program on one kernel: all its schedules where they are few, else
 * as many states as the limit for its size allows and random schedules behind that.
 */
import { canBeMinimised, judgeSchedule, type Target } from '../../replay/judge-schedule.ts';
import type { BootedVariant } from '../../cell/boot.ts';
import { deathVerdict, isFull, judgeOf } from '../../cell/judge.ts';
import { BadInput } from '../../messages/index.ts';
import { stageOf } from '../../cell/stage.ts';
import { KernelFault } from '../../engine/fault.ts';
import type { FindingName } from '../../check/oracle-name.ts';
import type { Finding } from '../../check/oracle.ts';
import type { TerminalState } from '../../explore/problem.ts';
import { sample } from '../../explore/sampling.ts';
import { storedSearch } from '../../explore/stored.ts';
import { strategies } from '../../explore/strategies.ts';
import { segmentsOf, type Segment } from '../../text/token.ts';
import type { Workload } from '../../workload.ts';
import { keyOfFinding } from './filed.ts';
import { PairChooser, sitesIn } from './sites.ts';
import { streamOf } from './weights.ts';

/** How far a program was searched; 'stopped': it has no race, or no room for it. */
export type Outcome = 'complete' | 'cut' | 'stopped';

export interface ProgramFinding {
	/** See keyOfFinding(). */
	readonly key: string;
	readonly target: Target;
	readonly schedule: readonly Segment[];
}

export interface ExploredProgram {
	readonly outcome: Outcome;
	readonly states: number;
	/** One for each oracle and site, in their order. */
	readonly findings: readonly ProgramFinding[];
	readonly sites: ReadonlySet<string>;
	readonly pairs: ReadonlySet<string>;
}

/** Stored states at most, by the number of cpus: more of them have more states, of which fewer are new. */
const statesMaxOf: Readonly<Record<number, number>> = { 2: 2500, 3: 1500, 4: 1000 };
/**
 * Batches of random executions before a search. The 40 of a comparison cost a fifth of all time here: a program is
 * small, and what they do not discover the first pass does.
 */
const batchesMax = 2;
/** Random schedules of each program, and of one that is not searched completely. */
const pairRuns = 30;
const cutRuns = 80;
/** Steps of one of them; it counts as a livelock behind that, which is looked at once more. */
const stepsMax = 5000;

/** What a program shows that keeps a pin: minimising may well take out who gives it back. */
const ofPins: ReadonlySet<string> = new Set<FindingName>(['page_count wrong', 'page leaked']);

const nothing = { states: 0, findings: [], sites: new Set<string>(), pairs: new Set<string>() };

/** Deterministic, whatever the kernel has run before. */
export function exploreProgram(
	booted: BootedVariant,
	workload: Workload,
	seed: number,
	isOfKernel: (name: string) => boolean,
): ExploredProgram {
	try {
		return explore(booted, workload, seed, isOfKernel);
	} catch (error) {
		if (error instanceof BadInput || error instanceof KernelFault) {
			return { ...nothing, outcome: 'stopped' };
		}
		throw error;
	}
}

function explore(
	booted: BootedVariant,
	workload: Workload,
	seed: number,
	isOfKernel: (name: string) => boolean,
): ExploredProgram {
	const { placed, problem } = stageOf(booted, workload);
	if (problem === null) {
		const targets = deathVerdict(placed).findings.filter((each) => !isFull(each));
		const findings = targets.map((each) => ({
			key: keyOfFinding(each),
			target: { oracle: each.oracle, site: each.site, beforeRace: true },
			schedule: [],
		}));
		return { ...nothing, outcome: findings.length > 0 ? 'complete' : 'stopped', findings };
	}
	const judge = judgeOf(placed, problem);
	const hasPins = workload.cpus.some(({ calls }) => calls.some(({ call }) => call === 'pin'));
	const blamed = (oracle: string): boolean => hasPins && ofPins.has(oracle);
	const met = new Map<string, { readonly finding: Finding; readonly tasks: readonly number[] }>();
	let hasRoom = true;
	const look = (ending: TerminalState): void => {
		for (const finding of judge(ending).findings) {
			if (isFull(finding)) hasRoom = false;
			else if (canBeMinimised(finding.oracle) && !blamed(finding.oracle)) {
				const key = keyOfFinding(finding);
				if (!met.has(key)) met.set(key, { finding, tasks: ending.schedule() });
			}
		}
	};
	const chooser = new PairChooser(problem.automata, streamOf(seed, 1), isOfKernel);
	sample(problem, { runs: pairRuns, stepsMax }, chooser, look);
	const statesMax = statesMaxOf[workload.cpus.length] ?? 1000;
	const { complete, states } = storedSearch(
		problem,
		{ statesMax, seed, batchesMax },
		() => {},
		look,
	);
	if (!complete) strategies.swarm(problem, { runs: cutRuns, seed, stepsMax }, look);
	const findings = [...met].flatMap(([key, { finding, tasks }]): ProgramFinding[] => {
		const { oracle, site } = finding;
		const schedule = segmentsOf(tasks);
		// A pass of the search that was cut short, or a schedule that was too long, may have called a livelock what is none.
		const judged = judgeSchedule(placed, problem, schedule);
		const shows = judged.findings.some((each) => each.oracle === oracle && each.site === site);
		return shows ? [{ key, target: { oracle, site, beforeRace: false }, schedule }] : [];
	});
	return {
		outcome: hasRoom ? (complete ? 'complete' : 'cut') : 'stopped',
		states,
		findings: findings.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
		sites: sitesIn(problem.automata, isOfKernel),
		pairs: chooser.pairs,
	};
}
