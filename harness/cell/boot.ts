/*
 * harness/cell/boot.ts - a variant as a kernel that calls can be started on.
 */
import { Nodes, type NodeStore } from '../engine/nodes.ts';
import { withMemoryModels } from '../engine/weak-program.ts';
import type { FlushTable } from '../mm/tlb-flushes.ts';
import { isWeakField } from '../mm/weak-fields.ts';
import { withTlbs } from './tlb-program.ts';
import { boot, functionOf, type Variant } from '../variant.ts';

/** Kernels are booted once; their automaton nodes serve every workload. */
export interface BootedVariant {
	readonly variant: Variant;
	readonly nodes: Nodes;
	/** Starts a function of the kernel. Programs of a workload come with its race, see problem.ts. */
	readonly start: ReturnType<typeof boot>;
}

/**
 * Variants that are booted with one store share the nodes of the functions that they have in common, and so flush
 * the TLB at the same places.
 */
export function bootVariant(
	variant: Variant,
	store?: NodeStore,
	flushes?: FlushTable,
): BootedVariant {
	const kernel = boot(variant);
	const start = withTlbs(kernel, withMemoryModels(kernel, isWeakField), flushes);
	const nodes = new Nodes(start, variant.name, store, (name) => functionOf(variant, name));
	return { variant, nodes, start };
}
