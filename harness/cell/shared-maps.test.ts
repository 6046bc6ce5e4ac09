/*
 * A name means where the program that made the map was told it is, for every program and for what the
 * litmus asks at the end; and the names of processes stay with who has the address space.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { runCell, runCellWithOutcomes } from './cell.ts';
import { bootVariant } from './boot.ts';
import { verdictOnly } from './options.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import { storedSearch } from '../explore/stored.ts';
import { observe } from './observe.ts';
import { placeWorkload } from './place.ts';
import type { Cell } from '../result.ts';
import { sharedMaps } from './shared-maps.ts';
import { stageOf } from './stage.ts';
import type { Workload } from '../workload.ts';

const base = variants['lock-page-convert']!;

function written(text: string): Workload {
	const read = parseLitmus(`scenario written\n${text}`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

const cellOf = (text: string, variant: string = base.name): Cell =>
	runCell(bootVariant(variants[variant]!), written(text), verdictOnly);

/** All that programs see, a text for each outcome. */
function shown(workload: Workload): string[] {
	const { observed } = runCellWithOutcomes(bootVariant(base), workload, verdictOnly);
	return [...observed.values()].map((each) => each.join('\n')).toSorted();
}

const moves = `file f 1 page cached
process A { map m f[0..0] shared; touch m[0] read }
cpu mover in A { move m to n }
`;

describe('a map that the race makes', () => {
	test('is where never lines look for it', () => {
		const { explored, questions } = cellOf(
			`${moves}never present A n[0]\nnever shows A n[0] f[0]\nnever present A m[0]\n`,
		);
		expect(explored.kind).toBe('complete');
		expect(questions.map(({ frequency }) => frequency)).toEqual(['always', 'always', 'never']);
	});

	test('is not looked for in another process', () => {
		const { questions } = cellOf(`file f 2 pages cached
process A { map m f[0..0] shared; map n f[0..0] shared; touch n read }
process B { map m f[1..1] shared }
cpu b in B { unmap m }
never present B m[0]
never present A n[0]
`);
		expect(questions.map(({ frequency }) => frequency)).toEqual(['never', 'always']);
	});

	test('is there after the race', () => {
		const outcomes = shown(written(`${moves}after in A { touch n read }\n`));
		expect(outcomes).toHaveLength(1);
		expect(outcomes[0]).toContain('after, call 1: touch-read n[0]: 101');
	});

	test('is there for other cpus, which wait until it is', () => {
		const workload = written(`${moves}cpu user in A { touch n read }
cpu other { invalidate f }
`);
		const outcomes = shown(workload);
		const died = outcomes.filter((each) =>
			each.startsWith('mover: kernel BUG\nuser waits for ever'),
		);
		const told = outcomes.filter((each) => each.includes('user, call 1: touch-read n[0]: 101'));
		expect(died.length).toBeGreaterThan(0);
		expect(told.length).toBeGreaterThan(0);
		expect(died.length + told.length).toBe(outcomes.length);
		const { placed, problem } = stageOf(bootVariant(base), workload);
		const seen = new Set<string>();
		const { complete } = storedSearch(
			problem!,
			{ statesMax: 400_000, seed: 1, full: true },
			() => seen.clear(),
			(ending) => void seen.add(observe(placed, problem!, ending).join('\n')),
		);
		expect(complete).toBe(true);
		expect([...seen].toSorted()).toEqual(outcomes);
	});

	test.each(['tso', 'relaxed'])('is told in %s memory too', (memory) => {
		const outcomes = shown(
			written(`memory ${memory}\n${moves}cpu user in A { touch n read }\nnever "deadlock"\n`),
		);
		for (const each of outcomes) expect(each).toContain('user, call 1: touch-read n[0]: 101');
	});

	test('that could not be made is nowhere', () => {
		const outcomes = shown(
			written(`file f 1 page cached
process A { map m f[0..0] shared }
cpu maker in A { fail vma 1; map n f[0] shared }
cpu user in A { touch n read }
never present A n[0]
`),
		);
		expect(outcomes).toHaveLength(1);
		expect(outcomes[0]).toContain('user, call 1: touch-read n[0]: SIGSEGV');
	});

	test('by a cpu that dies leaves the others waiting, and that is no deadlock', () => {
		const { explored, violations } = runCell(
			bootVariant(variants['lock-page-convert']!),
			written(`file f 1 page cached
process A { map m f[0..0] shared; touch m read }
cpu maker in A { move m to o; map n f[0] shared }
cpu user in A { touch n read }
cpu other { invalidate f }
`),
			verdictOnly,
		);
		expect(explored.kind).toBe('complete');
		const oracles = new Set(violations.map(({ oracle }) => oracle));
		expect(oracles.size).toBeGreaterThan(0);
		expect(oracles).not.toContain('deadlock');
	});
});

