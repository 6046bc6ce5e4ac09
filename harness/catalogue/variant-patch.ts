/*
 * harness/catalogue/variant-patch.ts - a variant as a patch against what it stacks on: the base kernel, or another
 * variant.
 */
import { oursInstead, ownNames, textOfFunction } from './function-text.ts';
import { variantFunctions, type LoadedVariant } from './variant.ts';
import { patchOf, type Patch } from './patch.ts';
import { kernelSource, type SourceFunction } from './source.ts';
import type { Variant } from '../variant.ts';

export function variantPatch(loaded: LoadedVariant): Patch {
	const { variant } = loaded;
	const below = sourceOf(variant.base);
	const own = [...Object.keys(variant.replaces), ...Object.keys(variant.adds ?? {})];
	return patchOf(
		below,
		variantFunctions(loaded),
		own.filter((name) => below.has(name)),
		own.filter((name) => !below.has(name)),
	);
}

/**
 * The kernel's functions as a variant leaves them. Those of the kernel keep their place in its files; those
 * that it adds stand where its own file has them.
 */
function sourceOf(variant: Variant | undefined): ReadonlyMap<string, SourceFunction> {
	if (variant === undefined) return kernelSource();
	const known = oursInstead(variant);
	const functions = new Map(sourceOf(known.base));
	for (const name of ownNames(known)) {
		const found = textOfFunction(known.functions[name]!)?.source;
		if (found === undefined) continue;
		const place = functions.get(name) ?? found;
		functions.set(name, {
			path: place.path,
			line: place.line,
			text: found.text.replace(/^function/m, 'export function'),
		});
	}
	return functions;
}
