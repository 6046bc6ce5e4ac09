/*
 * harness/commands/mail-results.ts - the results that a mail about one finding rests on: those of an earlier run, the
 * searches that these lack, or searches alone.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { baseName, controlName, variants as ours } from '../../variants/index.ts';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { isWhatItsNameMeans, readWorkloads } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { defaultCellOptions } from '../cell/options.ts';
import { oracles } from '../check/index.ts';
import { Board } from '../compare/board.ts';
import { describeMatrix } from '../compare/describe-matrix.ts';
import { compareCommand, mailReads, mailRuns } from '../messages/index.ts';
import type { Execution } from '../replay/execution.ts';
import { cellFinder, closersOf, type Comparison, resultFormat } from '../result.ts';
import { note } from '../terminal/look.ts';
import { shortDigest } from '../text/token.ts';
import type { Variant } from '../variant.ts';
import type { GivenTokenFlags } from './given-token.ts';
import { runEach } from './run-matrix.ts';
import { wholeTokens } from './whole-tokens.ts';

export interface SearchFlags extends GivenTokenFlags {
	/** Variants that may close it; all of ours, or those of the results, when left out. */
	readonly among?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
}

/** The names of what a variant of ours stacks on; those of a user's own cannot be loaded by name. */
function stackOf(variant: Variant | undefined): string[] {
	const names: string[] = [];
	for (let at = variant?.base; at; at = at.base) names.push(at.name);
	return names.filter((name) => Object.hasOwn(ours, name));
}

/** The variants that are searched where there are no results. */
export const namesAround = ({ token }: Execution, flags: SearchFlags): string[] => [
	flags.variant ?? token.variant,
	...(flags.among ?? Object.keys(ours)),
];

/** The results, and what they lack of what was asked for and of what the variant and its repair stand on. */
export async function completed(
	stored: Comparison,
	execution: Execution,
	flags: SearchFlags & { readonly oracle: string },
): Promise<Comparison | null> {
	const { booted, workload } = execution;
	const among = (await loadVariants(flags.among ?? [])).map(({ variant }) => variant);
	const has = (name: string, { cells }: Comparison): boolean =>
		cells.some((cell) => cell.variant === name && cell.workload === workload.name);
	const own = [booted.variant, ...among];
	const meant = new Set([baseName, ...own.map(({ name }) => name), ...own.flatMap(stackOf)]);
	// Whoever says who may close it means no others.
	const cells = stored.cells.filter(({ variant }) => meant.has(variant));
	let whole = flags.among === undefined ? stored : { ...stored, cells };
	for (let wanted = own.flatMap(stackOf); ;) {
		const lacking = [
			...(flags.among ?? []).filter((_, i) => !has(among[i]!.name, whole)),
			...wanted.filter((name) => !has(name, whole)),
		];
		if (lacking.length > 0) {
			const more = await searched(execution, flags, lacking);
			if (more === null) return null;
			whole = withMore(whole, more, workload.name);
		}
		const shows = cellFinder(whole.cells)(booted.variant.name, workload.name)!;
		const [first] = closersOf(whole, shows, flags);
		wanted = stackOf(ours[first?.variant.name ?? '']);
		if (wanted.every((name) => has(name, whole))) return whole;
	}
}

/** The results with the variants and cells of a search that they lack. */
function withMore(stored: Comparison, more: Comparison, workload: string): Comparison {
	const variants = new Set(stored.variants.map(({ name }) => name));
	const ran = new Set(
		stored.cells.flatMap((cell) => (cell.workload === workload ? [cell.variant] : [])),
	);
	return {
		...stored,
		variants: [...stored.variants, ...more.variants.filter(({ name }) => !variants.has(name))],
		cells: [...stored.cells, ...more.cells.filter(({ variant }) => !ran.has(variant))],
	};
}

/** Results of an earlier run that hold this very finding's cell; null where there are none. */
export function storedFor(execution: Execution, path: string): Comparison | null {
	let comparison: Comparison;
	try {
		comparison = JSON.parse(readFileSync(path, 'utf8')) as Comparison;
	} catch {
		return null;
	}
	if (comparison.format !== resultFormat) return null;
	const { booted, workload } = execution;
	const digests = `@${shortDigest(workload.digest)}.${shortDigest(booted.variant.digest!)}:`;
	const isThere = comparison.cells.some(
		(cell) =>
			cell.variant === booted.variant.name &&
			cell.workload === workload.name &&
			cell.violations.some(({ token }) => token.includes(digests)),
	);
	if (isThere) note(mailReads(path));
	return isThere ? comparison : null;
}

/** The litmus test on these variants, on what they stack on and on the base; null when interrupted. */
export async function searched(
	execution: Execution,
	flags: SearchFlags,
	asked: readonly string[],
): Promise<Comparison | null> {
	const { token, booted } = execution;
	const given = await loadVariants([...new Set([baseName, ...asked])]);
	const below = given.flatMap(({ variant }) => stackOf(variant));
	const lacking = [...new Set(below)].filter(
		(name) => !given.some(({ variant }) => variant.name === name),
	);
	const known = [...given, ...(await loadVariants(lacking))];
	const names = namesBeside(known.map(({ variant }) => variant.name));
	const workloads = readWorkloads([flags.workload ?? token.workload], names);
	const { name, base } = booted.variant;
	const isNear = (each: string): boolean => [name, base?.name, baseName].includes(each);
	const near = known.filter(({ variant }) => isNear(variant.name));
	const others = known.filter(({ variant }) => !isNear(variant.name));
	const board = new Board(flags.jobs ?? availableParallelism());
	const statesMax = flags.states;
	note(mailRuns(workloads[0]!.name, known.length));
	const { seed, sampleRuns, sampleStrategy } = defaultCellOptions;
	const first = await runEach({
		variants: near,
		workloads,
		statesMax,
		seed,
		sampleRuns,
		board,
	});
	const rest = await runEach({
		variants: [known.find(({ variant }) => variant.name === baseName)!, ...others],
		workloads,
		statesMax,
		witnessPreemptionsMax: 0,
		board,
	});
	if (board.stopped !== null) return null;
	const cells = [...first.cells, ...rest.cells.filter(({ variant }) => !isNear(variant))];
	const described = describeMatrix(
		{ ...first, cells: cells.map(wholeTokens) },
		{
			base: baseName,
			reference: baseName,
			control: controlName,
			seed,
			variants: known,
			workloads,
			discussions: shippedDiscussions(),
			oracles: Object.values(oracles).map(({ name, says }) => ({ name, says })),
			isMeant: (workload) => flags.workload === undefined || isWhatItsNameMeans(workload, names),
			whole: {},
			wallClock: null,
		},
	);
	// The names are those of the mail's table; the rest is how a run of compare searches the same.
	const command = compareCommand({
		seed,
		states: statesMax,
		runs: sampleRuns,
		sampleStrategy,
	});
	return { ...described, command };
}
