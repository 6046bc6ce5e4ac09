/*
 * Running out of a limit is never a verdict: what fits the documented limits of a litmus file runs, what
 * has no end is named, and where neither can be said the cell says which limit it was.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { runCell } from './cell.ts';
import { bootVariant } from './boot.ts';
import { problemOf, sequentialOf } from './problem.ts';
import { verdictOnly } from './options.ts';
import { parseToken } from '../text/token.ts';
import { loadExecution, runExecution } from '../replay/execution.ts';
import { replayLines } from '../commands/replay.ts';
import { Nodes, type Starter } from '../engine/nodes.ts';
import { Circle, type StateKey } from '../engine/circle.ts';
import { callStepsMax } from '../engine/endless.ts';
import { KernelFault } from '../engine/fault.ts';
import { add, become, call, load, lock, trylock, type Task } from '../engine/operation.ts';
import { randomRuns } from '../explore/random.ts';
import { isGivenUp } from './given-up.ts';
import { countCost } from './cost.ts';
import { baseFunctions, type Kernel } from '../mm/index.ts';
import { i_size, mapping_nrpages, SS } from '../mm/include/fs.ts';
import type { address_space } from '../mm/include/structs.ts';
import { placeWorkload } from './place.ts';
import { defineVariant, type AddedFunction, type Variant } from '../variant.ts';
import type { Workload } from '../workload.ts';

const base = variants['lock-page-convert']!;

function written(text: string): Workload {
	const read = parseLitmus(text, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

/** A kernel whose truncation is another. */
function truncating(
	vmtruncate: (this: Kernel, mapping: address_space, offset: number) => Task<number>,
	adds: Readonly<Record<string, AddedFunction>> = {},
): Variant {
	const nobody = { subject: '', from: '', date: '', claims: {} };
	return defineVariant({ ...nobody, name: 'mine', replaces: { vmtruncate }, adds });
}

const beforeRace = written(`scenario before
file f 2 pages cached
process A { map m f[0..1] shared; truncate f 1 }
cpu a in A { touch m[0] read }
never "deadlock"
expect mine never
`);

const inRace = written(`scenario race
file f 2 pages cached
process A { map m f[0..1] shared }
process B { map n f[0..1] shared }
cpu a { truncate f 1 }
cpu b in B { unmap n }
never "deadlock"
`);

/** The function that is named, and what there is too much of. */
function endless(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		if (!(error instanceof KernelFault) || error.fault.kind !== 'endless') throw error;
		return `${error.fault.functionName}: ${error.fault.endless}`;
	}
	return 'nothing';
}

describe('what runs before the race', () => {
	test('may be as long as a litmus file lets it', () => {
		const long = written(`scenario long
file f 16 pages cached
process A { map m f[0..15] shared populate
${'mincore m\n'.repeat(2000)}}
cpu a in A { msync m }
cpu b in A { touch m[3] write }
never "deadlock"
`);
		let steps = 0;
		placeWorkload(bootVariant(base).start, long, { onStep: () => void steps++ });
		// What was once the limit, behind which the race went on from half-done work.
		expect(steps).toBeGreaterThan(100_000);
		const cell = runCell(bootVariant(base), long, verdictOnly);
		expect(cell.explored.kind).toBe('complete');
		expect(cell.violations).toEqual([]);
		expect(cell.questions[0]!.frequency).toBe('never');
	});

	test('has no verdict where it is not over within its limit', () => {
		const booted = bootVariant(truncating(baseFunctions.vmtruncate));
		const cell = runCell(booted, beforeRace, { ...verdictOnly, setupStepsMax: 100 });
		expect(cell).toEqual({
			variant: 'mine',
			workload: 'before',
			explored: { kind: 'stopped', limit: expect.stringContaining('after 100 steps, in ') },
			violations: [],
			questions: [],
			outcomes: null,
			expectations: [
				{
					text: 'mine never',
					expected: 'never',
					observed: null,
					met: false,
					where: 'written.litmus:6',
				},
			],
			unmappedLocked: null,
			cost: null,
		});
		const enough = runCell(booted, beforeRace, verdictOnly);
		expect(enough.explored.kind).toBe('complete');
		expect(enough.expectations[0]!.met).toBe(true);
	});

	test('that waits for itself is a deadlock', () => {
		const booted = bootVariant(
			truncating(function* (mapping) {
				yield* lock(SS, mapping);
				yield* lock(SS, mapping);
				return 0;
			}),
		);
		const { explored, violations } = runCell(booted, beforeRace, verdictOnly);
		expect(explored.kind).toBe('complete');
		expect(violations.map(({ oracle, site }) => `${oracle}: ${site}`)).toEqual([
			'deadlock: vmtruncate: waits for ever for SS',
		]);
	});

	test('that comes back to where it was is a livelock', () => {
		function* again(this: Kernel, mapping: address_space): Task<number> {
			if (yield* trylock(SS, mapping)) return 0;
			return yield* become('again', mapping);
		}
		const booted = bootVariant(
			truncating(
				function* (mapping) {
					yield* lock(SS, mapping);
					return yield* call('again', [mapping]);
				},
				{ again },
			),
		);
		const { explored, violations } = runCell(booted, beforeRace, verdictOnly);
		expect(explored.kind).toBe('complete');
		expect(violations.map(({ oracle, site }) => `${oracle}: ${site}`)).toEqual([
			'livelock: again: comes back to where it was, for ever',
		]);
	});

	test('that goes on with another state each time has no verdict', () => {
		function* count(this: Kernel, mapping: address_space): Task<number> {
			yield* add(mapping_nrpages, mapping, 1);
			return yield* become('count', mapping);
		}
		const booted = bootVariant(
			truncating((mapping) => call('count', [mapping]), { count } as Record<string, AddedFunction>),
		);
		const { explored } = runCell(booted, beforeRace, { ...verdictOnly, setupStepsMax: 20_000 });
		expect(explored).toEqual({
			kind: 'stopped',
			limit: 'what runs before the race is not over after 20,000 steps, in count()',
		});
	});
});

