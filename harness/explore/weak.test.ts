/*
 * harness/explore/weak.test.ts - the classic litmus tests of weak memory, and that the reduced search
 * ends where the full one does when there are store buffers.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryModel } from '../engine/weak-rules.ts';
import { brokenToyPrograms, describeTerminal, toyPrograms } from './fixture.ts';
import type { Problem } from './problem.ts';
import { storedSearch } from './stored.ts';
import { seenBy, toyProblem, weakToyProblem, type ToyStep } from './toy.ts';

type Model = 'sc' | MemoryModel;
const models: readonly Model[] = ['sc', 'tso', 'relaxed'];

const problemOf = (programs: readonly (readonly ToyStep[])[], model: Model): Problem =>
	model === 'sc' ? toyProblem(programs) : weakToyProblem(programs, model);

/** What a search tells of every distinct end. */
function endsOf(
	problem: Problem,
	full: boolean,
	tell: Parameters<typeof describeTerminal> extends [infer P, infer E]
		? (problem: P, ending: E) => string
		: never,
): string[] {
	let ends = new Set<string>();
	const result = storedSearch(
		problem,
		{ statesMax: 2_000_000, seed: 1, full },
		() => (ends = new Set()),
		(ending) => {
			ends.add(tell(problem, ending));
		},
	);
	expect(result.complete).toBe(true);
	return [...ends].toSorted();
}

/** What all loads saw, program by program: '01 1'. */
function outcomes(programs: readonly (readonly ToyStep[])[], model: Model): string[] {
	const told = (full: boolean): string[] =>
		endsOf(problemOf(programs, model), full, ({ machine }) =>
			programs
				.map((steps, task) =>
					seenBy(machine, task, steps.filter((each) => each.do === 'load').length),
				)
				.join(' '),
		);
	const reduced = told(false);
	expect(reduced).toEqual(told(true));
	return reduced;
}

const W = (w: number, value: number = 1): ToyStep => ({ do: 'store', w, value });
const R = (w: number): ToyStep => ({ do: 'load', w });
const rmb: ToyStep = { do: 'rmb' };
const wmb: ToyStep = { do: 'wmb' };
const mb: ToyStep = { do: 'mb' };

/** Models in which some execution ends so. */
const allowedIn = (programs: readonly (readonly ToyStep[])[], outcome: string): Model[] =>
	models.filter((model) => outcomes(programs, model).includes(outcome));

