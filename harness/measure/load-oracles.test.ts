/*
 * Oracles on the memory of loads: kernels broken on purpose are caught by each of them that is asked, the sound kernel
 * passes, and what is found is told once, with how many show it and when.
 */
import { expect, test } from 'vitest';
import { judgedAtRest } from '../check/at-rest.ts';
import type { Mutant, Sound } from '../check/mutants/mutation.ts';
import type { AddedFunction } from '../variant.ts';
import type { LoadKernel } from './load.ts';
import { startKernel } from './load-kernel.ts';
import { LoadOracles, type LoadFinding } from './load-oracles.ts';
import { built, straightOracles } from './straight/built.ts';

const pageBytes = 4096;
const at = (page: number): number => page * pageBytes;
const [fileAt, anonAt] = [8, 20];

const modules = await built();
const oracles = await straightOracles();
const straightMutants = new URL('../../dist/straight/harness/check/mutants.js', import.meta.url);
const { mutants } = (await import(straightMutants.href)) as {
	readonly mutants: Readonly<Record<string, Mutant>>;
};

interface Judged {
	readonly findings: readonly LoadFinding[];
	readonly asked: number;
	/** What the kernel died of, if it did. */
	readonly death: string | null;
}

/** `reclaim` looks for memory once; a machine of this size would do so all the time and come to no end. */
type Program = (kernel: LoadKernel, reclaim: () => void) => void;

function judged(run: Program, functions: Readonly<Record<string, AddedFunction>>): Judged {
	const { kernel, machine } = startKernel(modules, functions, 'plain', 3);
	const reclaim = machine.beforeSleepingAlloc!;
	machine.beforeSleepingAlloc = null;
	const judges = new LoadOracles(modules, oracles, machine);
	let death: string | null = null;
	try {
		run(
			judges.watch(kernel, () => judges.ask()),
			reclaim,
		);
		judges.ask();
	} catch (error) {
		if (!(error instanceof modules.state.Died)) throw error;
		death = error.death.oracle;
	}
	return { findings: judges.findings, asked: judges.asked, death };
}

const anonymous = (kernel: LoadKernel): number => {
	const process = kernel.process();
	kernel.map(process, 0, 0, 2, { isShared: false }, at(anonAt));
	kernel.touch(process, at(anonAt), true);
	return process;
};
const sharing = (kernel: LoadKernel): { readonly process: number; readonly file: number } => {
	const file = kernel.file(8);
	const process = kernel.process();
	kernel.map(process, file, 0, 8, { isShared: true }, at(fileAt));
	for (const page of [0, 1, 4]) kernel.touch(process, at(fileAt + page), page === 1);
	return { file, process };
};

/** Programs that between them do what the litmus tests of the mutants do. */
const programs: readonly Program[] = [
	// Anonymous memory goes to swap, comes back, and is unmapped.
	(kernel, reclaim) => {
		const process = anonymous(kernel);
		for (let i = 0; i < 3; i++) reclaim();
		kernel.touch(process, at(anonAt), true);
		kernel.unmap(process, at(anonAt), 2);
		kernel.exit(process);
	},
	// It is inherited.
	(kernel) => {
		const process = anonymous(kernel);
		const child = kernel.fork(process);
		kernel.touch(child, at(anonAt), true);
		kernel.exit(child);
		kernel.exit(process);
	},
	(kernel) => {
		const { process } = sharing(kernel);
		kernel.exit(process);
	},
	// A page is shown twice, and no longer.
	(kernel) => {
		const { process } = sharing(kernel);
		kernel.remap(process, at(fileAt + 2), 1, 4);
		kernel.unmap(process, at(fileAt + 2), 1);
		kernel.exit(process);
	},
	// A page that is shown twice is cut off.
	(kernel) => {
		const { process, file } = sharing(kernel);
		kernel.mlock(process, at(fileAt), 2);
		kernel.truncate(file, 1);
		kernel.exit(process);
	},
	(kernel) => {
		const { process, file } = sharing(kernel);
		kernel.directWrite(file, 6);
		kernel.exit(process);
	},
	// Processes that stay.
	(kernel) => {
		const { process } = sharing(kernel);
		kernel.remap(process, at(fileAt + 2), 1, 4);
	},
	(kernel) => {
		const process = kernel.process();
		kernel.map(process, kernel.file(8), 0, 8, { isShared: true }, at(fileAt));
		kernel.remap(process, at(fileAt + 2), 1, 4);
	},
	(kernel) => {
		sharing(kernel);
	},
];

const ofLoads = new Set<string>(judgedAtRest);
type Breaks = Pick<Mutant, 'oracle' | 'replaces'>;
const asked: [name: string, Breaks][] = Object.entries(mutants).filter(
	([name, { oracle }]) =>
		// The kernel dies of that one before anybody can look; the one below leaves it alive.
		name !== 'convert-keeps-the-count' && ofLoads.has(oracle ?? ''),
);
asked.push([
	'counted-page-is-anonymous',
	{
		oracle: 'type confusion of page->pte',
		replaces: (sound) => ({
			page_add_rmap_obj(this: unknown, page = 0) {
				const result = sound['page_add_rmap_obj']!.call(this, page);
				modules.operations.set_bit(modules.types.PG_anon, page);
				return result;
			},
		}),
	},
]);

test('the sound kernel passes, and its oracles are asked before exits and at the end', () => {
	const all = programs.map((run) => judged(run, {}));
	for (const { findings, death } of all) expect([death, ...findings]).toEqual([null]);
	expect(all.map(({ asked }) => asked)).toEqual([2, 3, 2, 2, 2, 2, 1, 1, 1]);
});

test.each(asked)('%s is caught', (_name, mutant) => {
	const sound = modules.mm.baseFunctions as unknown as Sound;
	const broken = mutant.replaces(sound) as unknown as Record<string, AddedFunction>;
	const said = programs.flatMap((run) => judged(run, broken).findings.map(({ oracle }) => oracle));
	expect(said).toContain(mutant.oracle);
});

test('a finding is told once, with how many show it and when', () => {
	const sound = modules.mm.baseFunctions as unknown as Sound;
	const broken = mutants['add-rmap-counts-twice']!.replaces(sound);
	const [, , shared] = programs;
	const { findings, asked: times } = judged(
		shared!,
		broken as unknown as Record<string, AddedFunction>,
	);
	expect(times).toBe(2);
	expect(findings).toEqual([
		{
			oracle: 'mapcount wrong',
			site: 'mapcount too high',
			detail: expect.stringMatching(
				/^page#\d+ is said to be mapped 2 times and is mapped 1 times$/,
			),
			times: 3,
			exits: 0,
		},
	]);
});

test('each oracle that is asked has a mutant here', () => {
	const caught = new Set(asked.map(([, { oracle }]) => oracle));
	expect(judgedAtRest.filter((each) => !caught.has(each))).toEqual([]);
});