describe('what asks for more than the simulated memory has', () => {
	const maps = (count: number): string =>
		Array.from({ length: count }, (_, i) => `map m${i} f[0] shared`).join('; ');

	test.each([
		[
			'in the race',
			'process A { map m f[0..1] shared }\ncpu a in A { fork B; fork C }',
			'(copy_mm: slice 1 of pool mm)',
		],
		[
			'in some schedules only',
			'process A { map m f[0..1] shared }\ncpu a in A { touch m read }\ncpu b { truncate f 0 }\ncpu c in A { fork B; fork C }',
			'(copy_mm: slice 3 of pool mm)',
		],
		[
			'on a list',
			`process A { ${maps(5)} }\nprocess B { ${maps(5)} }
cpu a in A { map n f[0] shared; map o f[0] shared; map p f[0] shared }`,
			'(__vma_link_file: address_space.i_mmap_shared)',
		],
		['before the race', `process A { ${maps(11)} }\ncpu a in A { touch m0 read }`, 'pool vma'],
	])('%s has no verdict, and is no fault of the kernel', (_, rest, limit) => {
		const text = `scenario full\nfile f 2 pages cached\n${rest}\nnever "kernel BUG"\n`;
		const cell = runCell(bootVariant(base), written(text), { ...verdictOnly, sampleRuns: 20 });
		expect(cell).toMatchObject({
			explored: { kind: 'stopped', limit: expect.stringContaining(limit) },
			violations: [],
			questions: [],
			unmappedLocked: null,
		});
	});
});

describe('a call that never ends is named', () => {
	const deeper = truncating(function* (mapping, offset) {
		return yield* this.vmtruncate(mapping, offset + 1);
	});
	const idle = truncating(
		function* (mapping) {
			return yield* call('nothing', [mapping]);
		},
		{
			*nothing(mapping: address_space): Task<number> {
				return yield* become('nothing', mapping);
			},
		} as Record<string, AddedFunction>,
	);

	test.each([
		[
			'that spins',
			'vmtruncate: steps',
			truncating(function* (mapping) {
				for (;;) yield* load(i_size, mapping);
			}),
		],
		['that calls itself', 'vmtruncate: depth', deeper],
		['that goes round without a step', 'nothing: idle', idle],
	])('%s', (_, name, variant) => {
		expect(endless(() => runCell(bootVariant(variant), beforeRace, verdictOnly))).toBe(name);
		expect(endless(() => runCell(bootVariant(variant), inRace, verdictOnly))).toBe(name);
	});

	test('that spins only while another cpu has the lock', () => {
		const waiting = truncating(function* (mapping, offset) {
			while (!(yield* trylock(SS, mapping))) {
				// Spins.
			}
			yield* this.vmtruncate_list(mapping, 1, offset);
			return 0;
		});
		expect(endless(() => runCell(bootVariant(waiting), beforeRace, verdictOnly))).toBe('nothing');
		expect(endless(() => runCell(bootVariant(waiting), inRace, verdictOnly))).toBe(
			'vmtruncate: steps',
		);
	});

	test('and no program is, however many calls it makes', () => {
		const calls = callStepsMax + 10;
		const many = written(`scenario many
file f 1 page cached
cpu a { ${'fail vma 9; '.repeat(calls)} }
`);
		const { explored } = runCell(bootVariant(base), many, verdictOnly);
		expect(explored.kind).toBe('complete');
	});

	test('long before what it remembers fills memory', () => {
		function* forever(): Task<number> {
			for (;;) yield* load(i_size, 16);
		}
		const nodes = new Nodes(forever as unknown as Starter, 'toy');
		let node = nodes.begin('f', []);
		const spin = (): void => {
			for (let i = 0; i <= callStepsMax; i++) node = nodes.child(node, 1);
		};
		expect(endless(spin)).toBe('f: steps');
		// Each node holds what it observed itself; with all of it they would take the square of that.
		const lists = Object.values(nodes.get(node)).filter((each) => Array.isArray(each));
		expect(lists).toEqual([[]]);
	});
});

