/*
 * harness/audit/fuzz/explore-program.ts - one random program on one kernel: some random schedules, and where it is worth
 * that a search of all, or of as many states as the limit for its size allows with random schedules behind that.
 *
 * Ten random schedules show two findings of three, and take a third of the time of a search.
 */
import { canBeMinimised, judgeSchedule, type Target } from '../../replay/judge-schedule.ts';
import type { BootedVariant } from '../../cell/boot.ts';
import { deathVerdict, isFull, judgeOf } from '../../cell/judge.ts';
import { BadInput } from '../../messages/index.ts';
import type { Placed } from '../../cell/placed.ts';
import { stageOf } from '../../cell/stage.ts';
import { KernelFault } from '../../engine/fault.ts';
import type { FindingName } from '../../check/oracle-name.ts';
import type { Finding } from '../../check/oracle.ts';
import type { OnTerminal, Problem, TerminalState } from '../../explore/problem.ts';
import { sample } from '../../explore/sampling.ts';
import { storedSearch, type StoredResult } from '../../explore/stored.ts';
import { strategies } from '../../explore/strategies.ts';
import { segmentsOf, type Segment } from '../../text/token.ts';
import type { Workload } from '../../workload.ts';
import { keyOfFinding } from './filed.ts';
import { PairChooser, type Sites } from './sites.ts';
import { streamOf } from './weights.ts';

/** How far a program was searched: 'sampled', random schedules alone; 'stopped', it has no race or no room for it. */
export type Outcome = 'complete' | 'cut' | 'sampled' | 'stopped';

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
	/** By number, see Sites; all three are those of the random schedules. */
	readonly sites: ReadonlySet<number>;
	readonly pairs: ReadonlySet<number>;
	readonly turns: ReadonlySet<number>;
}

/** How a program is explored: random schedules, which may be enough or a search follow, or the search alone. */
export type Depth =
	| { readonly is: 'sampled'; readonly isSearched: (problem: Problem) => boolean }
	| { readonly is: 'searched' };

/** Stored states at most, by the number of cpus: more of them have more states, of which fewer are new. */
const statesMaxOf: Readonly<Record<number, number>> = { 2: 2500, 3: 1500, 4: 1000 };
/**
 * Batches of random executions before a search. The 40 of a comparison cost a fifth of all time here: a program is
 * small, and what they do not discover the first pass does.
 */
const batchesMax = 2;
/** Random schedules of each program, and more of one that is searched and not completely. */
const sampleRuns = 16;
const cutRuns = 80;
/** Steps of one of them; it counts as a livelock behind that, which is looked at once more. */
const stepsMax = 5000;

/** What a program shows that keeps a pin: minimising may well take out who gives it back. */
const ofPins: ReadonlySet<string> = new Set<FindingName>(['page_count wrong', 'page leaked']);

const none: ReadonlySet<number> = new Set();
const nothing = { states: 0, findings: [], sites: none, pairs: none, turns: none };

/** Deterministic, whatever the kernel has run before. */
export function exploreProgram(
	booted: BootedVariant,
	workload: Workload,
	seed: number,
	sites: Sites,
	depth: Depth,
): ExploredProgram {
	try {
		return explore(booted, workload, seed, sites, depth);
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
	sites: Sites,
	depth: Depth,
): ExploredProgram {
	const { placed, problem } = stageOf(booted, workload);
	if (problem === null) return { ...nothing, ...beforeRace(placed) };
	const { automata } = problem;
	const seen = new Seen(placed, problem, workload);
	const chooser = new PairChooser(automata, streamOf(seed, 1), sites);
	let isSearched = true;
	let reached = { sites: none, turns: none };
	if (depth.is === 'sampled') {
		sample(problem, { runs: sampleRuns, stepsMax }, chooser, seen.look);
		reached = { sites: sites.in(automata), turns: sites.turnsIn(automata) };
		isSearched = depth.isSearched(problem);
	}
	const { complete, states } = isSearched
		? search(problem, workload, seed, seen.look)
		: { complete: false, states: 0 };
	const outcome = complete ? 'complete' : isSearched ? 'cut' : 'sampled';
	return {
		...reached,
		outcome: seen.hasRoom ? outcome : 'stopped',
		states,
		findings: seen.findings(),
		pairs: chooser.pairs,
	};
}

function search(
	problem: Problem,
	workload: Workload,
	seed: number,
	look: OnTerminal,
): Pick<StoredResult, 'complete' | 'states'> {
	const statesMax = statesMaxOf[workload.cpus.length] ?? 1000;
	const options = { statesMax, seed, batchesMax };
	const searched = storedSearch(problem, options, () => {}, look);
	if (!searched.complete) strategies.swarm(problem, { runs: cutRuns, seed, stepsMax }, look);
	return searched;
}

/** Who ends badly before the race has no race. */
function beforeRace(placed: Placed): Pick<ExploredProgram, 'outcome' | 'findings'> {
	const targets = deathVerdict(placed).findings.filter((each) => !isFull(each));
	const findings = targets.map((each) => ({
		key: keyOfFinding(each),
		target: { oracle: each.oracle, site: each.site, beforeRace: true },
		schedule: [],
	}));
	return { outcome: findings.length > 0 ? 'complete' : 'stopped', findings };
}

/** What the ends of a program show, each finding once. */
class Seen {
	hasRoom = true;
	readonly #met = new Map<
		string,
		{ readonly finding: Finding; readonly tasks: readonly number[] }
	>();
	readonly #placed: Placed;
	readonly #problem: Problem;
	readonly #judge: ReturnType<typeof judgeOf>;
	readonly #hasPins: boolean;

	constructor(placed: Placed, problem: Problem, { cpus }: Workload) {
		this.#placed = placed;
		this.#problem = problem;
		this.#judge = judgeOf(placed, problem);
		this.#hasPins = cpus.some(({ calls }) => calls.some(({ call }) => call === 'pin'));
	}

	readonly look = (ending: TerminalState): void => {
		for (const finding of this.#judge(ending).findings) {
			if (isFull(finding)) this.hasRoom = false;
			else if (this.#isWanted(finding.oracle)) {
				const key = keyOfFinding(finding);
				if (!this.#met.has(key)) this.#met.set(key, { finding, tasks: ending.schedule() });
			}
		}
	};

	#isWanted(oracle: FindingName): boolean {
		return canBeMinimised(oracle) && !(this.#hasPins && ofPins.has(oracle));
	}

	findings(): ProgramFinding[] {
		const found = [...this.#met].flatMap(([key, { finding, tasks }]): ProgramFinding[] => {
			const { oracle, site } = finding;
			const schedule = segmentsOf(tasks);
			// A pass of the search that was cut short, or a schedule that was too long, may have called a livelock what is none.
			const judged = judgeSchedule(this.#placed, this.#problem, schedule);
			const shows = judged.findings.some((each) => each.oracle === oracle && each.site === site);
			return shows ? [{ key, target: { oracle, site, beforeRace: false }, schedule }] : [];
		});
		return found.toSorted((a, b) => (a.key < b.key ? -1 : 1));
	}
}
