/*
 * harness/catalogue/variant-patch.ts - a variant as a patch against what it stacks on: the base kernel, or another
 * variant.
 */
import { functionsOfTree, treeOf } from './kernel-tree.ts';
import { kernelSource } from './source.ts';
import { variantFunctions, type LoadedVariant } from './variant.ts';
import { patchOf, type Patch } from './patch.ts';

export function variantPatch(loaded: LoadedVariant): Patch {
	const { variant } = loaded;
	const tree = treeOf(variant.base);
	const below = functionsOfTree(tree);
	const own = [...Object.keys(variant.replaces), ...Object.keys(variant.adds ?? {})];
	const texts = new Map(variantFunctions(loaded));
	// What it stacks on may have replaced a function that it has from the base again.
	for (const name of own) {
		const source = kernelSource().get(name);
		if (!texts.has(name) && source !== undefined) texts.set(name, source);
	}
	return patchOf(
		tree,
		below,
		texts,
		own.filter((name) => below.has(name)),
		own.filter((name) => !below.has(name)),
	);
}
