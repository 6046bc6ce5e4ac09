/*
 * harness/cell/boot.ts - a variant as a kernel that calls can be started on.
 */
import { Nodes } from '../engine/automaton.ts';
import { withMemoryModels } from '../engine/weak-program.ts';
import { isWeakField } from '../mm/weak-fields.ts';
import { boot, type Variant } from '../variant.ts';

/** Kernels are booted once; their automaton nodes serve every workload. */
export interface BootedVariant {
	readonly variant: Variant;
	readonly nodes: Nodes;
	/** Starts a function of the kernel. Programs of a workload come with its race, see problem.ts. */
	readonly start: ReturnType<typeof boot>;
	/** Nodes that have been run again, see checkDeterminism(). */
	nodesRunAgain: number;
}

export function bootVariant(variant: Variant): BootedVariant {
	const start = withMemoryModels(boot(variant), isWeakField);
	return { variant, nodes: new Nodes(start, variant.name), start, nodesRunAgain: 0 };
}
