/*
 * harness/catalogue/variants.ts - loads several variants for a command that tells them apart by name.
 */
import { baseName, variants } from '../../variants/index.ts';
import { isPath, loadVariant, type LoadedVariant } from './variant.ts';
import { BadInput, oneNameForTwoVariants } from '../messages/index.ts';
import { patchesNamed } from './stack-order.ts';
import { givenOnce, placeOf } from './given-once.ts';
import { matchingFiles } from './matching-files.ts';

/** Names of those in the tree, in the order of the mail. */
export const variantNames: readonly string[] = Object.keys(variants);

/** Those of ours that replace no function, each with the one whose kernel they therefore are. */
export const sameKernels: ReadonlyMap<string, string> = new Map(
	Object.values(variants)
		.filter(({ name, replaces, adds = {} }) =>
			name === baseName ? false : Object.keys({ ...replaces, ...adds }).length === 0,
		)
		.map(({ name, base }) => [name, base?.name ?? baseName]),
);

/** Names of ours and of those that are loaded: what litmus files may speak of. */
export const namesBeside = (names: readonly string[]): string[] => [
	...new Set([...variantNames, ...names]),
];

/** One text for a variant or a stack, however its files are spelled. */
const place = (given: string): string =>
	patchesNamed(given)
		.map((each) => (isPath(each) ? placeOf(each) : each))
		.join('+');

/** Stands for all of ours. */
const all = 'all';

/** What patterns and 'all' mean, in order; one of ours that is named besides is not named again. */
function meant(asked: readonly string[]): string[] {
	return asked.flatMap((each) =>
		each === all ? variantNames.filter((name) => !asked.includes(name)) : matchingFiles(each),
	);
}

/**
 * In the order in which they are asked for; one that is asked for twice comes once, and a note says so.
 * 'all' stands for all of ours, and a pattern for the files that it matches.
 * @throws BadInput when one cannot be loaded, or two have one name
 */
export async function loadVariants(asked: readonly string[]): Promise<LoadedVariant[]> {
	const loaded: LoadedVariant[] = [];
	// One after the other: where one is refused, no other may be at it while the process ends.
	for (const each of givenOnce(meant(asked), place)) loaded.push(await loadVariant(each));
	refuseOneNameForTwo(loaded);
	return loaded;
}

/** @throws BadInput when two that lie in different places have one name */
export function refuseOneNameForTwo(loaded: readonly LoadedVariant[]): void {
	const byName = new Map<string, LoadedVariant>();
	for (const each of loaded) {
		const { name } = each.variant;
		const earlier = byName.get(name) ?? each;
		if (place(earlier.given) !== place(each.given)) {
			throw new BadInput(oneNameForTwoVariants(name, earlier.given, each.given));
		}
		byName.set(name, earlier);
	}
}
