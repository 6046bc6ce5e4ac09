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
	readonly programs: Map<string, () => ReturnType<ReturnType<typeof boot>>>;
	readonly start: ReturnType<typeof boot>;
	/** Nodes that have been run again, see checkDeterminism(). */
	nodesRunAgain: number;
}

export function bootVariant(variant: Variant): BootedVariant {
	const kernel = withMemoryModels(boot(variant), isWeakField);
	const programs: BootedVariant['programs'] = new Map();
	const start: ReturnType<typeof boot> = (name, args) =>
		programs.get(name)?.() ?? kernel(name, args);
	return { variant, nodes: new Nodes(start, variant.name), programs, start, nodesRunAgain: 0 };
}
