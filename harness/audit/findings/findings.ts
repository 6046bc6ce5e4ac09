/*
 * harness/audit/findings/findings.ts - findings as random testing meets them, each put through the whole way:
 * token, replay, minimise, check.
 *
 * A random schedule switches at every other step and fits into no token. So the token of a random finding
 * is that of the execution that is left when pieces of the schedule are taken out while the same oracle
 * still speaks at the same site.
 */
import { createHash } from 'node:crypto';
import type { Finding } from '../../check/oracle.ts';
import { bootVariant, type BootedVariant } from '../../cell/boot.ts';
import { judgeTerminal } from '../../cell/judge.ts';
import { sequentialOf } from '../../cell/problem.ts';
import type { LiveEvent } from '../../engine/live.ts';
import type { Problem } from '../../explore/problem.ts';
import { seeded } from '../../engine/seeded.ts';
import { randomRuns } from '../../explore/random.ts';
import { printToken, type Segment } from '../../text/token.ts';
import { replay } from '../../replay/trace.ts';
import type { Variant } from '../../variant.ts';
import type { Workload } from '../../workload.ts';
import { isMinimal } from './is-minimal.ts';
import { minimise, type Minimised, type MinimiseLimits } from '../../minimise/minimise.ts';
import { shortenRandom } from '../../minimise/schedule.ts';
import {
	canBeMinimised,
	isTarget,
	judgeSchedule,
	type Target,
} from '../../replay/judge-schedule.ts';
import { stageOf, type Stage } from '../../cell/stage.ts';

export interface RandomFinding {
	readonly variant: Variant;
	readonly workload: Workload;
	readonly target: Target;
	readonly schedule: readonly Segment[];
	readonly token: string;
}

/** A workload on a kernel, at its race. */
type RaceStage = Stage & { readonly problem: Problem };

type Checked = Minimised & { readonly complaints: readonly string[] };

/** Random runs of one cell before another cell is tried. */
const runsPerCell = 50;

/** Cells in a row that may show nothing before the search for findings ends. */
const cellsMax = 10_000;

/** The end of a random schedule that shows something. */
interface Met {
	readonly finding: Finding;
	readonly schedule: readonly number[];
}

/**
 * Kernels and placed workloads of one long run. Kernels are booted anew from time to time, since their
 * memoised automata grow with every workload that they meet.
 */
export class Bench {
	readonly #kernels = new Map<Variant, BootedVariant>();
	/** By the digest of the workload; they go when their kernel does. */
	readonly #stages = new WeakMap<BootedVariant, Map<string, RaceStage>>();
	readonly #minimised = new Map<Variant, Map<string, Checked>>();
	readonly #nodesMax = 400_000;

	boot(variant: Variant): BootedVariant {
		let kernel = this.#kernels.get(variant);
		if (kernel === undefined || kernel.nodes.size > this.#nodesMax) {
			kernel = bootVariant(variant);
			this.#kernels.set(variant, kernel);
			this.#stages.set(kernel, new Map());
		}
		return kernel;
	}

	/** Null when the workload does not get as far as its race. */
	stage(variant: Variant, workload: Workload): RaceStage | null {
		const kernel = this.boot(variant);
		const stages = this.#stages.get(kernel)!;
		const known = stages.get(workload.digest);
		if (known !== undefined) return known;
		const { problem, ...stage } = stageOf(kernel, workload);
		if (problem === null) return null;
		const made = { ...stage, problem };
		stages.set(workload.digest, made);
		return made;
	}

	/** Minimises and checks; findings of one oracle at one site of a cell come out the same. */
	minimise(
		{ variant, workload, target, schedule }: RandomFinding,
		limits: MinimiseLimits,
	): Checked {
		const minimised = this.#minimised.get(variant) ?? new Map<string, Checked>();
		this.#minimised.set(variant, minimised);
		const key = [workload.digest, target.oracle, target.site].join('\n');
		let known = minimised.get(key);
		if (known === undefined) {
			const kernel = this.boot(variant);
			const small = minimise(kernel, workload, target, schedule, limits);
			const verdict = isMinimal(kernel, small.workload, target, small.schedule, limits);
			const complaints = [...verdict.complaints];
			if (small.minimal === 'proved') complaints.push(...verdict.undecided);
			if (small.token.length > 80) complaints.push(`token too long: ${small.token}`);
			known = { ...small, complaints };
			minimised.set(key, known);
		}
		return known;
	}

	/** How many different ones were minimised. */
	get distinct(): number {
		return [...this.#minimised.values()].reduce((sum, each) => sum + each.size, 0);
	}
}

/**
 * Findings, as many as are asked for while there are any, each from a seeded random choice of variant,
 * litmus test and schedule. The first oracle that speaks at the end of the schedule is the finding's.
 */
export function* randomFindings(
	bench: Bench,
	variants: readonly Variant[],
	workloads: readonly Workload[],
	seed: number,
): Generator<RandomFinding> {
	const next = seeded(seed);
	const below = (count: number): number => Math.floor(((next() >>> 0) / 4294967296) * count);
	for (let idle = 0; idle < cellsMax; idle++) {
		const variant = variants[below(variants.length)]!;
		const workload = workloads[below(workloads.length)]!;
		const runSeed = next();
		const stage = bench.stage(variant, workload);
		if (stage === null) continue;
		const { placed, problem } = stage;
		let met: Met | null = null;
		randomRuns(problem, { runs: runsPerCell, seed: runSeed, stepsMax: 5000 }, (ending) => {
			const finding = judgeTerminal(placed, problem, ending).findings.find((each) =>
				canBeMinimised(each.oracle),
			);
			if (finding === undefined) return false;
			met = { finding, schedule: ending.schedule() };
			return true;
		});
		if (met === null) continue;
		const { finding, schedule: random } = met as Met;
		const target = { ...finding, beforeRace: false };
		const schedule = shortenRandom(placed, problem, random, target);
		const token = printToken({
			variant: variant.name,
			workload: workload.name,
			digest: workload.digest,
			variantDigest: variant.digest ?? null,
			schedule,
		});
		idle = 0;
		yield { variant, workload, target, schedule, token };
	}
}

/** What a replay did, in one number: every event with what it observed, and the end. */
function replayHash(kernel: BootedVariant, stage: Stage, schedule: readonly Segment[]): string {
	const { placed } = stage;
	const sequential = sequentialOf(placed);
	const result = replay({ ...sequential, after: placed.after }, kernel.start, schedule);
	const hash = createHash('sha256');
	for (const event of result.events) hash.update(lineOf(event));
	return hash.update(sequential.machine.memory).digest('hex');
}

function lineOf({ task, step, observed, stack, death }: LiveEvent): string {
	const { kind, object, address, value } = step;
	return `${JSON.stringify([task, kind, object, address, value, observed, stack, death])}\n`;
}

/**
 * Whether a schedule replays: twice on the live kernel the same events with the same observations and
 * the same memory at the end, and on the automata twice the same findings, the target among them.
 */
export function replaysIdentically(
	kernel: BootedVariant,
	workload: Workload,
	target: Target,
	schedule: readonly Segment[],
): boolean {
	const once = (): string => {
		const stage = stageOf(kernel, workload);
		if (stage.problem === null) return 'before the race';
		const judged = judgeSchedule(stage.placed, stage.problem, schedule);
		if (!judged.fits || !judged.findings.some((each) => isTarget(target, each))) return '';
		return replayHash(kernel, stage, schedule) + JSON.stringify(judged.findings);
	};
	const first = once();
	return first !== '' && first === once();
}
