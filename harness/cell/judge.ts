/*
 * harness/cell/judge.ts - the findings of the oracles and the answers to the `never` lines in one terminal
 * state.
 */
import { addressOf } from '../engine/location.ts';
import { evaluateCondition } from '../check/condition.ts';
import { judge } from '../check/index.ts';
import { lockOrderFindings } from '../check/lock-edges.ts';
import type { Finding, Scene } from '../check/oracle.ts';
import { failuresIn } from '../check/returned.ts';
import { unmappedLocked } from '../check/locked-ranges.ts';
import { DONE } from '../engine/automaton.ts';
import { describeWord, type NameOf } from '../engine/layout.ts';
import { type Death, deaths, tellDeath } from '../engine/death.ts';
import type { Machine } from '../engine/machine.ts';
import type { DataRace } from '../explore/access-classes.ts';
import type { TerminalState, Problem } from '../explore/problem.ts';
import { livelockDetail, dataRaceDetail, deadlockDetail } from '../messages/index.ts';
import { lockOrder } from '../mm/lock-order.ts';
import { isBookkeeping } from '../mm/bookkeeping.ts';
import { observe } from './observe.ts';
import type { Placed } from './placed.ts';
import { sceneOf } from './scene.ts';
import type { SetupDeath } from './setup.ts';

/**
 * The judgement of one terminal state. `missing` and `collateral`: see unmappedLocked() in
 * locked-ranges.ts.
 */
export interface Verdict {
	readonly findings: readonly Finding[];
	/** By index of the workload's `never` lines. */
	readonly questions: readonly boolean[];
	readonly missing: number;
	readonly collateral: number;
	/** See observe.ts. */
	readonly observed: readonly string[];
	/** By callKey(): the errors of calls that failed; null unless all programs are over. */
	readonly failed: ReadonlyMap<string, number> | null;
}

/** Whether the simulated memory had no room, which is no fault of the kernel. */
export const isFull = ({ oracle }: Finding): boolean => oracle === deaths.full;

/** Judges each distinct terminal state once. */
export function judgeOf(placed: Placed, problem: Problem): (ending: TerminalState) => Verdict {
	const verdicts = new Map<string, Verdict>();
	return (ending) => {
		const { hash1, hash2, held, heldSets } = problem.machine;
		const holds = [...held].map((each) => heldSets.regardlessOfOrder(each));
		const key = [ending.kind, hash1, hash2, ...ending.locals, ...holds].join();
		let verdict = verdicts.get(key);
		if (verdict === undefined) {
			verdict = judgeTerminal(placed, problem, ending);
			verdicts.set(key, verdict);
		}
		return verdict;
	};
}

export function deathVerdict(placed: Placed): Verdict {
	const { death, functionName } = placed.death!;
	const site = siteOf(death, functionName);
	return {
		findings: [{ oracle: death.oracle, site, detail: `${site}, before the race` }],
		questions: placed.workload.never.map((line) =>
			line.conditions.every(
				(each) => each.holds === 'oracle' && (each.oracle === death.oracle) !== (each.not === true),
			),
		),
		missing: 0,
		collateral: 0,
		observed: [`before the race: ${death.oracle}`],
		failed: null,
	};
}

export function orderFindings(machine: Machine, nameOf: NameOf = machine.nameOf): Finding[] {
	return lockOrderFindings(machine.edges, lockOrder, nameOf);
}

