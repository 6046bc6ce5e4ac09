/*
 * harness/audit/fuzz/own-functions.ts - which functions of a kernel its own patch is about.
 */
import { baseFunctions } from '../../mm/index.ts';
import { functionOf, type Variant } from '../../variant.ts';

/**
 * Functions that a variant has and what it stacks on has not, or not so. Empty for the kernel without patches, of which
 * no part is more worth a look than another.
 */
export function ownFunctions(variant: Variant): ReadonlySet<string> {
	const { functions, base } = variant;
	const below = (name: string): unknown =>
		base === undefined ? baseFunctions[name as keyof typeof baseFunctions] : functionOf(base, name);
	return new Set(Object.keys(functions).filter((name) => functions[name] !== below(name)));
}
