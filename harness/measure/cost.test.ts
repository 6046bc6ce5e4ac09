/*
 * Tests of the cost model: tables of machines, time of events, terms.
 */
import { describe, expect, test } from 'vitest';
import { costTerms, sensitivity, timeOf, type Term } from './cost.ts';
import { eventNames, type Events } from './events.ts';
import { machines, type Machine, type Sourced } from './machines.ts';

const none = Object.fromEntries(eventNames.map((name) => [name, 0])) as unknown as Events;
/** One of each, two of the next, and so on, so that no two events can be mistaken for each other. */
const some = Object.fromEntries(
	eventNames.map((name, index) => [name, 1_000_000 * (index + 1)]),
) as unknown as Events;

/** Every number of a machine with its source. */
function numbersOf(machine: Machine): [string, Sourced][] {
	return Object.entries(machine).flatMap(([name, value]: [string, object]): [string, Sourced][] =>
		'source' in value
			? [[name, value as Sourced]]
			: Object.entries(value as Record<string, Sourced>).map(([inner, each]) => [
					`${name}.${inner}`,
					each,
				]),
	);
}

describe.each(Object.entries(machines))('machine %s', (_, machine) => {
	test('has a source for every number', () => {
		const numbers = numbersOf(machine);
		expect(numbers).toHaveLength(eventNames.length + 8);
		for (const [name, { value, source }] of numbers) {
			expect(value, name).toBeGreaterThan(0);
			expect(Number.isFinite(value), name).toBe(true);
			expect(source.length, name).toBeGreaterThan(4);
			// The tables that the model is held against may not be where its numbers come from. D1 and D3 name the machine.
			const isMachine = name === 'clockHz' || name === 'cpus';
			if (!isMachine) expect(source, name).not.toMatch(/discussion|rmap-test|kernbench|SDET/);
		}
	});

	test('has a cache of whole lines and nodes that fill one', () => {
		const { lineBytes, cacheBytes, pteChainSlots, clockHz } = machine;
		expect(Number.isInteger(Math.log2(lineBytes.value))).toBe(true);
		expect(Number.isInteger(Math.log2(cacheBytes.value / lineBytes.value))).toBe(true);
		expect(pteChainSlots.value).toBe((lineBytes.value - 4) / 4);
		expect(Number.isInteger(clockHz.value)).toBe(true);
	});

	test('orders what hardware orders', () => {
		const { cycles, diskSeconds } = machine;
		expect(cycles.lineMisses.value).toBeGreaterThan(cycles.listSteps.value);
		expect(cycles.listSteps.value).toBeGreaterThan(cycles.loads.value);
		expect(cycles.pageCopies.value).toBeGreaterThan(cycles.pageZeroings.value);
		expect(diskSeconds.random.value).toBeGreaterThan(diskSeconds.sequential.value);
	});
});

describe('time', () => {
	const machine = machines['p4-2.7ghz-up'];

	test('is none for nothing', () => {
		for (const each of Object.values(machines)) {
			expect(timeOf(none, each)).toEqual({
				userSeconds: 0,
				systemSeconds: 0,
				diskSeconds: 0,
				elapsedSeconds: 0,
			});
		}
	});

	test('is the example of its comment', () => {
		const cycles = { ...machine.cycles };
		cycles.loads = { value: 10, source: 'test' };
		cycles.userAccesses = { value: 100, source: 'test' };
		const round = { ...machine, cycles, clockHz: { value: 1e9, source: 'test' } };
		expect(timeOf({ ...none, loads: 2e8, userAccesses: 1e7 }, round)).toEqual({
			userSeconds: 1,
			systemSeconds: 2,
			diskSeconds: 0,
			elapsedSeconds: 3,
		});
	});

	test('charges each event by its own cycles, to the program or to the kernel', () => {
		for (const name of eventNames) {
			const times = timeOf({ ...none, [name]: 2.7e6 }, machine);
			const seconds = machine.cycles[name].value / 1000;
			const isUser = name === 'userAccesses';
			expect(times.userSeconds, name).toBeCloseTo(isUser ? seconds : 0, 12);
			expect(times.systemSeconds, name).toBeCloseTo(isUser ? 0 : seconds, 12);
			const isDisk = name === 'diskReads' || name === 'diskWrites';
			expect(times.diskSeconds, name).toBeCloseTo(isDisk ? 270 : 0, 9);
		}
	});

	test('waits for the disk in the order that pages lie there', () => {
		const events = { ...none, diskReads: 1000, diskWrites: 500 };
		expect(timeOf(events, machine).diskSeconds).toBeCloseTo(0.15, 12);
		const random = timeOf(events, machine, { diskOrder: 'random' });
		expect(random.diskSeconds).toBeCloseTo(19.05, 12);
		expect(random.elapsedSeconds).toBeCloseTo(19.05 + random.systemSeconds, 12);
		const without = timeOf(events, machine, { without: 'disk', diskOrder: 'random' });
		expect(without.elapsedSeconds).toBe(0);
	});

	test('is additive: twice the events are twice the time', () => {
		const twice = Object.fromEntries(
			eventNames.map((name) => [name, 2 * some[name]]),
		) as unknown as Events;
		const once = timeOf(some, machine);
		expect(timeOf(twice, machine).elapsedSeconds).toBeCloseTo(2 * once.elapsedSeconds, 6);
	});
});

describe('sensitivity', () => {
	test('has all terms, each event in one of them', () => {
		expect(costTerms).toHaveLength(12);
		expect(new Set(costTerms).size).toBe(12);
		const machine = machines.modern;
		for (const name of eventNames) {
			const events = { ...none, [name]: 1e6 };
			const free = costTerms.filter(
				(without) => timeOf(events, machine, { without }).elapsedSeconds === 0,
			);
			expect(free, name).toHaveLength(1);
		}
	});

	test('shares add up to one, the largest first', () => {
		for (const machine of Object.values(machines)) {
			const rows = sensitivity(some, machine);
			expect(rows.map(({ term }) => term).toSorted()).toEqual(costTerms.toSorted());
			expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
			const shares = rows.map(({ share }) => share);
			expect(shares).toEqual(shares.toSorted((a, b) => b - a));
			expect(rows.find(({ term }) => term === 'program')?.share).toBe(0);
		}
	});

	test('names the one term that makes all of it', () => {
		const machine = machines['numaq-16way'];
		const [first, second] = sensitivity({ ...none, locks: 10, unlocks: 10 }, machine);
		expect(first).toEqual({ term: 'locks' satisfies Term, systemSeconds: 0, share: 1 });
		expect(second?.share).toBe(0);
		expect(sensitivity(none, machine).every(({ share }) => share === 0)).toBe(true);
	});
});
