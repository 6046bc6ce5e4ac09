/*
 * A table of whole states against a table of fingerprints: equal counts, collisions, and a full table.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldSets } from '../engine/held.ts';
import { ExactTable } from './exact-table.ts';
import { describeTerminal, toyProgramsWithObjects } from './fixture.ts';
import type { Problem } from './problem.ts';
import { StateTable, type Visited } from './state-table.ts';
import { storedSearch, type StoredOptions } from './stored.ts';
import type { TaskState } from './task-state.ts';
import { toyProblem, type ToyStep } from './toy.ts';

type Tables = (problem: Problem) => StoredOptions['visited'];

const roomy = 64 * 2 ** 20;
const whole =
	(bytesMax: number): Tables =>
	(problem) =>
	({ locals }: TaskState) =>
		new ExactTable({ ...problem, locals }, bytesMax);

/** Of each fingerprint, the table behind it is told eight bits. */
class EightBits implements Visited {
	readonly #table: Visited;

	constructor(table: Visited) {
		this.#table = table;
	}
	get used(): number {
		return this.#table.used;
	}
	get isFull(): boolean {
		return this.#table.isFull;
	}
	find(hash1: number): number {
		return this.#table.find(hash1 & 255, 1);
	}
	info(slot: number): number {
		return this.#table.info(slot);
	}
	setInfo(slot: number, info: number): void {
		this.#table.setInfo(slot, info);
	}
}

function search(programs: ToyStep[][], tables: Tables, full = false) {
	const problem = toyProblem(programs);
	const ends = new Set<string>();
	const { complete, states, transitions, terminals } = storedSearch(
		problem,
		{ statesMax: 1e6, seed: 1, full, visited: tables(problem) },
		() => ends.clear(),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	return { complete, states, transitions, terminals, ends };
}

const fingerprints: Tables = () => undefined;
const racy = (w: number): ToyStep[] =>
	Array.from({ length: 8 }, (_, i) => ({ do: 'xadd', w: (w + i) % 2 }));

test('whole states and fingerprints count the same', () => {
	fc.assert(
		fc.property(toyProgramsWithObjects(6), fc.boolean(), (programs, full) => {
			expect(search(programs, whole(roomy), full)).toEqual(search(programs, fingerprints, full));
		}),
		{ seed: 20030404, numRuns: 50 },
	);
});

test('states that share a fingerprint of eight bits are told apart only when they are kept whole', () => {
	const right = search([racy(0), racy(1)], fingerprints);
	expect(right.states).toBeGreaterThan(1000);
	const bits =
		(inner: Tables): Tables =>
		(problem) =>
		(state) =>
			new EightBits(inner(problem)?.(state) ?? new StateTable());
	expect(search([racy(0), racy(1)], bits(whole(roomy)))).toEqual(right);
	const lost = search([racy(0), racy(1)], bits(fingerprints));
	expect(lost.states).toBeLessThanOrEqual(256);
	expect(lost.ends.size).toBeLessThan(right.ends.size);
});

test('a collision is counted, and a table that is full ends the search', () => {
	const machine = {
		memory: new Int32Array(4),
		markWritten: (marks: Uint8Array) => marks[3] !== (marks[3] = 1),
		held: Int32Array.of(0),
		heldSets: new HeldSets(),
	};
	const table = new ExactTable(
		{ machine, image: new Int32Array(4), locals: Int32Array.of(7) },
		roomy,
	);
	expect(table.find(1, 2)).toBe(-1);
	expect(table.find(1, 2)).toBe(0);
	machine.memory[3] = 5;
	expect(table.find(1, 2)).toBe(-2);
	expect(table.find(1, 2)).toBe(1);
	expect({ used: table.used, collisions: table.collisions }).toEqual({ used: 2, collisions: 2 });
	const cut = search([racy(0), racy(1)], whole(1));
	expect(cut.complete).toBe(false);
});
