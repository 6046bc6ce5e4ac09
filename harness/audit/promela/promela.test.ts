/*
 * The survey counts what the other searches and SPIN count, and the judge complains of every difference.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { bootVariant, type BootedVariant } from '../../cell/boot.ts';
import { readWorkload } from '../../catalogue/litmus.ts';
import type { MemoryModel } from '../../engine/weak-rules.ts';
import { queueToyPrograms, toyPrograms } from '../../explore/fixture.ts';
import { storedSearch } from '../../explore/stored.ts';
import { toyProblem, weakToyProblem, type ToyStep } from '../../explore/toy.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { stageOf } from '../../cell/stage.ts';
import type { Problem } from '../../explore/problem.ts';
import { judgeCell, readEnds, type Answer } from './judge.ts';
import { modelOf, type Model } from './model.ts';
import { readAnswer, runSpin, spinTools } from './spin.ts';
import { survey, type Survey } from './survey.ts';
import { readTable } from './table.ts';

const known = Object.keys(variants);
const booted = new Map<string, BootedVariant>();
function boot(name: string): BootedVariant {
	let found = booted.get(name);
	if (found === undefined) {
		found = bootVariant(variants[name]!);
		booted.set(name, found);
	}
	return found;
}

const tools = spinTools();
// Without a clock: how long SPIN takes is no matter here.
const ask = (model: Model): Answer =>
	runSpin(model, { tools: tools!, clock: () => 0, timeoutMs: 60_000 });

const kept = readTable(
	readFileSync(join(packageRoot(), 'harness/audit/promela/judged.txt'), 'utf8'),
);

test('at least 500 cells were found equal by SPIN, weak memory among them', () => {
	expect(kept.length).toBeGreaterThanOrEqual(500);
	const memories = kept.map((row) => readWorkload(row.workload, known).memory);
	expect(new Set(memories)).toEqual(new Set(['sc', 'tso', 'relaxed']));
	expect(new Set(kept.map((row) => `${row.variant} ${row.workload}`)).size).toBe(kept.length);
	const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
	expect(readme).toContain(`agreed on all ${kept.length}`);
});

test.each(kept.filter(({ states }) => states < 3000))(
	'$variant on $workload is still what SPIN counted',
	({ variant, workload, states, transitions, ends }) => {
		const { problem } = stageOf(boot(variant), readWorkload(workload, known));
		const found = survey(problem!, { statesMax: states + 1 });
		expect([found.states, found.transitions, found.ends.size]).toEqual([states, transitions, ends]);
	},
);

/** Whoever loses the trylock dies at the same place as if it had won. */
const trylockLost: ToyStep[][] = [
	[
		{ do: 'trylock', l: 2 },
		{ do: 'bug-if', w: 1, value: 1 },
	],
	[
		{ do: 'trylock', l: 2 },
		{ do: 'add', w: 1 },
		{ do: 'bug-if', w: 1, value: 1 },
	],
	[{ do: 'bug-if', w: 0, value: 1 }],
];

test('a survey counts what the full search counts, on random programs', () => {
	fc.assert(
		fc.property(toyPrograms(5), (programs) => {
			const problem = toyProblem(programs);
			const found = survey(problem, { statesMax: 100_000 });
			const searched = toyProblem(programs);
			// Who holds a lock at the end is no part of an end, if the memory and where all stand are the same.
			const ends = new Set<string>();
			const full = storedSearch(
				searched,
				{ statesMax: 100_000, full: true, seed: 1 },
				() => ends.clear(),
				({ kind, locals }) => {
					if (kind !== 'livelock') ends.add([locals, searched.machine.memory].join(' '));
				},
			);
			expect([found.states, found.transitions, found.ends.size]).toEqual([
				full.states,
				full.transitions,
				ends.size,
			]);
		}),
		{ numRuns: 100, examples: [[trylockLost]] },
	);
});

test('a survey gives up where its limit is', () => {
	const problem = toyProblem([[{ do: 'add', w: 0 }], [{ do: 'add', w: 0 }]]);
	expect(survey(problem, { statesMax: 3 }).complete).toBe(false);
	expect(survey(problem, { statesMax: 4 })).toMatchObject({ complete: true, states: 4 });
});

const toyNames = { variant: 'toy', workload: 'toy' } as const;

