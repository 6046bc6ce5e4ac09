/*
 * The model keeps what a task holds in a variable where its place does not tell it. SPIN agrees on programs
 * that break the rules of locks.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Automata } from '../../engine/automaton.ts';
import { Nodes, type Starter } from '../../engine/nodes.ts';
import { Machine } from '../../engine/machine.ts';
import { LayoutBuilder } from '../../engine/layout.ts';
import {
	call,
	load,
	lock,
	might_sleep,
	store,
	trylock,
	unlock,
	wait_bit_clear,
	type Task,
} from '../../engine/operation.ts';
import { defineStruct, field, type Lock } from '../../engine/struct.ts';
import type { Problem } from '../../explore/problem.ts';
import { storedSearch } from '../../explore/stored.ts';
import { readEnds } from './judge.ts';
import { modelOf, type Model } from './model.ts';
import { NotExpressible } from './not-expressible.ts';
import { runSpin, spinTools } from './spin.ts';
import { survey, type Survey } from './survey.ts';

const thing = defineStruct('thing', ['flags', 'lock', 'word'], 'persistent');
const builder = new LayoutBuilder();
const it = builder.object(thing, 'it');
const layout = builder.build();
const locks: Readonly<Record<string, Lock>> = {
	spin: { field: field(thing, 'lock'), bit: -1, kind: 'spin', name: 'S' },
	page: { field: field(thing, 'flags'), bit: 0, kind: 'bit-sleep', name: 'PL' },
};

/** What a step observed is forgotten when its function returns, so the local state tells no lock. */
const functions: Readonly<Record<string, () => Task>> = {
	*'lock spin'() {
		yield* lock(locks['spin']!, it);
	},
	*'try spin'() {
		yield* trylock(locks['spin']!, it);
	},
	*'unlock spin'() {
		yield* unlock(locks['spin']!, it);
	},
	*'lock page'() {
		yield* lock(locks['page']!, it);
	},
	*'try page'() {
		yield* trylock(locks['page']!, it);
	},
	*'unlock page'() {
		yield* unlock(locks['page']!, it);
	},
	*'wait page'() {
		yield* wait_bit_clear({ field: field(thing, 'flags'), bit: 0, name: 'locked' }, it);
	},
	*'try both'() {
		const order =
			(yield* load(field(thing, 'word'), it)) === 0 ? ['spin', 'page'] : ['page', 'spin'];
		for (const each of order) yield* trylock(locks[each]!, it);
	},
	sleep: might_sleep,
	*'store 1'() {
		yield* store(field(thing, 'word'), it, 1);
	},
	*'store 2'() {
		yield* store(field(thing, 'word'), it, 2);
	},
};

function problemOf(programs: readonly (readonly string[])[]): Problem {
	const start: Starter = (name) => {
		const program = /^task (\d+)$/.exec(name)?.[1];
		return program === undefined ? functions[name]!() : runAll(programs[Number(program)]!);
	};
	const machine = new Machine(layout, {}, [...programs.keys()]);
	const image = new Int32Array(machine.memory.length);
	image[it] = 1;
	const automata = new Automata(new Nodes(start));
	const roots = programs.map((_, i) => automata.root(`task ${i}`, []));
	return { machine, automata, image, roots, after: -1 };
}

function* runAll(program: readonly string[]): Task {
	for (const each of program) yield* call(each, []);
}

const programs = fc.array(
	fc.array(fc.constantFrom(...Object.keys(functions)), { minLength: 1, maxLength: 4 }),
	{ minLength: 2, maxLength: 3 },
);

function surveyed(problem: Problem): { found: Survey; model: Model | null } {
	const found = survey(problem, { statesMax: 100_000 });
	const tasks = problem.roots.map((_, i) => `task${i}`);
	try {
		return { found, model: modelOf(problem, found, { variant: 'v', workload: 'w', tasks }) };
	} catch (error) {
		if (!(error instanceof NotExpressible)) throw error;
		return { found, model: null };
	}
}

test('a survey counts what the full search counts, where rules of locking are broken', () => {
	fc.assert(
		fc.property(programs, (each) => {
			const found = survey(problemOf(each), { statesMax: 100_000 });
			const options = { statesMax: 100_000, full: true, seed: 1 };
			const full = storedSearch(
				problemOf(each),
				options,
				() => {},
				() => {},
			);
			expect([found.states, found.transitions]).toEqual([full.states, full.transitions]);
		}),
		{ numRuns: 200 },
	);
});

/** One place with and without the lock, of which the others' memory tells which. */
const told = [
	['try spin', 'unlock spin'],
	['lock spin', 'unlock spin'],
];

test('a task whose place does not tell what it holds has a variable for that', () => {
	const { model } = surveyed(problemOf(told));
	expect(model!.text).toContain('byte cpu0_task0_holds = 0;');
	expect(model!.text).toContain('cpu0_task0_holds = 1');
	expect(model!.text).not.toContain('cpu1_task1_holds');
	const { model: usual } = surveyed(problemOf([['lock spin', 'unlock spin'], ['try page']]));
	expect(usual!.text).not.toContain('_holds');
});

const tools = spinTools();

describe.skipIf(tools === null)('SPIN (skipped without spin and a C compiler)', () => {
	/** How many sets of locks the model tells apart by variables; null when there is no model. */
	const expectEqual = (each: readonly (readonly string[])[]): boolean | null => {
		const problem = problemOf(each);
		const { found, model } = surveyed(problem);
		if (model === null) return null;
		const answer = runSpin(model, { tools: tools!, clock: () => 0, timeoutMs: 60_000 });
		expect(answer.errors).toEqual([]);
		expect([answer.states, answer.transitions - 1]).toEqual([found.states, found.transitions]);
		expect(new Set(readEnds(problem, model, answer).keys())).toEqual(found.ends);
		return model.text.includes('_holds');
	};

	test('agrees where a lock is given back that may not be held', () => {
		expect(expectEqual(told)).toBe(true);
	});

	test('agrees where a page lock is taken from its holder', () => {
		const pages = [
			['try page', 'try spin', 'unlock page'],
			['unlock page', 'sleep'],
		];
		expect(expectEqual(pages)).toBe(true);
	});

	test('agrees where nothing but the order in which locks were taken differs', () => {
		// The search takes the two orders for one, and so no variable tells them apart.
		expect(expectEqual([['try both', 'unlock spin', 'unlock page'], ['store 1']])).toBe(false);
	});

	test('agrees on who waits for ever for a page, and who dies of waiting', () => {
		expect(
			expectEqual([
				['try spin', 'wait page'],
				['lock spin', 'lock page'],
			]),
		).toBe(true);
	});

	test('agrees on random programs that break the rules of locking', () => {
		const known = new Set<boolean | null>();
		fc.assert(
			fc.property(programs, (each) => {
				known.add(expectEqual(each));
			}),
			{ numRuns: 15, seed: 2003 },
		);
		expect(known.has(true)).toBe(true);
	}, 60_000);
});
