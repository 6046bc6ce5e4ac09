/*
 * harness/compare/describe-matrix.ts - a matrix of cells as reports show it: with its variants described, its
 * discussions answered, and what it was run on and how.
 */
import { availableParallelism } from 'node:os';
import { fileOfOwn, textOf, workloadNames, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { caveatsOf } from '../catalogue/known-causes.ts';
import { sameKernels } from '../catalogue/variants.ts';
import { toolRepository, toolVersion } from '../catalogue/source.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { Discussion } from '../discussion.ts';
import { standingAlone } from '../messages/index.ts';
import { against, cellFinder, type Comparison, resultFormat, type WallClock } from '../result.ts';
import type { Workload } from '../workload.ts';
import { answerAll } from './answer.ts';
import { belowOf, describeVariant, type MemoryOf } from './describe-variant.ts';
import { lockedPagesOf } from './locked-pages.ts';
import type { Matrix } from './matrix.ts';
import { endsEarlierOn } from './uncovered.ts';

/** What a matrix was made of, and what is to be said of it. */
export interface Asked {
	readonly base: string;
	/** Name of the variant that all cells are held against. */
	readonly reference: string;
	/** Name of the variant that violates nothing. */
	readonly control: string;
	readonly seed: number;
	readonly variants: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	/** Claims files to answer from the cells. */
	readonly discussions: readonly Discussion[];
	readonly oracles: Comparison['oracles'];
	/** Whether they mean this workload by its name. */
	readonly isMeant: (workload: Workload) => boolean;
	/** Causes, what proposals come to together, and what they cost under load, where that was asked. */
	readonly whole: Pick<Comparison, 'causes' | 'together' | 'performance'>;
	readonly wallClock: WallClock | null;
}

/** Each cell beside that of the reference. */
function compared(
	{ cells }: Matrix,
	{ reference, variants, workloads }: Asked,
): Comparison['cells'] {
	const find = cellFinder(cells);
	const endsEarlier = endsEarlierOn(variants, workloads);
	return cells.map(({ sameSteps, ...cell }) => ({
		...cell,
		against: against(
			{ ...cell, sameSteps },
			find(reference, cell.workload),
			reference,
			endsEarlier,
		),
	}));
}

const callsIn = (sequences: NonNullable<Workload['sequences']>['of']): number =>
	sequences.reduce((sum, { calls }) => sum + calls.length, 0);

export function describeMatrix(matrix: Matrix, asked: Asked): Comparison {
	const { cells, leftOut, notRun, limits } = matrix;
	const { base, reference, control, seed, variants, workloads, discussions, wallClock } = asked;
	const meant = new Set(workloads.filter(asked.isMeant).map(({ name }) => name));
	const memories = new Map(workloads.map(({ name, memory }) => [name, memory]));
	const repository = toolRepository();
	const memoryOf: MemoryOf = (workload) => memories.get(workload)!;
	// A claim is about every litmus test that there is, so a run of a few cannot confirm it.
	const isAll = workloadNamesOfTheMail().every((name) => meant.has(name));
	const isWhole = (name: string): boolean =>
		isAll && [...notRun, ...leftOut].every(({ variant }) => variant !== name);
	return {
		format: resultFormat,
		seed,
		tool: toolVersion(),
		...(repository === null ? {} : { repository }),
		base,
		reference,
		...(variants.some(({ variant }) => variant.name === control) ? { control } : {}),
		variants: variants.map((each) =>
			describeVariant(each, belowOf(each, asked), cells, isWhole(each.variant.name), memoryOf),
		),
		workloads: workloads.map((each) => {
			const { name, question, digest, serves, cpus, memory } = each;
			const locked = lockedPagesOf(each);
			const lockedPages = locked === null ? {} : { lockedPages: locked };
			const caveats = asked.isMeant(each) ? caveatsOf(name) : [];
			const described = {
				name,
				question: standingAlone(name, question, workloadNames()),
				digest,
				serves,
				cpus: cpus.length,
				memory,
				...lockedPages,
				...(caveats.length === 0 ? {} : { caveats }),
				...(each.sequences === undefined ? {} : { calls: callsIn(each.sequences.of) }),
			};
			const file = fileOfOwn(each);
			if (file === null) return described;
			// That of a recording may have megabytes.
			const text = each.sequences === undefined ? textOf(file) : null;
			return { ...described, file, ...(text === null ? {} : { text }) };
		}),
		litmusShipped: workloadNamesOfTheMail().length,
		oracles: asked.oracles,
		cells: compared(matrix, asked),
		...asked.whole,
		leftOut,
		discussions: answerAll(
			discussions,
			cells.filter(({ workload }) => meant.has(workload)),
			variants.map(({ variant }) => variant.name),
			sameKernels,
		),
		...(limits === null ? {} : { limits }),
		machine: {
			node: process.version,
			platform: `${process.platform}-${process.arch}`,
			cpus: availableParallelism(),
		},
		wallClock,
	};
}
