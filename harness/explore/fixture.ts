/*
 * harness/explore/fixture.ts - random toy programs, and ends told so that two searches can be compared.
 */
import fc from 'fast-check';
import type { Ending, Problem } from './problem.ts';
import type { ToyStep } from './toy.ts';

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
	fc.record({ do: fc.constantFrom('read-lock'), l: fc.nat(2) }),
) as fc.Arbitrary<ToyStep>;

/** Two or three programs of one step up to `stepsMax`. */
export function toyPrograms(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return programsOf(step, stepsMax);
}

/** The same, with shared locks, and objects that whoever still has a pointer uses and frees. */
export function toyProgramsWithObjects(stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	return programsOf(fc.oneof(step, objectStep), stepsMax);
}

function programsOf(each: fc.Arbitrary<ToyStep>, stepsMax: number): fc.Arbitrary<ToyStep[][]> {
	const program = fc.array(each, { minLength: 1, maxLength: stepsMax });
	return fc.array(program, { minLength: 2, maxLength: 3 });
}

/** How it ended, how each task did, and memory. */
export function describeEnding({ machine, automata }: Problem, { kind, locals }: Ending): string {
	const tasks = [...locals].map((local) =>
		local === 0 ? 'done' : automata.isDead(local) ? 'dead' : automata.functionOf(local),
	);
	return `${kind} ${tasks.join()} ${machine.memory.join()}`;
}
