/*
 * harness/catalogue/variant-patch.ts - a variant as a patch against what it stacks on: the base kernel, or another
 * variant.
 */
import { functionsOfTree, treeOf } from './kernel-tree.ts';
import { variantFunctions, type LoadedVariant } from './variant.ts';
import { patchOf, type Patch } from './patch.ts';

export function variantPatch(loaded: LoadedVariant): Patch {
	const { variant } = loaded;
	const tree = treeOf(variant.base);
	const below = functionsOfTree(tree);
	const own = [...Object.keys(variant.replaces), ...Object.keys(variant.adds ?? {})];
	return patchOf(
		tree,
		below,
		variantFunctions(loaded),
		own.filter((name) => below.has(name)),
		own.filter((name) => !below.has(name)),
	);
}
