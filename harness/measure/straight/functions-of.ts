/*
 * harness/measure/straight/functions-of.ts - the functions of a variant in their straight form.
 */
import type { Variant } from '../../variant.ts';
import type { Built } from './built.ts';

/** A variant as a thread is told of it. */
export interface StraightVariant {
	readonly name: string;
	/** Address of the module that has its straight form; null for one of ours. */
	readonly module: string | null;
}

export async function functionsOf(
	{ variants }: Built,
	{ name, module }: StraightVariant,
): Promise<Variant['functions']> {
	if (module === null) return variants[name]!.functions;
	return ((await import(module)) as { readonly default: Variant }).default.functions;
}
