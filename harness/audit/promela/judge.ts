/*
 * harness/audit/promela/judge.ts - one cell before an independent judge: the same states, the same ends, the
 * same violated oracles.
 *
 * 1. every state of the cell is walked here, without reduction (survey.ts);
 * 2. SPIN walks every state of the exported model;
 * 3. the ends that SPIN printed are given to the oracles, and what they violate is what the search that
 *    `compare` runs, with its reduction, has to have found.
 *
 * Livelocks and lock order are judged on paths, of which SPIN's ends say nothing; they are left out.
 */
import { runCell } from '../../cell/cell.ts';
import { judgeTerminal } from '../../cell/judge.ts';
import { verdictOnly } from '../../cell/options.ts';
import type { BootedVariant } from '../../cell/boot.ts';
import type { FindingName } from '../../check/oracle-name.ts';
import { keyOf } from '../../check/oracle.ts';
import type { Problem } from '../../explore/problem.ts';
import { TaskState } from '../../explore/task-state.ts';
import { judgeComplaints } from '../../messages/index.ts';
import type { Placed } from '../../cell/placed.ts';
import { namesOfTasks, stageOf } from '../../cell/stage.ts';
import type { Workload } from '../../workload.ts';
import { modelOf, type Model } from './model.ts';
import { NotExpressible } from './not-expressible.ts';
import { endKey, survey } from './survey.ts';

/** What a judge says of a model. */
export interface Answer {
	readonly states: number;
	readonly transitions: number;
	readonly errors: readonly string[];
	/** A local state per task, then a value per word, of each state in which nothing can run. */
	readonly ends: readonly (readonly number[])[];
}

/** What was counted on one side. */
export interface Count {
	readonly states: number;
	readonly transitions: number;
	readonly ends: number;
	/** Violated oracles with their sites, each once, in order. */
	readonly violations: readonly string[];
}

export type Judged =
	| {
			readonly kind: 'judged';
			readonly ours: Count;
			readonly theirs: Count;
			readonly complaints: readonly string[];
	  }
	| { readonly kind: 'too large' | 'ends before the race' }
	| { readonly kind: 'not expressible'; readonly why: string };

export interface JudgeOptions {
	/** A cell with more states is left out. */
	readonly statesMax: number;
	/** Runs the judge. */
	readonly ask: (model: Model) => Answer;
}

const judgedOnPaths: ReadonlySet<string> = new Set<FindingName>(['livelock', 'lock order']);

export function judgeCell(
	booted: BootedVariant,
	workload: Workload,
	{ statesMax, ask }: JudgeOptions,
): Judged {
	const stage = stageOf(booted, workload);
	const { placed, problem } = stage;
	if (problem === null) return { kind: 'ends before the race' };
	const surveyed = survey(problem, { statesMax });
	if (!surveyed.complete) return { kind: 'too large' };
	let model: Model;
	try {
		const tasks = namesOfTasks(stage);
		const { name: variant } = booted.variant;
		model = modelOf(problem, surveyed, { variant, workload: workload.name, tasks });
	} catch (error) {
		if (error instanceof NotExpressible) return { kind: 'not expressible', why: error.message };
		throw error;
	}
	const answer = ask(model);
	const reached = readEnds(problem, model, answer);
	const theirs = new Set<string>();
	for (const { locals, memory } of reached.values()) {
		// Where no task can stand; the ends differ then, and the oracles know no such place.
		if (locals.includes(-1)) continue;
		for (const each of violationsOf(problem, locals, memory, placed)) theirs.add(each);
	}
	const cell = runCell(booted, workload, { ...verdictOnly, statesMax });
	const ours = cell.violations.filter(({ oracle }) => !judgedOnPaths.has(oracle)).map(keyOf);
	const counts: { ours: Count; theirs: Count } = {
		ours: {
			states: surveyed.states,
			transitions: surveyed.transitions,
			ends: surveyed.ends.size,
			violations: [...new Set(ours)].toSorted(),
		},
		theirs: {
			states: answer.states,
			// SPIN counts the arrival in the first state too.
			transitions: answer.transitions - 1,
			ends: reached.size,
			violations: [...theirs].toSorted(),
		},
	};
	const endsDiffer =
		reached.size !== surveyed.ends.size ||
		[...reached.keys()].some((key) => !surveyed.ends.has(key));
	const complaints = judgeComplaints(counts.ours, counts.theirs, {
		errors: answer.errors,
		endsDiffer,
		isComplete: cell.explored.kind === 'complete',
	});
	return { kind: 'judged', ...counts, complaints };
}

interface Reached {
	readonly locals: Int32Array;
	readonly memory: Int32Array;
}

/** The ends that the judge printed, as states of the machine, by `endKey`. */
export function readEnds(problem: Problem, model: Model, answer: Answer): Map<string, Reached> {
	const tasks = problem.roots.length;
	return new Map(
		answer.ends.map((numbers) => {
			const memory = new Int32Array(problem.machine.memory.length);
			memory.set(problem.image);
			for (const [i, address] of model.addresses.entries()) memory[address] = numbers[tasks + i]!;
			const locals = Int32Array.from(numbers.slice(0, tasks));
			return [endKey(locals, memory), { locals, memory }] as const;
		}),
	);
}

function violationsOf(
	problem: Problem,
	locals: Int32Array,
	memory: Int32Array,
	placed: Placed,
): string[] {
	problem.machine.load(memory);
	const state = new TaskState(problem);
	state.locals.set(locals);
	const ending = { kind: state.terminalKind(), locals, schedule: () => [] };
	return judgeTerminal(placed, problem, ending).findings.map(keyOf);
}
