/*
 * What is taken for independent after it has run: the stateless search must end where the full graph ends.
 */
import { describe, expect, test } from 'vitest';
import { Automata } from '../engine/automaton.ts';
import { Nodes } from '../engine/nodes.ts';
import { Machine } from '../engine/machine.ts';
import { LayoutBuilder } from '../engine/layout.ts';
import {
	clear_bit,
	load,
	lock,
	set_bit,
	store,
	syscall_end,
	test_bit,
	unlock,
	type Task,
} from '../engine/operation.ts';
import { defineStruct, field, type Bit, type Field, type Lock } from '../engine/struct.ts';
import { dpor } from './dpor.ts';
import { describeTerminal } from './fixture.ts';
import type { Problem } from './problem.ts';
import { storedSearch } from './stored.ts';

const pageStruct = defineStruct('page', ['flags', 'seen']);
const flags: Field = field(pageStruct, 'flags');
const seen: Field = field(pageStruct, 'seen');
const builder = new LayoutBuilder();
const page = builder.object(pageStruct, 'page');
const layout = builder.build();
const bit = (n: number): Bit => ({ field: flags, bit: n, name: `bit ${n}` });
const pageLock: Lock = { field: flags, bit: 0, kind: 'bit-sleep', name: 'PL' };

function problemOf(tasks: readonly (() => Task<number>)[]): Problem {
	const automata = new Automata(new Nodes((name) => tasks[Number(name)]!()));
	const machine = new Machine(
		layout,
		{},
		tasks.map(() => 0),
	);
	const image = new Int32Array(machine.memory.length);
	image[page] = 1;
	return {
		machine,
		automata,
		image,
		roots: tasks.map((_, i) => automata.root(`${i}`, [])),
		after: -1,
	};
}

function endsOf(tasks: readonly (() => Task<number>)[]): { full: string[]; optimal: string[] } {
	const collect = (search: (problem: Problem, tell: (end: string) => void) => void): string[] => {
		const problem = problemOf(tasks);
		const ends = new Set<string>();
		search(problem, (end) => ends.add(end));
		return [...ends].toSorted();
	};
	return {
		full: collect((problem, tell) => {
			const options = { statesMax: 1000, seed: 1, full: true };
			storedSearch(
				problem,
				options,
				() => {},
				(ending) => tell(describeTerminal(problem, ending)),
			);
		}),
		optimal: collect((problem, tell) => {
			const options = {
				mode: 'optimal',
				executionsMax: 100,
				stepsMax: 100,
				lockAware: true,
			} as const;
			dpor(
				problem,
				options,
				() => {},
				(ending) => tell(describeTerminal(problem, ending)),
			);
		}),
	};
}

describe('what commutes with what', () => {
	const bits: Record<string, () => Task<number>> = {
		*set() {
			yield* set_bit(bit(2), page);
			return 0;
		},
		*clear() {
			yield* clear_bit(bit(3), page);
			return 0;
		},
		*test() {
			const outcome = yield* test_bit(bit(2), page);
			yield* store(seen, page, outcome ? 1 : 2);
			return 0;
		},
	};
	const whole: Record<string, () => Task<number>> = {
		*load() {
			const value = yield* load(flags, page);
			yield* store(seen, page, value + 1);
			return 0;
		},
		*store() {
			yield* store(flags, page, 12);
			return 0;
		},
	};
	test.each(
		Object.keys(bits).flatMap((one) => Object.keys(whole).map((other) => [one, other] as const)),
	)('a bit is part of its word: %s and %s', (one, other) => {
		const { full, optimal } = endsOf([bits[one]!, whole[other]!]);
		expect(optimal).toEqual(full);
	});

	test('two bits of a word are two places', () => {
		const problem = problemOf([bits['set']!, bits['clear']!]);
		const options = {
			mode: 'optimal',
			executionsMax: 100,
			stepsMax: 100,
			lockAware: true,
		} as const;
		expect(
			dpor(
				problem,
				options,
				() => {},
				() => {},
			).executions,
		).toBe(1);
	});

	test('who must hold nothing meets who takes his lock from him', () => {
		const { full, optimal } = endsOf([
			function* holder(): Task<number> {
				yield* lock(pageLock, page);
				yield* syscall_end();
				return 0;
			},
			function* other(): Task<number> {
				yield* unlock(pageLock, page);
				return 0;
			},
		]);
		expect(full.length).toBeGreaterThan(1);
		expect(optimal).toEqual(full);
	});
});