test('a sequential schedule without an end has no cost', () => {
	function* again(this: Kernel, mapping: address_space): Task<number> {
		yield* load(i_size, mapping);
		return yield* become('again', mapping);
	}
	const booted = bootVariant(
		truncating((mapping) => call('again', [mapping]), { again } as Record<string, AddedFunction>),
	);
	const placed = placeWorkload(booted.start, inRace);
	expect(countCost(sequentialOf(placed), booted.start)).toBeNull();
	const sound = bootVariant(base);
	const other = placeWorkload(sound.start, inRace);
	expect(countCost(sequentialOf(other), sound.start)!.operations).toBeGreaterThan(10);
});

test('a race that is too long for samples is no livelock, and one that goes round is', () => {
	const long = written(`scenario long-race
file f 16 pages cached
process A { map m f[0..15] shared populate }
cpu a in A { ${'mlock m; munlock m; '.repeat(400)} }
cpu b in A { ${'mlock m; munlock m; '.repeat(400)} }
`);
	const problem = problemOf(bootVariant(base), placeWorkload(bootVariant(base).start, long));
	const ends: string[] = [];
	randomRuns(problem, { runs: 2, seed: 1 }, (ending) => {
		ends.push(`${ending.kind} ${isGivenUp(problem, ending)}`);
	});
	expect(ends).toEqual(['livelock true', 'livelock true']);

	function* again(this: Kernel, mapping: address_space): Task<number> {
		if (yield* trylock(SS, mapping)) return 0;
		return yield* become('again', mapping);
	}
	const spins = truncating(
		function* (mapping) {
			yield* lock(SS, mapping);
			return yield* call('again', [mapping]);
		},
		{ again },
	);
	const booted = bootVariant(spins);
	const other = problemOf(booted, placeWorkload(booted.start, inRace));
	randomRuns(other, { runs: 2, seed: 1 }, (ending) => {
		expect(ending.kind).toBe('livelock');
		expect(isGivenUp(other, ending)).toBe(false);
	});
});

test('an execution that was not followed to its end does not look like one that ended well', async () => {
	const execution = await loadExecution(
		parseToken('lock-page-convert:trunc-vs-fault@13cc11:A')!,
		{},
	);
	const replayed = runExecution(execution, execution.token.schedule);
	const lines = (ending: typeof replayed.ending): string[] =>
		replayLines(execution, { ...replayed, findings: [], ending }, false);
	expect(lines('end').at(-1)).toBe(' nothing violated');
	expect(lines('given up')).toEqual([...lines('end').slice(0, -1), ' no end: too long to follow']);
});

test('a state that comes again is noticed, whatever led to the circle', () => {
	for (const [before, round] of [
		[0, 1],
		[5, 1],
		[100, 7],
		[3, 100],
	] as const) {
		const circle = new Circle();
		const key = (i: number): StateKey => {
			const at = i < before ? i : before + ((i - before) % round);
			return [at, 1, 2, 3, 4];
		};
		let steps = 0;
		while (!circle.closes(key(steps))) steps++;
		expect(steps).toBeLessThanOrEqual(3 * (before + round) + 3);
	}
	const straight = new Circle();
	for (let i = 0; i < 5000; i++) expect(straight.closes([i, 0, 0, 0, 0])).toBe(false);
});

test('every page access has an outcome of its own, as many as there are', () => {
	const accesses = written(`scenario accesses
file f 16 pages cached
process A { map m f[0..15] shared; touch m read; touch m write; touch m read }
cpu a in A { touch m[0] read; touch m[1] write }
after in A { touch m read }
`);
	const placed = placeWorkload(bootVariant(base).start, accesses);
	expect(placed.accesses).toHaveLength(66);
	expect(new Set(placed.accesses.map(({ outcome }) => outcome)).size).toBe(66);
	const { explored, violations } = runCell(bootVariant(base), accesses, verdictOnly);
	expect(explored.kind).toBe('complete');
	expect(violations).toEqual([]);
});
