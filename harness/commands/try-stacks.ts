/*
 * harness/commands/try-stacks.ts - which of the mail's proposals to take together, and what they leave of which cause:
 * the stacks that are likeliest by what each does alone are run, and the repairs that tell causes apart.
 * `rmaplab combine` runs all stacks.
 */
import { costsBeside } from '../../reports/index.ts';
import { areAlternatives } from '../../variants/alternatives.ts';
import { baseName, controlName, proposalNames, repairNames } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { type LoadedVariant, loadStackOrNull } from '../catalogue/variant.ts';
import type { Board } from '../compare/board.ts';
import type { Workers } from '../compare/crew.ts';
import type { Kept } from '../compare/kept.ts';
import { combine, effectsOf, type Means } from '../compare/combine.ts';
import { likelyStacks } from '../compare/likely-stacks.ts';
import type { Matrix } from '../compare/matrix.ts';
import { describeCauses } from '../compare/describe-causes.ts';
import { endsEarlierOn } from '../compare/uncovered.ts';
import { loadVariants } from '../catalogue/variants.ts';
import { type Comparison, isOfThread } from '../result.ts';
import type { Workload } from '../workload.ts';
import { runEach } from './run-matrix.ts';
import { wholeTokens } from './whole-tokens.ts';

/** Stacks that are run, those that are asked whether they merge, and patches in each; at most. */
const limits = { run: 4, clean: 1, asked: 40, patches: 4 } as const;

export interface TryOptions {
	/** Holds the mail's proposals, and each on the tests that all of them run on. */
	readonly matrix: Matrix;
	readonly variants: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	readonly seed: number;
	readonly statesMax: number;
	readonly kept: Kept | null;
	readonly board: Board;
	/** Workers that have run the matrix. */
	readonly crew: Workers;
}

/** The first stacks that merge, as many as are run. */
async function loadFirst(
	sets: readonly (readonly string[])[],
	count: number,
): Promise<LoadedVariant[]> {
	const loaded: LoadedVariant[] = [];
	for (const set of sets) {
		if (loaded.length === count) break;
		const stack = await loadStackOrNull(set);
		if (stack !== null) loaded.push(stack);
	}
	return loaded;
}

/** Those that may fix the most less what they add; and of the thread's own the best that may add nothing. */
async function stacksToTry(
	alone: ReturnType<typeof effectsOf>,
	variants: readonly LoadedVariant[],
): Promise<LoadedVariant[]> {
	const effects = alone.map(({ patches, fixed, added, result }) => ({
		patch: patches[0]!,
		fixed,
		added,
		moved: result.moved,
	}));
	const own = new Set(
		variants
			.filter(({ variant }) => isOfThread({ ...variant, origin: 'mail' }))
			.map(({ variant }) => variant.name),
	);
	// What adds and moves nothing alone may add nothing together; of the thread's own a reader asks for just that.
	const clean = effects.filter(
		({ patch, added, moved }) => added.size + moved === 0 && own.has(patch),
	);
	const options = { upTo: limits.patches, stacksMax: limits.asked, excludes: areAlternatives };
	const likely = likelyStacks(effects, options);
	const known = new Set(likely.slice(0, limits.run).map((each) => each.join()));
	const cleanest = likelyStacks(clean, options).filter((each) => !known.has(each.join()));
	return [...(await loadFirst(likely, limits.run)), ...(await loadFirst(cleanest, limits.clean))];
}

/** What the proposals come to alone, and the likeliest stacks of them together; and why the base needs them. */
export async function tryStacks({
	matrix,
	variants,
	workloads,
	seed,
	statesMax,
	kept,
	board,
	crew,
}: TryOptions): Promise<Required<Pick<Comparison, 'causes' | 'together'>>> {
	const tests = testsOfAll(workloads);
	const names = new Set(tests.map(({ name }) => name));
	const cells = matrix.cells.filter(({ workload }) => names.has(workload));
	const base = variants.find(({ variant }) => variant.name === baseName)!;
	const meansOf = (ran: readonly LoadedVariant[]): Means => ({
		costsBeside,
		control: controlName,
		endsEarlier: endsEarlierOn(ran, tests),
	});
	const patchesOf = new Map(proposalNames.map((name) => [name, [name]]));
	const alone = effectsOf(cells, baseName, patchesOf, meansOf(variants));
	const stacks = await stacksToTry(alone, variants);
	const repairs = await loadVariants(repairNames);
	const beside = await runEach({
		variants: [base, ...repairs, ...stacks],
		workloads: tests,
		seed,
		statesMax,
		witnessPreemptionsMax: 0,
		kept,
		board,
		crew,
	});
	for (const { variant } of stacks) patchesOf.set(variant.name, variant.name.split('+'));
	// Of the base the matrix has the plainest witnesses; beside it nobody asked for them.
	const ofMatrix = cells.filter(({ variant }) => [baseName, ...proposalNames].includes(variant));
	// The others' cells are not in the results, where what tokens have no room for is looked up.
	const others = beside.cells.filter(({ variant }) => variant !== baseName).map(wholeTokens);
	const all = [...ofMatrix, ...others];
	const means = meansOf([...variants, ...repairs, ...stacks]);
	return {
		causes: describeCauses(all, {
			reference: baseName,
			variants: [...new Set([...proposalNames, ...repairNames])],
			repairs: repairNames,
			endsEarlier: means.endsEarlier,
		}),
		together: combine(all, baseName, patchesOf, means),
	};
}
