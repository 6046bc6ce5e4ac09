/*
 * harness/explore/fixture.ts - random toy programs, and ends told so that two searches can be compared.
 */
import fc from 'fast-check';
import type { TerminalState, Problem } from './problem.ts';
import type { ToyLock, ToyStep } from './toy-program.ts';

const step: fc.Arbitrary<ToyStep> = fc.oneof(
	fc.record({ do: fc.constantFrom('load', 'add', 'xadd'), w: fc.nat(2) }),
	fc.record({ do: fc.constant('store'), w: fc.nat(2), value: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ do: fc.constant('bug-if'), w: fc.nat(2), value: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ do: fc.constantFrom('lock', 'lock', 'trylock', 'unlock'), l: fc.nat(2) }),
) as fc.Arbitrary<ToyStep>;

const objectStep: fc.Arbitrary<ToyStep> = fc.oneof(
	fc.record({ do: fc.constant('alloc'), of: fc.constantFrom('item', 'frame') }),
	fc.record({
		do: fc.constantFrom('free', 'use'),
		of: fc.constantFrom('item', 'frame'),
		i: fc.nat(5),
	}),
	fc.record({ do: fc.constantFrom('read-lock', 'downgrade'), l: fc.nat(2) }),
) as fc.Arbitrary<ToyStep>;

/** Locks that a few programs meet at, so that what breaks one matters to another. */
const someLock: fc.Arbitrary<ToyLock> = fc.constantFrom<ToyLock>(
	{ in: 'flags', b: 0 },
	{ in: 'flags', b: 0 },
	{ in: 'flags', b: 1 },
	{ in: 'whole flags' },
	{ in: 'word', l: 0 },
	{ in: 'item', i: 0 },
	{ in: 'frame', i: 0 },
);

/** What may break the rules of a lock. */
function misuseOf(of: ToyLock): fc.Arbitrary<ToyStep> {
	const bit = fc.constantFrom<ToyStep>(
		...(['test', 'set', 'clear', 'clear', 'test-and-set', 'test-and-clear', 'wait'] as const).map(
			(what): ToyStep => ({ do: 'bit', what, b: of.in === 'flags' ? of.b : 0 }),
		),
	);
	const word = fc.record({
		do: fc.constant('flags'),
		what: fc.constantFrom('load', 'store', 'add', 'xchg'),
		value: fc.nat(4),
	}) as fc.Arbitrary<ToyStep>;
	const stored = fc.record({
		do: fc.constant('store-lock'),
		l: fc.constant(0),
		value: fc.constantFrom(0, 0, -1, 1),
	}) as fc.Arbitrary<ToyStep>;
	const object = fc.constantFrom<ToyStep>(
		...(['item', 'frame'] as const).flatMap((each): ToyStep[] => [
			{ do: 'free', of: each, i: 0 },
			{ do: 'alloc', of: each },
		]),
	);
	const suited = of.in === 'word' ? stored : of.in === 'item' || of.in === 'frame' ? object : word;
	return fc.oneof(
		suited,
		of.in === 'flags' ? bit : suited,
		fc.constantFrom<ToyStep>(
			{ do: 'end' },
			{ do: 'sleep' },
			{ do: 'alloc', of: 'item', sleeps: true },
			{ do: 'keep' },
		),
	);
}

/** Steps around one lock: what takes it and gives it back, what it guards, and what breaks its rules. */
function stepsAround(of: ToyLock): fc.Arbitrary<ToyStep> {
	const ways: ToyLock[] = of.in === 'flags' ? [of, of, of, { ...of, isOther: true }] : [of];
	const raw = (...what: (ToyStep & { do: 'raw' })['what'][]): fc.Arbitrary<ToyStep> =>
		fc.constantFrom(
			...what.flatMap((each) => ways.map((way): ToyStep => ({ do: 'raw', what: each, of: way }))),
		);
	return fc.oneof(
		{ weight: 6, arbitrary: raw('lock', 'lock', 'lock', 'unlock', 'unlock', 'trylock', 'forget') },
		{ weight: 1, arbitrary: raw('read-lock', 'read-unlock', 'downgrade') },
		{ weight: 5, arbitrary: guarded },
		{ weight: 3, arbitrary: misuseOf(of) },
		{ weight: 1, arbitrary: step },
	);
}

