/*
 * harness/compare/describe-variant.ts - a variant as reports show it: its claims, its patch, what tells it
 * from its base.
 */
import { ideaOf, originOf, readingOf } from '../catalogue/origin.ts';
import { quotedLines, whatItDoes } from '../catalogue/source.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';
import { functionsDigest, isPath, type LoadedVariant, ofFunctions } from '../catalogue/variant.ts';
import {
	type Cell,
	type ClaimResult,
	type Comparison,
	type Frequency,
	type MemoryName,
	memoryNames,
	plainest,
	strongest,
	weakest,
} from '../result.ts';
import { apartFrom, refinementOf } from './refine.ts';

/** What a variant stacks on: its name, and whether what has that name in this run is that very kernel. */
interface Below {
	readonly name: string;
	readonly isInRun: boolean;
}

export function belowOf(
	{ variant }: LoadedVariant,
	{
		base,
		variants: loaded,
	}: { readonly base: string; readonly variants: readonly LoadedVariant[] },
): Below {
	const name = variant.base?.name ?? base;
	const named = loaded.find((each) => each.variant.name === name);
	const isInRun =
		variant.base === undefined || named?.files[ofFunctions] === functionsDigest(variant.base);
	return { name, isInRun };
}

/** The memory model of the litmus test of that name. */
export type MemoryOf = (workload: string) => MemoryName;

export function describeVariant(
	loaded: LoadedVariant,
	below: Below,
	cells: readonly Cell[],
	/** Whether it was run on every litmus test that there is. */
	isWhole: boolean,
	memoryOf: MemoryOf,
): Comparison['variants'][number] {
	const { variant, text } = loaded;
	const origin = originOf(loaded.where);
	const replaces = Object.keys(variant.replaces);
	const does = whatItDoes(text);
	const reading = isPath(loaded.given) ? null : readingOf(variant);
	const { text: patch, ...diffstat } = variantPatch(loaded);
	const cellsOf = (name: string): Cell[] => cells.filter((cell) => cell.variant === name);
	const own = cellsOf(variant.name);
	const cellsBelow = below.isInRun ? cellsOf(below.name) : [];
	return {
		name: variant.name,
		subject: variant.subject,
		...(does === null ? {} : { does }),
		from: variant.from,
		date: variant.date,
		base: variant.base?.name ?? null,
		...(isPath(loaded.given) ? { file: loaded.given } : {}),
		...(origin === null ? {} : { origin }),
		idea: ideaOf(variant),
		replaces,
		quoted: quotedLines(text),
		...(reading === null ? {} : { reading }),
		claims: Object.entries(variant.claims).map(([claim, stated]) =>
			claimResult(claim, stated, own, isWhole, memoryOf),
		),
		apart: below.name === variant.name ? null : apartFrom(below.name, own, cellsBelow),
		refines: (variant.refines ?? []).map((of) => refinementOf(of, own, cellsOf(of))),
		patch,
		diffstat,
	};
}

/**
 * 'always' when some workload shows it in every end, 'sometimes' when only in some, 'never' when none does.
 */
export function claimResult(
	claim: string,
	stated: Frequency,
	cells: readonly Cell[],
	isWhole: boolean,
	memoryOf: MemoryOf,
): ClaimResult {
	const found = cells.flatMap((cell) => cell.violations.filter((each) => each.oracle === claim));
	const seenOn = new Set(
		cells
			.filter((cell) => cell.violations.some((each) => each.oracle === claim))
			.map((cell) => memoryOf(cell.workload)),
	);
	const memory = memoryNames.find((each) => seenOn.has(each)) ?? 'sc';
	const holds = strongest(found.map(({ frequency }) => frequency));
	const searches = cells.map(({ explored }) => explored.kind);
	const rests =
		holds === 'never' ? weakest([...searches, isWhole ? 'complete' : 'none']) : 'complete';
	// What shows 'sometimes' is no witness of 'always'.
	const witness = plainest(found.filter(({ frequency }) => frequency === holds))?.token ?? null;
	return { claim, holds, stated, rests, witness, memory };
}
