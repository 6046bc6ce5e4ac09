/*
 * The timed mode takes a litmus test to an end that the search of all interleavings knows, on any number of cpus and
 * whatever steps cost: oracles find in it only what they find at some end of the search.
 */
import { expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { readWorkload } from '../../catalogue/litmus.ts';
import { bootVariant } from '../../cell/boot.ts';
import { runCellWithOutcomes } from '../../cell/cell.ts';
import { judgeTerminal } from '../../cell/judge.ts';
import { verdictOnly } from '../../cell/options.ts';
import type { Placed, PlacedProgram } from '../../cell/placed.ts';
import { stageOf, type Stage } from '../../cell/stage.ts';
import { DONE } from '../../engine/automaton.ts';
import { load, type Task } from '../../engine/operation.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { zoneBalance } from '../../measure/reclaim.ts';
import type { Built } from '../../measure/straight/built.ts';
import * as operations from '../../measure/straight/operations.ts';
import * as state from '../../measure/straight/state.ts';
import { type Costs, costsOf } from '../../measure/timed/costs.ts';
import { listsIn } from '../../measure/timed/perform.ts';
import type { Script } from '../../measure/timed/script.ts';
import { Simulator } from '../../measure/timed/simulator.ts';
import { atomics } from '../../mm/atomics.ts';
import * as types from '../../mm/mm_types.ts';

/** Costs that chance has chosen, so that each seed is another schedule. */
function randomCosts(seed: number): Costs {
	const next = seeded(seed);
	const costs = costsOf('numaq-16way');
	const drawn = <Names extends object>(names: Names): Names =>
		Object.fromEntries(
			Object.keys(names).map((name) => [name, 1 + below(3 ** below(7, next()), next())]),
		) as Names;
	const diskPage = 1 + below(5000, next());
	return { ...costs, byKind: drawn(costs.byKind), byEvent: drawn(costs.byEvent), diskPage };
}

/** Reads something, so many times, to begin the later. */
function* dawdle(reads: number): Task<number> {
	for (let i = 0; i < reads; i++) yield* load(types.page_count_field, types.ZERO_PAGE);
	return 0;
}

/** The machine of the straight build in the state that a placed workload begins with. */
function machineOf({ layout, image }: Placed): state.State {
	const machine = new state.State(layout, atomics, image.slice(), 'counted');
	for (const [name, { first, stride, count, free }] of machine.pools) {
		const live = Array.from({ length: count }, (_, i) => image[first + i * stride]!);
		// Pools are taken up from the beginning, and these workloads free nothing before the race.
		expect(`${name} ${count - free.size}`).toBe(
			`${name} ${live.filter((each) => each === 1).length}`,
		);
	}
	operations.runOn(machine);
	return machine;
}

/** Runs the race, a task for each of its programs; the memory at the end, or the oracle of what the kernel died of. */
function race(
	{ placed }: Stage,
	start: ReturnType<typeof bootVariant>['start'],
	cpus: number,
	seed: number,
): Int32Array | string {
	const machine = machineOf(placed);
	const built = { types } as unknown as Built;
	const zone = { ...zoneBalance(built, machine, 3), available: () => 1000 };
	const lists = listsIn(types);
	const simulator = new Simulator(
		{ machine, start, lists, unread: new Set(), zone, isHole: () => false, levelsOf: () => 1 },
		randomCosts(seed),
		cpus,
	);
	const next = seeded(seed);
	function* one(begin: PlacedProgram['start']): Script {
		const reads = below(300, next());
		yield { kind: 'steps', begin: () => dawdle(reads) };
		yield { kind: 'steps', begin: begin as () => Task<number> };
	}
	function* all(): Script {
		for (const { name, start: begin } of placed.programs)
			yield { kind: 'start', name, script: one(begin) };
	}
	try {
		simulator.run('all', all());
	} catch (error) {
		if (!(error instanceof state.Died)) throw error;
		return error.death.oracle;
	}
	return machine.memory;
}

/** Races of each, which see at least as many different ends as its last column says. */
const seeds = 60;

test.each([
	['trunc-vs-write-fault', 'lock-page-convert', 4],
	['trunc-vs-write-fault', 'pte-chains', 4],
	['cow-vs-trunc', 'lock-page-convert', 3],
	['shrink-vs-trunc', 'lock-page-convert', 1],
	['convert-vs-locker', 'lock-page-convert', 1],
	['recheck-populate', 'lock-page-convert', 2],
	['fork-vs-trunc', 'truncate-count', 1],
	['anon-clear', 'pte-chains', 1],
])('%s on %s ends as the search of all interleavings says that it can', (litmus, name, least) => {
	const workload = readWorkload(litmus, null);
	const booted = bootVariant(variants[name]!);
	const { cell, observed } = runCellWithOutcomes(booted, workload, verdictOnly);
	expect(cell.explored.kind).toBe('complete');
	const allowed = new Set([...observed.values()].map((each) => JSON.stringify(each)));
	const found = new Set<string>(cell.violations.map(({ oracle }) => oracle));
	const stage = stageOf(booted, workload);
	const problem = stage.problem!;
	const seen = new Set<string>();
	for (let seed = 0; seed < seeds; seed++) {
		const end = race(stage, booted.start, 1 + (seed % 3), seed);
		if (typeof end === 'string') {
			expect(found).toContain(end);
			continue;
		}
		problem.machine.load(end);
		const locals = new Int32Array(stage.placed.programs.length).fill(DONE);
		const verdict = judgeTerminal(stage.placed, problem, {
			kind: 'done',
			locals,
			schedule: () => [],
		});
		for (const { oracle } of verdict.findings) expect(found).toContain(oracle);
		const line = JSON.stringify(verdict.observed);
		expect(allowed).toContain(line);
		seen.add(line);
	}
	expect(seen.size).toBeGreaterThanOrEqual(least);
});
