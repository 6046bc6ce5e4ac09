/*
 * The reduced search and the bounded search lose no end where kernels break the rules of locks.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedSearch } from './bounded.ts';
import {
	brokenToyPrograms,
	describeTerminal,
	listToyPrograms,
	queueToyPrograms,
	sectionedToyPrograms,
	toyProgramsWithObjects,
} from './fixture.ts';
import { Footprints } from './footprint.ts';
import { storedSearch } from './stored.ts';
import { toyProblem, type ToyStep } from './toy.ts';
import type { ToyLock } from './toy-program.ts';

/** Every distinct end, and in which orders locks were taken. */
function endsOf(programs: ToyStep[][], full: boolean): string[] {
	const problem = toyProblem(programs);
	const ends = new Set<string>();
	const { complete } = storedSearch(
		problem,
		{ statesMax: 2_000_000, seed: 1, full },
		() => ends.clear(),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	expect(complete).toBe(true);
	return [...ends, ...problem.machine.edges.keys()].toSorted();
}

/** Every distinct end of schedules with at most so many preemptions. */
function endsWithin(programs: ToyStep[][], preemptionsMax: number, full: boolean): string[] {
	const problem = toyProblem(programs);
	const footprints = new Footprints(problem.machine, problem.automata);
	footprints.learn(problem.roots);
	const ends = new Set<string>();
	const { complete } = boundedSearch(
		problem,
		{ preemptionsMax, statesMax: 1e6, full },
		footprints,
		() => ends.clear(),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	expect(complete).toBe(true);
	return [...ends].toSorted();
}

const programs = brokenToyPrograms(6);
const PL = { in: 'flags', b: 0 } as const;
const raw = (what: (ToyStep & { do: 'raw' })['what'], of: ToyLock = PL): ToyStep => ({
	do: 'raw',
	what,
	of,
});
const put = (w: number, value: number): ToyStep => ({ do: 'store', w, value });
const get = (w: number): ToyStep => ({ do: 'load', w });
/** Two stores that only a lock keeps together, and whoever sees the first without the second. */
const writer = (of: ToyLock): ToyStep[] => [
	raw('lock', of),
	put(0, 1),
	put(1, 1),
	raw('unlock', of),
];
const reader = (of: ToyLock): ToyStep[] => [raw('lock', of), get(0), get(1), raw('unlock', of)];

describe('kernels that break the rules of locks', () => {
	const frame = { in: 'frame', i: 0 } as const;
	const word = { in: 'word', l: 0 } as const;
	const whole = { in: 'whole flags' } as const;
	test.each<[string, ToyStep[][]]>([
		['a lock is given back by who does not hold it', [[raw('lock')], [raw('unlock')]]],
		['so that another comes in', [writer(PL), [raw('unlock')], reader(PL)]],
		['so that who waits for it runs', [[raw('lock')], [raw('lock'), put(0, 1)], [raw('unlock')]]],
		[
			'so that who waits for it runs, which is not for the holder to say',
			[[raw('lock'), put(0, 1)], [raw('lock'), get(0)], [raw('unlock')], [get(0)]],
		],
		[
			'it is handed over to who gives it back',
			[[raw('lock'), put(0, 1)], [get(0), raw('unlock')], reader(PL)],
		],
		['and the first no longer holds it', [[raw('lock'), { do: 'end' }], [raw('unlock')]]],
		[
			'a bare bit operation clears it',
			[writer(PL), [{ do: 'bit', what: 'clear', b: 0 }], reader(PL)],
		],
		['a bare bit operation sets it', [writer(PL), [{ do: 'bit', what: 'set', b: 0 }], reader(PL)]],
		[
			'a test-and-clear clears it',
			[writer(PL), [{ do: 'bit', what: 'test-and-clear', b: 0 }], reader(PL)],
		],
		[
			'a store of the whole word clears it',
			[writer(PL), [{ do: 'flags', what: 'store', value: 0 }], reader(PL)],
		],
		[
			'an exchange of the whole word clears it',
			[writer(PL), [{ do: 'flags', what: 'xchg', value: 4 }], reader(PL)],
		],
		[
			'an addition takes it for a number',
			[writer(PL), [{ do: 'flags', what: 'add', value: 1 }], reader(PL)],
		],
		[
			'a spinlock is initialised while it is held',
			[writer(word), [{ do: 'store-lock', l: 0, value: 0 }], reader(word)],
		],
		[
			'one word is two locks',
			[
				writer(PL),
				[raw('read-lock', whole)],
				[raw('read-lock', whole), raw('read-unlock', whole)],
				reader(PL),
			],
		],
		[
			'its object is handed out anew',
			[
				[
					raw('lock', frame),
					{ do: 'alloc', of: 'frame' },
					put(0, 1),
					put(1, 1),
					raw('unlock', frame),
				],
				[{ do: 'free', of: 'frame', i: 0 }, ...reader(frame)],
			],
		],
		[
			'it is taken twice',
			[
				[raw('lock'), raw('lock'), put(0, 1)],
				[get(0), raw('unlock')],
			],
		],
		[
			'whoever tried it forgets whether it has it',
			[
				[raw('forget'), { do: 'end' }],
				[raw('forget'), { do: 'end' }],
			],
		],
		[
			'one part of the kernel spins on it, and another gives it back as one that sleeps',
			[
				[raw('lock', { ...PL, isOther: true }), { do: 'sleep' }],
				[raw('unlock'), raw('lock')],
			],
		],
		[
			'and takes another behind it',
			[
				[raw('lock', { ...PL, isOther: true }), raw('lock', word)],
				[raw('unlock'), raw('lock')],
			],
		],
		[
			'a flag beside it is stored with the whole word',
			[
				[{ do: 'bit', what: 'set', b: 2 }],
				[{ do: 'flags', what: 'store', value: 0 }],
				[{ do: 'flags', what: 'load', value: 0 }],
			],
		],
	])('%s', (_, each) => {
		const ends = endsOf(each, true);
		expect(ends.length).toBeGreaterThan(1);
		expect(endsOf(each, false)).toEqual(ends);
	});

	test('the words of a list move together', () => {
		const each: ToyStep[][] = [
			[{ do: 'place', what: 'load', i: 2 }],
			[
				{ do: 'list', what: 'push', item: 1 },
				{ do: 'list', what: 'push', item: 2 },
			],
			[{ do: 'place', what: 'load', i: 1 }],
		];
		const ends = endsOf(each, true);
		expect(ends.length).toBeGreaterThan(2);
		expect(endsOf(each, false)).toEqual(ends);
	});

	test('the reduced search ends in the states of the full one where lists are looked into', () => {
		fc.assert(
			fc.property(listToyPrograms(4), (each) => {
				expect(endsOf(each, false)).toEqual(endsOf(each, true));
			}),
			{ seed: 20030404, numRuns: 200 },
		);
	});

	test('the reduced search ends in exactly the states that the full one ends in', () => {
		fc.assert(
			fc.property(programs, (each) => {
				expect(endsOf(each, false)).toEqual(endsOf(each, true));
			}),
			{
				seed: 20030404,
				numRuns: 400,
			},
		);
	});
});

describe('the queues of locks', () => {
	const rwsem = (l: number) => ({ in: 'rwsem', l }) as const;
	const read = (l: number): ToyStep => raw('read-lock', rwsem(l));
	const done = (l: number): ToyStep => raw('read-unlock', rwsem(l));
	const write = (l: number): ToyStep[] => [raw('lock', rwsem(l)), raw('unlock', rwsem(l))];
	const clear: ToyStep = { do: 'bit', what: 'clear', b: 0 };
	const wait: ToyStep = { do: 'bit', what: 'wait', b: 0 };
	test.each<[string, ToyStep[][], boolean]>([
		[
			'a reader reads again while a writer waits',
			[[read(0), read(0), done(0), done(0)], write(0)],
			true,
		],
		[
			'nobody writes',
			[
				[read(0), read(0), done(0), done(0)],
				[read(0), done(0)],
			],
			false,
		],
		['readers only meet', [[read(0), done(0)], [read(0), done(0)], write(0)], false],
		[
			'a reader waits for one who waits behind a writer',
			[
				[read(0), raw('lock', rwsem(1)), raw('unlock', rwsem(1)), done(0)],
				[raw('lock', rwsem(1)), read(0), done(0), raw('unlock', rwsem(1))],
				write(0),
			],
			true,
		],
		[
			'the one who waits behind a writer has nothing that readers wait for',
			[
				[read(0), done(0)],
				[raw('lock', rwsem(1)), read(0), done(0), raw('unlock', rwsem(1))],
				write(0),
			],
			false,
		],
		[
			'a bit is cleared and nobody woken',
			[
				[raw('lock'), clear],
				[raw('lock'), raw('unlock')],
			],
			true,
		],
		[
			'the last one wakes all',
			[
				[raw('lock'), raw('unlock')],
				[raw('lock'), raw('unlock')],
			],
			false,
		],
		[
			'somebody else wakes them',
			[
				[raw('lock'), clear, raw('lock'), raw('unlock')],
				[raw('lock'), raw('unlock')],
			],
			false,
		],
		[
			'one waits for the bit alone',
			[
				[raw('lock'), clear],
				[wait, put(0, 1)],
			],
			true,
		],
		[
			'one waits for the bit alone and is woken',
			[
				[raw('lock'), raw('unlock')],
				[wait, put(0, 1)],
			],
			false,
		],
	])('%s', (_, each, sticks) => {
		const ends = endsOf(each, true);
		expect(ends.some((end) => end.startsWith('deadlock'))).toBe(sticks);
		expect(endsOf(each, false)).toEqual(ends);
	});

	test('the reduced search ends where the full one does', () => {
		fc.assert(
			fc.property(queueToyPrograms(5), (each) => {
				expect(endsOf(each, false)).toEqual(endsOf(each, true));
			}),
			{ seed: 20061216, numRuns: 400 },
		);
	});
});

describe('the bounded search', () => {
	test('preempts before an unlock, from which the way back is free', () => {
		const each: ToyStep[][] = [
			[
				raw('lock', { in: 'word', l: 0 }),
				put(0, 2),
				raw('unlock', { in: 'word', l: 0 }),
				put(0, 1),
			],
			[{ do: 'xadd', w: 0 }, raw('lock', { in: 'word', l: 0 }), put(0, 3)],
		];
		expect(endsWithin(each, 1, false)).toEqual(endsWithin(each, 1, true));
	});

	const property = (some: fc.Arbitrary<ToyStep[][]>, numRuns: number): void => {
		fc.assert(
			fc.property(some, fc.nat(2), (each, bound) => {
				expect(endsWithin(each, bound, false)).toEqual(endsWithin(each, bound, true));
			}),
			{
				seed: 20030404,
				numRuns: numRuns,
			},
		);
	};
	test('ends where it ends when it preempts everywhere', () => {
		property(toyProgramsWithObjects(6), 200);
	});

	test('also where locks are given back before and behind what others do', () => {
		property(sectionedToyPrograms(), 400);
	});

	test('also where locks are misused', () => {
		property(programs, 200);
	});

	test('also where tasks wait in queues', () => {
		property(queueToyPrograms(5), 200);
	});
});