export function raceFindings(placed: Placed, races: readonly DataRace[]): Finding[] {
	const { layout } = placed;
	const kernels = races.filter(({ location }) => !isBookkeeping(layout, addressOf(location)));
	return kernels.map(({ location, tasks }): Finding => {
		const word = describeWord(layout, addressOf(location));
		const names = tasks.map((task) => programName(placed, task));
		return {
			oracle: 'data race',
			site: word.replaceAll(/#\d+/g, ''),
			detail: dataRaceDetail(names, word),
		};
	});
}

/** A BUG() names its function itself; every other death gets the name of its function. */
function siteOf(death: SetupDeath['death'], functionName: string): string {
	return death.oracle === deaths.bug ? death.text : `${functionName}: ${death.text}`;
}

/** Judges an end. Findings call objects by `nameOf`, which is the machine's names when left out. */
export function judgeTerminal(
	placed: Placed,
	problem: Problem,
	ending: TerminalState,
	nameOf: NameOf = problem.machine.nameOf,
): Verdict {
	const scene = sceneOf(placed, problem.machine.memory, nameOf);
	const findings = findingsOf(placed, problem, ending, scene, nameOf);
	// Memory stays as a dead or stuck task left it, so conditions are asked there too; not in a
	// livelock.
	const isEnd = ending.kind !== 'livelock';
	const questions = placed.workload.never.map((line) =>
		line.conditions.every((condition) =>
			condition.holds === 'oracle'
				? findings.some((finding) => finding.oracle === condition.oracle) !==
					(condition.not === true)
				: isEnd && evaluateCondition(condition, scene),
		),
	);
	let missing = 0;
	let collateral = 0;
	if (ending.kind === 'done') {
		const counts = placed.workload.counts.length > 0 ? placed.workload.counts : [null];
		for (const process of counts) {
			const each = unmappedLocked(scene, process);
			missing += each.missing;
			collateral += each.collateral;
		}
	}
	const observed = observe(placed, problem, ending);
	const failed = ending.kind === 'done' ? failuresIn(scene) : null;
	return { findings, questions, missing, collateral, observed, failed };
}

function findingsOf(
	placed: Placed,
	problem: Problem,
	ending: TerminalState,
	scene: Scene,
	nameOf: NameOf,
): Finding[] {
	switch (ending.kind) {
		case 'done':
			return judge(scene);
		case 'dead':
			return deathsOf(placed, problem, ending, nameOf);
		case 'deadlock':
			return [deadlockOf(placed, problem, ending, nameOf)];
		case 'livelock':
			// One cpu may have died before the others began to go round.
			return [...deathsOf(placed, problem, ending, nameOf), livelockOf(placed, problem, ending)];
	}
}

/** One finding for each task that died. */
function deathsOf(
	placed: Placed,
	{ automata }: Problem,
	ending: TerminalState,
	nameOf: NameOf,
): Finding[] {
	return [...ending.locals].flatMap((local, task) => {
		const dead = automata.deadState(local);
		if (dead === null) return [];
		return [
			{
				oracle: dead.death.oracle,
				site: siteOf(dead.death, dead.name),
				detail: `${programName(placed, task)}: ${tellDeath(dead.death, nameOf)}`,
			},
		];
	});
}

/** Tasks that neither ended nor died, but for flush tasks. */
function leftOver(
	placed: Placed,
	{ automata }: Problem,
	ending: TerminalState,
): [number, number][] {
	return [...ending.locals.entries()].filter(([task, local]) => {
		const step = local === DONE ? null : automata.steps[local];
		if (step === null || step === undefined || placed.flushTasks.has(task)) return false;
		// A task that waits for the address of a map waits for another program, not for the kernel.
		return step.operation.name !== 'userMapTold';
	});
}

function deadlockOf(
	placed: Placed,
	problem: Problem,
	ending: TerminalState,
	nameOf: NameOf,
): Finding {
	const { automata, machine } = problem;
	const waits = leftOver(placed, problem, ending).flatMap(([task, local]) => {
		const step = automata.steps[local]!;
		if (step.kind === 'join') return [];
		const held = machine.heldSets
			.locksOf(machine.held[task]!)
			.map((each) => `${each.lock.name}(${nameOf(each.object)})`);
		const wants = step.operation.lock?.name ?? step.operation.field?.name ?? step.kind;
		return [
			{
				site: `${automata.functionOf(local)} waits for ${wants}`,
				detail:
					`${programName(placed, task)} holds ${held.join(', ') || 'nothing'} ` +
					`and waits for ${wants}(${nameOf(step.object)})`,
			},
		];
	});
	return {
		oracle: 'deadlock',
		site: waits.map((each) => each.site).join('; '),
		detail: waits.map((each) => each.detail).join('; '),
	};
}

function livelockOf(placed: Placed, problem: Problem, ending: TerminalState): Finding {
	return {
		oracle: 'livelock',
		site: leftOver(placed, problem, ending)
			// What comes after the race has not begun.
			.filter(([, local]) => problem.automata.steps[local]!.kind !== 'join')
			.map(([, local]) => problem.automata.functionOf(local))
			.toSorted()
			.join(', '),
		detail: livelockDetail(),
	};
}

function programName(placed: Placed, task: number): string {
	return placed.workload.cpus[task]?.name ?? placed.flushTasks.get(task)?.name ?? 'after';
}

/** The findings in the terminal state of a replayed execution; objects go by `nameOf`. */
export function endOf(
	placed: Placed,
	machine: Machine,
	result: {
		readonly tasks: readonly {
			readonly step: unknown;
			readonly death: Death | null;
			readonly functionName: string;
		}[];
	},
	nameOf: NameOf = machine.nameOf,
): Finding[] {
	const dead = result.tasks.flatMap((task, i) =>
		task.death === null
			? []
			: [
					{
						oracle: task.death.oracle,
						site: siteOf(task.death, task.functionName),
						detail: `${programName(placed, i)}: ${tellDeath(task.death, nameOf)}`,
					},
				],
	);
	if (dead.length > 0) return dead;
	if (result.tasks.some((task) => task.step !== null)) {
		const names = result.tasks.flatMap((task, i) =>
			task.step === null || placed.flushTasks.has(i) ? [] : [programName(placed, i)],
		);
		return [{ oracle: 'deadlock', site: '', detail: deadlockDetail(names) }];
	}
	return [...judge(sceneOf(placed, machine.memory, nameOf)), ...orderFindings(machine, nameOf)];
}