/** The model of a problem with what it was made from. */
function surveyed(problem: Problem): { found: Survey; model: Model } {
	const found = survey(problem, { statesMax: 100_000 });
	expect(found.complete).toBe(true);
	const tasks = problem.roots.map((_, i) => `task${i}`);
	return { found, model: modelOf(problem, found, { ...toyNames, tasks }) };
}

const bug: ToyStep = { do: 'bug-if', w: 2, value: 0 };
const under = (l: number, ...steps: ToyStep[]): ToyStep[] => [
	{ do: 'lock', l },
	...steps,
	{ do: 'unlock', l },
];
/** Programs of which some task never ends, by what it stands at then. */
const standing: Readonly<Record<string, () => Problem>> = {
	'a lock': () => toyProblem([under(0, ...under(1, { do: 'add', w: 0 })), under(1, ...under(0))]),
	'a lock of who is dead': () => toyProblem([under(0, bug), under(0)]),
	'a join': () => toyProblem([[{ do: 'xadd', w: 0 }, bug], [{ do: 'load', w: 0 }]], true),
	'a join for one who may be dead': () =>
		toyProblem(
			[
				[
					{ do: 'load', w: 0 },
					{ do: 'bug-if', w: 0, value: 1 },
				],
				[{ do: 'add', w: 0 }],
				[],
			],
			true,
		),
	'a store buffer of who is dead': () =>
		weakToyProblem([[{ do: 'store', w: 0, value: 1 }, bug], [{ do: 'load', w: 0 }]], 'tso'),
	'a store buffer that nothing was put into': () =>
		weakToyProblem([[bug], [{ do: 'store', w: 0, value: 1 }]], 'tso'),
	'early loads of who is dead': () =>
		weakToyProblem([[{ do: 'load', w: 0 }, bug], [{ do: 'store', w: 0, value: 1 }]], 'relaxed'),
};

test.each(Object.entries(standing))('the model tells who stands for ever at %s', (_, make) => {
	const problem = make();
	const { found, model } = surveyed(problem);
	const places = [...found.ends].map((end) => end.split(' ')[0]!.split(',').map(Number));
	expect(places.flat().some((local) => problem.automata.steps[local] !== null)).toBe(true);
	for (const [task, local] of places.flatMap((locals) => [...locals.entries()])) {
		expect(model.text).toContain(`cpu${task}_task${task}@L${local} && c_expr { STANDS_`);
	}
});

describe('the judge complains', () => {
	const workload = readWorkload('convert-vs-zap', known);
	const options = { statesMax: 20_000 };
	/** An answer that says what our own survey says. */
	const echo = (model: Model): Answer => {
		const problem = stageOf(boot('lock-page-convert'), workload).problem!;
		const ends: number[][] = [];
		const { states, transitions } = survey(problem, {
			...options,
			onEnd: (locals) =>
				ends.push([
					...locals,
					...model.addresses.map((address) => problem.machine.memory[address]!),
				]),
		});
		return { states, transitions: transitions + 1, errors: [], ends };
	};
	const complaints = (change: (answer: Answer) => Partial<Answer>): readonly string[] => {
		const judged = judgeCell(boot('lock-page-convert'), workload, {
			...options,
			ask: (model) => {
				const answer = echo(model);
				return { ...answer, ...change(answer) };
			},
		});
		return judged.kind === 'judged' ? judged.complaints : [judged.kind];
	};

	test('about nothing when all is equal', () => {
		expect(complaints(() => ({}))).toEqual([]);
	});
	test('about a state more', () => {
		expect(complaints(({ states }) => ({ states: states + 1 }))).toEqual([
			'states: 9943 here, 9944 there',
		]);
	});
	test('about an end less, and what only that end violated', () => {
		const without = (n: number): readonly string[] =>
			complaints(({ ends }) => ({ ends: ends.filter((_, i) => i !== n) }));
		const all = [0, 1, 2, 3, 4].map(without);
		for (const each of all) expect(each[0]).toBe('ends: 5 here, 4 there');
		expect(all.flat().some((each) => each.startsWith('violated here only'))).toBe(true);
	});
	test('about an end in which one word differs', () => {
		const changed = complaints(({ ends }) => ({
			ends: ends.map((each, i) => (i === 0 ? [...each.slice(0, -1), each.at(-1)! + 1] : each)),
		}));
		expect(changed).toContain('as many ends, but other ones');
	});
	test('about an end in which a task stands where none can', () => {
		const changed = complaints(({ ends }) => ({
			ends: ends.map((each, i) => (i === 0 ? [-1, ...each.slice(1)] : each)),
		}));
		expect(changed).toContain('as many ends, but other ones');
	});
	test('about what only the judge finds violated', () => {
		const changed = complaints(({ ends }) => ({
			// Both tasks are done, and no count of anything is right.
			ends: [...ends, ends[0]!.map((each, i) => (i < 2 ? 0 : each + 1))],
		}));
		expect(changed[0]).toBe('ends: 5 here, 6 there');
		expect(changed.some((each) => each.startsWith('violated there only'))).toBe(true);
	});
	test('about what SPIN itself complains of', () => {
		expect(complaints(() => ({ errors: ['pan:1: assertion violated'] }))).toEqual([
			'the judge says: pan:1: assertion violated',
		]);
	});
});

