/*
 * Functions that are not what the searches take them for are found and named, each in its own way of
 * going wrong; those of the tree do the same on every run.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { runCell } from './cell.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { defaultCellOptions } from './options.ts';
import { problemOf } from './problem.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { checkDeterminism, placeTwice } from './determinism.ts';
import { Nodes } from '../engine/nodes.ts';
import { load, might_sleep, store, type Operation, type Task } from '../engine/operation.ts';
import { KernelFault } from '../engine/fault.ts';
import { runAgain } from '../engine/rerun.ts';
import { at, defineStruct, field } from '../engine/struct.ts';
import { strategies } from '../explore/strategies.ts';
import { badInputOf } from '../catalogue/bad-input.ts';
import { baseFunctions, type Kernel } from '../mm/index.ts';
import { page_index } from '../mm/include/mm.ts';
import type { page } from '../mm/include/structs.ts';
import { defineVariant, type Variant } from '../variant.ts';

/** A kernel in which page_cache_release does something before it does its work. */
function whose(name: string, first: (page: page) => Task): Variant {
	function* page_cache_release(this: Kernel, page: page): Task {
		yield* first(page);
		yield* baseFunctions.page_cache_release.call(this, page);
	}
	const nobody = { subject: '', from: '', date: '', claims: {} };
	return defineVariant({ ...nobody, name, replaces: { page_cache_release } });
}

let calls = 0;
const seen = new Set<page>();
let current: page = 0;

const mutants: Readonly<Record<string, (page: page) => Task>> = {
	*'a counter of its calls'(page) {
		yield* store(page_index, page, ++calls);
	},
	*'a counter that matters seldom'(page) {
		if (++calls % 7 === 0) yield* load(page_index, page);
	},
	*'random numbers'(page) {
		// oxlint-disable-next-line no-restricted-properties -- what is forbidden is what is to be found
		if (Math.random() < 0.5) yield* load(page_index, page);
	},
	*'something that it only does the first time'(page) {
		if (!seen.has(page)) yield* load(page_index, page);
		seen.add(page);
	},
	*'a variable that another call overwrites'(page) {
		current = page;
		yield* load(page_index, page);
		yield* load(page_index, current);
	},
};

/** What comes of it: the error's message, or null. */
function complaint(work: () => unknown): string | null {
	try {
		work();
		return null;
	} catch (error) {
		const bad = badInputOf(error);
		if (bad !== null) return bad.message;
		throw error;
	}
}

function sampled(booted: BootedVariant, name: string, runs: number): void {
	const workload = readWorkload(name, Object.keys(variants));
	const problem = problemOf(booted, placeTwice(booted, workload));
	strategies.swarm(problem, { runs, seed: 1 }, () => {});
	checkDeterminism(booted);
}

describe('a function that depends on', () => {
	test.each(Object.entries(mutants))('%s is named', (name, first) => {
		calls = 0;
		seen.clear();
		const booted = bootVariant(whose('mine', first));
		const found = complaint(() => {
			for (const workload of ['trunc-vs-fault', 'trunc-innocent', 'convert-vs-zap']) {
				sampled(booted, workload, 40);
			}
		});
		expect(found, name).toMatch(/^error: variant mine: .*page_cache_release\(.* was /);
		expect(found).not.toContain('\n');
	});

	test('its calls is named when only what comes before the race calls it', () => {
		let maps = 0;
		function* userMap(this: Kernel, ...args: Parameters<Kernel['userMap']>): Task<number> {
			if (maps++ % 2 === 1) yield* might_sleep();
			return yield* baseFunctions.userMap.call(this, ...args);
		}
		const nobody = { subject: '', from: '', date: '', claims: {} };
		const booted = bootVariant(defineVariant({ ...nobody, name: 'mine', replaces: { userMap } }));
		expect(complaint(() => sampled(booted, 'trunc-vs-fault', 5))).toMatch(
			/^error: variant mine: userMap\(.* is not the same when it is run again: .* 'might-sleep'/,
		);
	});

	test('a search of all schedules does not come to a verdict on it', () => {
		calls = 0;
		const booted = bootVariant(whose('mine', mutants['a counter that matters seldom']!));
		const workload = readWorkload('trunc-vs-fault', Object.keys(variants));
		const options = { ...defaultCellOptions, statesMax: 3000, sampleRuns: 5 };
		expect(complaint(() => runCell(booted, workload, options))).toMatch(/is not the same when/);
	});
});

describe('nodes', () => {
	const words = defineStruct('words', [['word', 4]]);
	const word = field(words, 'word');

	/** Nodes of calls that load a word and then another, which the function may choose. */
	function nodes(which: (first: number) => number): Nodes {
		function* f(): Generator<Operation, unknown, number> {
			const first = yield* load(word, 8);
			return yield* load(at(word, which(first)), 8);
		}
		return new Nodes(f, 'toy');
	}

	test('that follow from what was observed are the same in every order', () => {
		const known = nodes((first) => first & 3);
		const root = known.begin('f', []);
		for (let value = 0; value < 8; value++) known.child(known.child(root, value), 1);
		expect(runAgain(known, 0)).toBeNull();
		expect(runAgain(known, known.size)).toBeNull();
	});

	test('tell function, operation and difference', () => {
		let turn = 0;
		const known = nodes(() => turn++ & 1);
		const root = known.begin('f', []);
		known.child(root, 7);
		expect(runAgain(known, 0)).toEqual({
			kernel: 'toy',
			name: 'f',
			args: [],
			step: 2,
			was: 'load words.word[0] of 8',
			is: 'load words.word[1] of 8',
		});
	});

	test('that must be reached again do not silently become others', () => {
		let turn = 0;
		const known = nodes(() => turn++);
		const root = known.begin('f', []);
		const first = known.child(root, 7);
		known.child(first, 0);
		expect(() => known.child(first, 1)).toThrow(KernelFault);
	});

	test('tell what a function throws', () => {
		let isFirst = true;
		function* f(): Generator<Operation, unknown, number> {
			yield* load(word, 8);
			if (!isFirst) throw new Error('not again');
			isFirst = false;
			return yield* load(word, 8);
		}
		const known = new Nodes(f, 'toy');
		known.child(known.begin('f', []), 0);
		expect(runAgain(known, 0)).toMatchObject({ step: 2, is: 'throws Error: not again' });
	});

	test('are named by what a function returns too', () => {
		let turn = 0;
		function* f(): Generator<Operation, unknown, number> {
			yield* load(word, 8);
			return turn++;
		}
		const known = new Nodes(f, 'toy');
		known.child(known.begin('f', []), 0);
		expect(runAgain(known, 0)).toMatchObject({ step: 2, was: 'return 0', is: 'return 1' });
	});
});

test.each(Object.keys(variants))('%s does the same whenever it is run', (name) => {
	const booted = bootVariant(variants[name]!);
	for (const workload of ['trunc-vs-fault', 'recheck-populate', 'orphan-to-swap']) {
		sampled(booted, workload, 12);
	}
	expect(booted.nodes.store.runAgain).toBeGreaterThan(500);
});
