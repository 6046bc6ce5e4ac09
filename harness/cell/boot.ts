/*
 * harness/cell/boot.ts - a variant as a kernel that calls can be started on.
 */
import { Nodes, type NodeStore } from '../engine/nodes.ts';
import { withMemoryModels } from '../engine/weak-program.ts';
import { isWeakField } from '../mm/weak-fields.ts';
import { boot, functionOf, type Variant } from '../variant.ts';

/** Kernels are booted once; their automaton nodes serve every workload. */
export interface BootedVariant {
	readonly variant: Variant;
	readonly nodes: Nodes;
	/** Starts a function of the kernel. Programs of a workload come with its race, see problem.ts. */
	readonly start: ReturnType<typeof boot>;
}

/** Variants that are booted with one store share the nodes of the functions that they have in common. */
export function bootVariant(variant: Variant, store?: NodeStore): BootedVariant {
	const start = withMemoryModels(boot(variant), isWeakField);
	const nodes = new Nodes(start, variant.name, store, (name) => functionOf(variant, name));
	return { variant, nodes, start };
}