test('the model of a small cell', async () => {
	const workload = readWorkload('convert-enomem', known);
	const problem = stageOf(boot('lock-page-convert'), workload).problem!;
	const { text } = modelOf(problem, survey(problem, { statesMax: 1000 }), {
		variant: 'lock-page-convert',
		workload: 'convert-enomem',
		tasks: ['converter'],
	});
	await expect(text).toMatchFileSnapshot('./golden/convert-enomem.pml');
});

test('what pan prints is read', () => {
	const out = [
		'end 0 12 -1 7',
		'pan:1: assertion violated 0 (at depth 3)',
		'      357 states, stored',
		'      400 transitions (= stored+matched)',
		'pan: elapsed time 0.1 seconds',
		'pan: rate 3570 states/second',
	].join('\n');
	expect(readAnswer(out, 'end')).toEqual({
		states: 357,
		transitions: 400,
		errors: ['pan:1: assertion violated 0 (at depth 3)'],
		ends: [[0, 12, -1, 7]],
	});
});

describe.skipIf(tools === null)('SPIN (skipped without spin and a C compiler)', () => {
	test('agrees on a cell with a violation, and not on a model with one assignment changed', () => {
		const workload = readWorkload('convert-vs-zap', known);
		const kernel = boot('lock-page-convert');
		const judged = judgeCell(kernel, workload, { statesMax: 20_000, ask });
		expect(judged).toMatchObject({ kind: 'judged', complaints: [] });
		const wrong = judgeCell(kernel, workload, {
			statesMax: 20_000,
			ask: (model) => ask({ ...model, text: model.text.replace(/(\t:: \w+ = )0( ->)/, '$11$2') }),
		});
		expect(wrong.kind === 'judged' && wrong.complaints.length).toBeGreaterThan(0);
	}, 60_000);

	const expectEqual = (problem: Problem): void => {
		const { found, model } = surveyed(problem);
		const answer = ask(model);
		expect(answer.errors).toEqual([]);
		expect([answer.states, answer.transitions - 1]).toEqual([found.states, found.transitions]);
		expect(new Set(readEnds(problem, model, answer).keys())).toEqual(found.ends);
	};

	test.each(Object.entries(standing))('agrees on who stands for ever at %s', (_, make) => {
		expectEqual(make());
	});

	test('agrees on random programs', () => {
		fc.assert(
			fc.property(toyPrograms(4), (programs) => expectEqual(toyProblem(programs))),
			{ numRuns: 8, seed: 2003 },
		);
	}, 60_000);

	test('agrees on random programs whose tasks wait in queues', () => {
		fc.assert(
			fc.property(queueToyPrograms(5), (programs) => {
				const problem = toyProblem(programs);
				survey(problem, { statesMax: 100_000 });
				fc.pre(problem.machine.locks.queues.adopted.size > 0);
				expectEqual(problem);
			}),
			{ numRuns: 8, seed: 2003 },
		);
	}, 60_000);

	test('agrees on random programs with store buffers and early loads', () => {
		const models = fc.constantFrom<MemoryModel>('tso', 'relaxed');
		fc.assert(
			fc.property(toyPrograms(3), models, (each, memory) =>
				expectEqual(weakToyProblem(each.slice(0, 2), memory, 1)),
			),
			{ numRuns: 8, seed: 2003 },
		);
	}, 60_000);
});
