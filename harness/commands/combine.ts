/*
 * harness/commands/combine.ts - rmaplab combine: which set of patches is enough, at what price, and what none closes.
 */
import { availableParallelism } from 'node:os';
import { costsBeside, percent, table, wrap } from '../../reports/index.ts';
import { areAlternatives } from '../../variants/alternatives.ts';
import { baseName, controlName, namesOfTheMail } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { readWorkloads, workloadNames } from '../catalogue/litmus.ts';
import { loadVariant, type LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { endsEarlierOn } from '../compare/uncovered.ts';
import { combine } from '../compare/combine.ts';
import type { Combined, StackResult } from '../result.ts';
import { BadInput, combinedHead, combinedParts, stacksLeftOut } from '../messages/index.ts';
import type { Variant } from '../variant.ts';
import { runMatrix } from './run-matrix.ts';

export interface CombineFlags {
	readonly upTo: number;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

/** Stacks of a run: those that load, and how many do not. */
interface Stacks {
	readonly loaded: readonly LoadedVariant[];
	readonly patchesOf: ReadonlyMap<string, readonly string[]>;
	readonly refused: number;
	/** Stacks that are, function by function, what some of their patches are without the others. */
	readonly repeated: number;
}

/** At most so many are shown of each list. */
const shownMax = 12;

/** Sets of up to `upTo` names in their order, without two alternatives. */
function* setsOf(names: readonly string[], upTo: number): Generator<readonly string[]> {
	for (let size = 1; size <= upTo; size++) yield* grow([], 0, size);
	function* grow(set: readonly string[], from: number, size: number): Generator<readonly string[]> {
		if (set.length === size) {
			yield set;
			return;
		}
		for (let i = from; i < names.length; i++) {
			const next = names[i]!;
			if (!set.some((each) => areAlternatives(each, next)))
				yield* grow([...set, next], i + 1, size);
		}
	}
}

/** The kernels that stacks make. */
class Kernels {
	readonly #numbers = new Map<unknown, number>();
	/** By the functions of a kernel: the stacks that make it. */
	readonly #stacks = new Map<string, (readonly string[])[]>();

	/** Whether some patches of the set alone make its kernel; remembers it if not. */
	hasWithin({ functions }: Variant, set: readonly string[]): boolean {
		const key = Object.entries(functions)
			.map(([name, each]) => `${name} ${this.#numberOf(each)}`)
			.toSorted()
			.join();
		const others = this.#stacks.get(key) ?? [];
		if (others.some((other) => other.every((each) => set.includes(each)))) return true;
		this.#stacks.set(key, [...others, set]);
		return false;
	}

	#numberOf(kernelFunction: unknown): number {
		const number = this.#numbers.get(kernelFunction) ?? this.#numbers.size;
		this.#numbers.set(kernelFunction, number);
		return number;
	}
}

async function stacksOf(names: readonly string[], upTo: number): Promise<Stacks> {
	const loaded: LoadedVariant[] = [];
	const patchesOf = new Map<string, readonly string[]>();
	let refused = 0;
	let repeated = 0;
	const kernels = new Kernels();
	for (const set of setsOf(names, upTo)) {
		try {
			const stack = await loadVariant(set.join('+'));
			if (kernels.hasWithin(stack.variant, set)) {
				repeated++;
				continue;
			}
			loaded.push(stack);
			patchesOf.set(stack.variant.name, set);
		} catch (error) {
			// One patch that does not load is the caller's; several may just not go together.
			if (!(error instanceof BadInput) || set.length === 1) throw error;
			refused++;
		}
	}
	return { loaded, patchesOf, refused, repeated };
}

function tableOf(stacks: readonly StackResult[]): string[] {
	const heads = ['fix', 'add', 'move', 'left', 'open', 'lock', 'cost', ''];
	return table(
		[
			...heads.map((head) => ({ head, align: 'right' }) as const),
			{ head: 'patches', align: 'left' },
		],
		stacks.map(
			({ patches, fixed, added, moved, left, open, lockedInsideEof, cost, minimal, pareto }) => [
				...[fixed, added, moved, left, open, lockedInsideEof].map(String),
				percent(cost),
				`${minimal ? 'm' : ' '}${pareto ? 'P' : ' '}`,
				patches.join(' + '),
			],
		),
	);
}

function linesOf({ stacks, interactions, unclosed }: Combined): string[] {
	const section = (head: string, lines: readonly string[]): string[] =>
		lines.length === 0 ? [] : [...wrap(head, 80), ...lines, ''];
	const pairs = interactions.toSorted((a, b) => b.closes + b.opens - (a.closes + a.opens));
	return [
		...section(
			combinedParts.best(),
			tableOf(stacks.filter((each) => each.minimal).slice(0, shownMax)),
		),
		...section(
			combinedParts.pareto(),
			tableOf(stacks.filter((each) => each.pareto).slice(0, shownMax)),
		),
		...section(
			combinedParts.interactions(pairs.length),
			pairs
				.slice(0, shownMax)
				.map(
					({ patches, closes, opens }) =>
						`  ${patches.join(' + ')}: closes ${closes}, opens ${opens}`,
				),
		),
		...section(
			combinedParts.unclosed(unclosed.length),
			unclosed
				.slice(0, shownMax)
				.flatMap(({ oracle, site, token }) => [`  ${oracle} (${site})`, `    ${token}`]),
		),
	];
}

/** Returns the exit status. @throws BadInput when a name is unknown */
export async function runCombine(names: readonly string[], flags: CombineFlags): Promise<number> {
	const asked = names.length > 0 ? names : namesOfTheMail.filter((name) => name !== baseName);
	const { loaded, patchesOf, refused, repeated } = await stacksOf(asked, flags.upTo);
	const ends = await loadVariants([baseName, controlName]);
	const inRun = [...ends, ...loaded.filter(({ variant }) => variant.name !== controlName)];
	const known = namesBeside(inRun.map(({ variant }) => variant.name));
	const all = readWorkloads(flags.workload ?? workloadNames(), known);
	const workloads = flags.workload === undefined ? testsOfAll(all) : all;
	const { cells, searched } = await runMatrix(
		{
			variants: inRun,
			workloads,
			reference: baseName,
			wants: () => true,
			statesMax: flags.states,
			sampleRuns: 0,
			witnessPreemptionsMax: 0,
			board: new Board(flags.jobs ?? availableParallelism()),
			budget: null,
			journal: null,
		},
		null,
	);
	const endsEarlier = endsEarlierOn(ends[0]!, workloads);
	const combined = combine(cells, baseName, patchesOf, { costsBeside, endsEarlier });
	const counts = { searched, same: cells.length - searched };
	if (flags.json) {
		const data = { ...combined, cells: counts, control: controlName };
		process.stdout.write(`${JSON.stringify(data, null, '\t')}\n`);
		return 0;
	}
	const clean = cells.filter(
		({ variant, violations, explored }) =>
			variant === controlName && violations.length === 0 && explored.kind === 'complete',
	).length;
	const lines = [
		...wrap(
			`${combinedHead(loaded.length, workloads.length, counts)} ${stacksLeftOut(refused, repeated)} ` +
				combinedParts.control(controlName, clean, workloads.length),
			80,
		),
		'',
		...linesOf(combined),
	];
	process.stdout.write(`${lines.join('\n').trimEnd()}\n`);
	return 0;
}
