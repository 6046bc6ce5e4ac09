/*
 * variants/index.ts - every in-tree variant, in the order of the mail; the base first, controls last.
 */
import type { Variant } from '../harness/variant.ts';
import lockPageConvert from './lock-page-convert.ts';

/** By name, in the order in which reports show them. */
export const variants: Readonly<Record<string, Variant>> = Object.fromEntries(
	[lockPageConvert].map((variant) => [variant.name, variant]),
);
