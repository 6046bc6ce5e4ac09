/*
 * harness/audit/calibrate/fixture.ts - random programs of the step language, as text, and what each search
 * finds of a program.
 *
 * Whatever the searches take for granted is broken by some of them: a compare-and-swap fails, a lock is
 * taken twice, given back unheld or never, a guard is closed by somebody else, or for ever.
 */
import fc from 'fast-check';
import { boundedSearch } from '../../explore/bounded.ts';
import { dpor, type DporOptions } from '../../explore/dpor.ts';
import type { OnTerminal, Problem } from '../../explore/problem.ts';
import { Footprints } from '../../explore/footprint.ts';
import { storedSearch } from '../../explore/stored.ts';
import { countTraces } from '../../explore/traces.ts';
import { collect } from './calibrate.ts';
import { parseSteps } from './language.ts';
import { stepsProblem } from './problem.ts';

const shared = fc.constantFrom('x', 'x', 'y');
const local = fc.constantFrom('v', 'w');
const small = fc.nat(2);
const mutex = fc.constantFrom('l', 'l', 'm');

/** Something to write: a number, or what a local knows and one more. */
const value = fc.oneof(
	small.map(String),
	local.map((name) => `${name} + 1`),
);

const access = fc.oneof(
	fc.tuple(local, shared).map(([to, of]) => `${to} = ${of}`),
	fc.tuple(shared, value).map(([to, what]) => `${to} = ${what}`),
	shared.map((of) => `increment(${of})`),
	fc.tuple(local, shared).map(([to, of]) => `${to} = increment(${of})`),
	fc
		.tuple(local, shared, small, small)
		.map(([to, of, old, next]) => `${to} = cas(${of}, ${old}, ${next})`),
);

const guarded = fc
	.tuple(shared, fc.constantFrom('==', '!='), fc.oneof(small.map(String), local), shared, value)
	.map(([of, is, what, to, next]) => `when (${of} ${is} ${what}) { ${to} = ${next} }`);

const twoWords = fc
	.tuple(small, fc.constantFrom('&&', '||'), small)
	.map(([one, both, other]) => `when (x == ${one} ${both} y == ${other}) { }`);

const misused = fc.oneof(
	mutex.map((of) => `lock(${of})`),
	mutex.map((of) => `unlock(${of})`),
	fc.tuple(mutex, access).map(([of, each]) => `lock(${of}) lock(${of}) ${each}`),
	fc.tuple(mutex, access).map(([of, each]) => `lock(${of}) ${each} unlock(${of}) unlock(${of})`),
	fc.tuple(local, mutex).map(([to, of]) => `${to} = trylock(${of})`),
);

function statements(depth: number, withGuards: boolean, withMisuse: boolean): fc.Arbitrary<string> {
	const inner = depth === 0 ? access : statements(depth - 1, withGuards, withMisuse);
	const block = fc.array(inner, { minLength: 1, maxLength: 2 }).map((each) => each.join(' '));
	return fc.oneof(
		{ arbitrary: access, weight: 6 },
		{
			arbitrary: fc.tuple(mutex, block).map(([of, body]) => `lock(${of}) ${body} unlock(${of})`),
			weight: 2,
		},
		{
			arbitrary: fc
				.tuple(local, mutex, block)
				.map(
					([to, of, body]) => `${to} = trylock(${of}) if (${to} == 1) { ${body} unlock(${of}) }`,
				),
			weight: 1,
		},
		{
			arbitrary: fc
				.tuple(local, small, block, block)
				.map(([of, is, body, rest]) => `if (${of} == ${is}) { ${body} } else { ${rest} }`),
			weight: 1,
		},
		{ arbitrary: fc.oneof(guarded, guarded, twoWords), weight: withGuards ? 3 : 0 },
		{ arbitrary: misused, weight: withMisuse ? 2 : 0 },
	);
}

/** Two or three threads; each local is 0 at first, and no lock is misused unless that is asked for. */
export function stepPrograms(withGuards: boolean, withMisuse: boolean): fc.Arbitrary<string> {
	const body = fc.array(statements(1, withGuards, withMisuse), { minLength: 1, maxLength: 3 });
	return fc
		.array(body, { minLength: 2, maxLength: 3 })
		.map((threads) =>
			[
				'program random\nvar x, y\nmutex l, m',
				...threads.map((each, i) => `thread t${i} { v = 0 w = 0 ${each.join(' ')} }`),
			].join('\n'),
		);
}

/** What a search of a program found. */
interface Outcome {
	readonly ends: readonly string[];
	readonly complete: boolean;
	readonly executions: number;
	readonly blocked: number;
	readonly traces: number;
}

const lookedAt = { executions: 0, blocked: 0, traces: 0 };

/** The unreduced graph, or what persistent sets leave of it. */
export function storedOutcome(text: string, full: boolean): Outcome {
	return outcomeOf(text, (problem, begin, onTerminal) => ({
		...lookedAt,
		...storedSearch(problem, { statesMax: 100_000, seed: 1, full }, begin, onTerminal),
	}));
}

export function statelessOutcome(
	text: string,
	mode: DporOptions['mode'],
	lockAware: boolean,
): Outcome {
	const options = { mode, lockAware, executionsMax: 20_000, stepsMax: 500 };
	return outcomeOf(text, (problem, begin, onTerminal) => dpor(problem, options, begin, onTerminal));
}

/** All schedules within a bound one by one, as long as there are not too many. */
export function enumeratedOutcome(
	text: string,
	preemptionsMax: number,
	schedulesMax: number,
): Outcome {
	const options = { preemptionsMax, schedulesMax, stepsMax: 500 };
	return outcomeOf(text, (problem, begin, onTerminal) => {
		begin();
		return { ...lookedAt, ...countTraces(problem, options, onTerminal) };
	});
}

/** The bounded search, which begins with nothing known. */
export function boundedOutcome(text: string, preemptionsMax: number): Outcome {
	const options = { preemptionsMax, statesMax: 100_000 };
	return outcomeOf(text, (problem, begin, onTerminal) => {
		const footprints = new Footprints(problem.machine, problem.automata);
		footprints.learn(problem.roots);
		return { ...lookedAt, ...boundedSearch(problem, options, footprints, begin, onTerminal) };
	});
}

function outcomeOf(
	text: string,
	search: (problem: Problem, begin: () => void, onTerminal: OnTerminal) => Omit<Outcome, 'ends'>,
): Outcome {
	const problem = stepsProblem(parseSteps(text, 'random.steps'), 1);
	const ends = new Set<string>();
	const result = search(problem, () => ends.clear(), collect(problem, ends));
	return { ...result, ends: [...ends].toSorted() };
}