test('a map that was there before keeps its name and its place when the race moves it', () => {
	const outcomes = shown(written(`${moves}after in A { touch m read; touch n read }\n`));
	expect(outcomes[0]).toContain('after, call 1: touch-read m[0]: SIGSEGV');
	expect(outcomes[0]).toContain('after, call 2: touch-read n[0]: 101');
});

test('no word is taken for a map that only its maker speaks of', () => {
	const workload = written(`file f 1 page cached
process A { map m f[0..0] shared }
cpu a in A { map n f[0] shared; touch n read }
cpu b in A { map o f[0] shared; touch m read }
after in A { map p f[0] shared; touch p read; touch o read }
never present A p[0]
`);
	expect(sharedMaps(workload)).toEqual(['A o', 'A p']);
	const shipped = workloadNames().map((name) => readWorkload(name, Object.keys(variants)));
	// These ask afterwards for what a cpu of the race has mapped.
	const shared = shipped.map((each) => [each.name, sharedMaps(each)] as const);
	expect(shared.filter(([, maps]) => maps.length > 0)).toEqual([
		['mremap-down', ['A n']],
		['mremap-grow', ['A b']],
		['mremap-same-size', ['A c']],
		['mremap-shrink', ['A n']],
	]);
});

describe('a process', () => {
	test('that got the address space of one that has ended has its own name', () => {
		const text = `file f 4 pages cached
process A { map a anon 1 private; fork B }
process B { exit }
process C { map m f[0..3] shared; remap m[0] -> f[3] }
cpu t { truncate f 2 }
never mapped f[3]
never present B a[0]
`;
		const placed = placeWorkload(bootVariant(base).start, written(text));
		expect(placed.processes.map(({ name }) => name)).toEqual(['A', 'C']);
		const { violations, questions } = cellOf(text);
		const details = violations.map(({ detail }) => detail).join('\n');
		expect(details).toContain('process C');
		expect(details).not.toContain('process B');
		expect(questions[1]!.frequency).toBe('never');
	});

	test('may go on in another block, and does each call once', () => {
		const outcomes = shown(
			written(`file f 2 pages cached
process A { map m f[0..1] shared; touch m[0] write }
process B { map m f[0..1] shared; touch m[0] read }
process A { touch m[1] read; touch m[0] write }
cpu c in B { touch m[0] read }
`),
		);
		expect(outcomes).toHaveLength(1);
		expect(outcomes[0]!.split('\n').filter((line) => line.includes(', call '))).toEqual([
			'A before, call 2: touch-write m[0]: done',
			'B before, call 2: touch-read m[0]: 1000',
			'A before, call 3: touch-read m[1]: 102',
			'A before, call 4: touch-write m[0]: done',
			'c, call 1: touch-read m[0]: 1003',
		]);
	});

	test('whose fork failed does nothing', () => {
		const { explored, violations } = cellOf(`file f 1 page cached
process A { map m f[0..0] shared; fail vma 1; fork B }
process B { touch m read; map n f[0] shared }
cpu b in B { touch n write }
cpu a in A { touch m read }
`);
		expect(explored.kind).toBe('complete');
		expect(violations).toEqual([]);
	});
});