describe('classic litmus tests', () => {
	test('SB: both cpus miss the other store, unless there is smp_mb', () => {
		expect(
			allowedIn(
				[
					[W(0), R(1)],
					[W(1), R(0)],
				],
				'0 0',
			),
		).toEqual(['tso', 'relaxed']);
		expect(
			allowedIn(
				[
					[W(0), mb, R(1)],
					[W(1), mb, R(0)],
				],
				'0 0',
			),
		).toEqual([]);
		expect(
			allowedIn(
				[
					[W(0), mb, R(1)],
					[W(1), R(0)],
				],
				'0 0',
			),
		).toEqual(['tso', 'relaxed']);
		expect(
			allowedIn(
				[
					[W(0), wmb, R(1)],
					[W(1), wmb, R(0)],
				],
				'0 0',
			),
		).toEqual(['tso', 'relaxed']);
	});

	test('MP: the flag without the data, unless both sides have a barrier', () => {
		expect(
			allowedIn(
				[
					[W(0), W(1)],
					[R(1), R(0)],
				],
				' 10',
			),
		).toEqual(['relaxed']);
		expect(
			allowedIn(
				[
					[W(0), wmb, W(1)],
					[R(1), R(0)],
				],
				' 10',
			),
		).toEqual(['relaxed']);
		expect(
			allowedIn(
				[
					[W(0), W(1)],
					[R(1), rmb, R(0)],
				],
				' 10',
			),
		).toEqual(['relaxed']);
		expect(
			allowedIn(
				[
					[W(0), wmb, W(1)],
					[R(1), rmb, R(0)],
				],
				' 10',
			),
		).toEqual([]);
	});

	test('MP, the flag counted up: smp_wmb orders what takes effect at once, too', () => {
		const flag: ToyStep = { do: 'add', w: 1 };
		expect(
			allowedIn(
				[
					[W(0), flag],
					[R(1), rmb, R(0)],
				],
				' 10',
			),
		).toEqual(['relaxed']);
		expect(
			allowedIn(
				[
					[W(0), wmb, flag],
					[R(1), rmb, R(0)],
				],
				' 10',
			),
		).toEqual([]);
	});

	test('LB: a load never sees what follows from it', () => {
		expect(
			allowedIn(
				[
					[R(0), W(1)],
					[R(1), W(0)],
				],
				'1 1',
			),
		).toEqual([]);
	});

	test('CoRR: one word only gets newer', () => {
		expect(
			allowedIn(
				[
					[W(0, 1), W(0, 2)],
					[R(0), R(0)],
				],
				' 10',
			),
		).toEqual([]);
		expect(
			allowedIn(
				[
					[W(0, 1), W(0, 2)],
					[R(0), R(0)],
				],
				' 21',
			),
		).toEqual([]);
		expect(
			allowedIn(
				[
					[W(0, 1), W(0, 2)],
					[R(0), R(0)],
				],
				' 12',
			),
		).toEqual(models);
	});

	test('CoWR: a cpu never misses its own store', () => {
		const ends = models.map((model) => outcomes([[W(0, 1), R(0)], [W(0, 2)]], model));
		expect(ends.map((each) => each.includes('0 '))).toEqual([false, false, false]);
		expect(ends.every((each) => each.includes('1 ') && each.includes('2 '))).toBe(true);
	});

	test('CoWR: nor in the bits of a word that it has stored as a whole', () => {
		const F = (value: number): ToyStep => ({ do: 'flags', what: 'store', value });
		const bit = (what: (ToyStep & { do: 'bit' })['what']): ToyStep => ({ do: 'bit', what, b: 2 });
		const seen = (programs: ToyStep[][], model: Model, count: number): string[] =>
			endsOf(problemOf(programs, model), false, ({ machine }) => seenBy(machine, 0, count));
		for (const model of models) {
			expect(seen([[F(4), bit('test')], [R(0)]], model, 2)).toEqual(['01']);
			expect(
				seen([[F(4), bit('clear'), { do: 'flags', what: 'load', value: 0 }]], model, 3),
			).toEqual(['000']);
			expect(seen([[F(4), bit('test-and-clear'), bit('test-and-set')]], model, 3)).toEqual(['010']);
			// Nobody clears it: it waits for ever.
			expect(seen([[F(4), bit('wait')]], model, 2)).toEqual(['0-']);
			const taken: ToyStep = { do: 'raw', what: 'lock', of: { in: 'flags', b: 0 } };
			expect(seen([[F(1), taken]], model, 2)).toEqual(['0-']);
			// A store from before the lock does not open it again.
			expect(seen([[F(0), taken, bit('test')], [R(0)]], model, 3)).toEqual(['010']);
		}
	});

	test('WRC: what one cpu has seen the next one sees, if both have barriers', () => {
		const wrc = (mid: ToyStep, last: ToyStep[]): ToyStep[][] => [
			[W(0)],
			[R(0), mid, W(1)],
			[R(1), ...last, R(0)],
		];
		const told = (each: ToyStep[][]): string[] =>
			endsOf(weakToyProblem(each, 'relaxed', 2), false, ({ machine }) =>
				[seenBy(machine, 1, 1), seenBy(machine, 2, 2)].join(' '),
			);
		expect(told(wrc(mb, []))).toContain('1 10');
		expect(told(wrc(mb, [rmb]))).not.toContain('1 10');
	});

	test('IRIW: readers without barriers disagree on the order where loads may be early', () => {
		const iriw = [[W(0)], [W(1)], [R(0), R(1)], [R(1), R(0)]];
		const isMet = (model: MemoryModel): boolean => {
			const problem = weakToyProblem(iriw, model, 2);
			const disagree = (): boolean =>
				[2, 3].every((task) => seenBy(problem.machine, task, 2) === '10');
			const { complete } = storedSearch(
				problem,
				{ statesMax: 2_000_000, seed: 1 },
				() => {},
				disagree,
			);
			return !complete;
		};
		expect(isMet('tso')).toBe(false);
		expect(isMet('relaxed')).toBe(true);
	});

	test('a lock orders what is done under it', () => {
		const under = (...steps: ToyStep[]): ToyStep[] => [
			{ do: 'lock', l: 0 },
			...steps,
			{ do: 'unlock', l: 0 },
		];
		expect(allowedIn([under(W(0), W(1)), under(R(1), R(0))], ' 10')).toEqual([]);
		expect(allowedIn([under(W(0), R(1)), under(W(1), R(0))], '0 0')).toEqual([]);
		// What is stored before a lock may be late until the unlock, and no longer.
		expect(
			allowedIn(
				[
					[W(0), ...under(R(1))],
					[W(1), ...under(R(0))],
				],
				'0 0',
			),
		).toEqual([]);
	});
});

test('the reduced search ends in exactly the states that the full one ends in', () => {
	fc.assert(
		fc.property(toyPrograms(4), fc.constantFrom<MemoryModel>('tso', 'relaxed'), (each, model) => {
			const programs = each.slice(0, 2);
			const full = endsOf(weakToyProblem(programs, model, 2), true, describeTerminal);
			expect(endsOf(weakToyProblem(programs, model, 2), false, describeTerminal)).toEqual(full);
		}),
		{ seed: 20030404, numRuns: 30 },
	);
});

test('also where locks are misused whose words are weak', () => {
	fc.assert(
		fc.property(
			brokenToyPrograms(4),
			fc.constantFrom<MemoryModel>('tso', 'relaxed'),
			(each, model) => {
				const programs = each.slice(0, 2);
				const full = endsOf(weakToyProblem(programs, model, 1), true, describeTerminal);
				expect(endsOf(weakToyProblem(programs, model, 1), false, describeTerminal)).toEqual(full);
			},
		),
		{ seed: 20030404, numRuns: 150 },
	);
});

test('weak memory ends wherever sequential consistency does', () => {
	fc.assert(
		fc.property(toyPrograms(4), (each) => {
			const programs = each.slice(0, 2);
			const told = (model: Model): string[] =>
				endsOf(problemOf(programs, model), false, ({ machine, automata }, { kind, locals }) =>
					[
						kind,
						...programs.map((_, i) => `${automata.isDead(locals[i]!)} ${seenBy(machine, i, 8)}`),
					].join(' '),
				);
			const [sc, tso, relaxed] = models.map(told);
			expect(tso).toEqual(expect.arrayContaining(sc!));
			expect(relaxed).toEqual(expect.arrayContaining(tso!));
		}),
		{ seed: 20030404, numRuns: 30 },
	);
});