const guarded: fc.Arbitrary<ToyStep> = fc.oneof(
	fc.record({ do: fc.constantFrom('load', 'xadd'), w: fc.nat(1) }),
	fc.record({ do: fc.constant('store'), w: fc.nat(1), value: fc.integer({ min: 1, max: 2 }) }),
) as fc.Arbitrary<ToyStep>;

/** Two or three programs of one step up to `stepsMax`. */
export function toyPrograms(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return programsOf(step, stepsMax);
}

/** The same, with shared locks, and objects that whoever still has a pointer uses and frees. */
export function toyProgramsWithObjects(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return programsOf(fc.oneof(step, objectStep), stepsMax);
}

/** Programs around one lock, most of which break its rules. */
export function brokenToyPrograms(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return someLock.chain((of) => programsOf(stepsAround(of), stepsMax));
}

/** Programs around two fair locks, or around a bit that others sleep on and that is cleared bare. */
export function queueToyPrograms(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	const rwsem = fc
		.tuple(fc.constantFrom(...rwsemWays), fc.constantFrom(0, 0, 1))
		.map(([what, l]): ToyStep => ({ do: 'raw', what, of: { in: 'rwsem', l } }));
	const bit = fc.constantFrom<ToyStep>(
		...(['lock', 'lock', 'unlock', 'trylock'] as const).map((what): ToyStep => ({
			do: 'raw',
			what,
			of: { in: 'flags', b: 0 },
		})),
		{ do: 'bit', what: 'clear', b: 0 },
		{ do: 'bit', what: 'wait', b: 0 },
	);
	return fc
		.constantFrom(rwsem, rwsem, bit)
		.chain((each) =>
			programsOf(
				fc.oneof({ weight: 4, arbitrary: each }, { weight: 1, arbitrary: guarded }),
				stepsMax,
			),
		);
}

const rwsemWays: readonly (ToyStep & { do: 'raw' })['what'][] = [
	...(['read-lock', 'read-lock', 'read-lock', 'read-unlock'] as const),
	...(['lock', 'lock', 'unlock', 'downgrade', 'trylock'] as const),
];

const listStep: fc.Arbitrary<ToyStep> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('list'),
			what: fc.constantFrom('add', 'push', 'del', 'next', 'empty'),
			item: fc.nat(2),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('place'),
			what: fc.constantFrom('load', 'store', 'add'),
			i: fc.nat(3),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constantFrom('lock', 'unlock'), l: fc.constant(0) }),
	},
) as fc.Arbitrary<ToyStep>;

/** Programs around a list, some of which look at its words past it. */
export function listToyPrograms(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return programsOf(listStep, stepsMax);
}

/** Sections of one lock that keep its rules, among steps outside of it. */
export function sectionedToyPrograms(): fc.Arbitrary<ToyStep[][]> {
	const section = fc
		.array(guarded, { minLength: 0, maxLength: 2 })
		.map((inside): ToyStep[] => [{ do: 'lock', l: 0 }, ...inside, { do: 'unlock', l: 0 }]);
	const program = fc
		.array(
			fc.oneof(
				section,
				section,
				guarded.map((each) => [each]),
			),
			{
				minLength: 1,
				maxLength: 3,
			},
		)
		.map((parts) => parts.flat());
	return fc.array(program, { minLength: 2, maxLength: 3 });
}

function programsOf(each: fc.Arbitrary<ToyStep>, stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	const program = fc.array(each, { minLength: 1, maxLength: stepsMax });
	return fc.array(program, { minLength: 2, maxLength: 3 });
}

/** How it ended, how each task did, who holds what, and memory. */
export function describeTerminal(
	{ machine, automata }: Problem,
	{ kind, locals }: TerminalState,
): string {
	const { held, heldSets } = machine;
	const tasks = [...locals].map((local, task) => {
		const locks = heldSets.locksOf(held[task]!).map(({ location }) => location);
		const death = automata.deadState(local)?.death;
		const how = local === 0 ? 'done' : (death?.text ?? automata.functionOf(local));
		return `${how} [${locks.toSorted((a, b) => a - b).join(' ')}]`;
	});
	return `${kind} ${tasks.join()} ${machine.memory.join()}`;
}
