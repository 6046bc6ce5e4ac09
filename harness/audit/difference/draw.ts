/*
 * harness/audit/difference/draw.ts - random cells: a variant of ours, or a stack of the mail's proposals, and a
 * litmus test.
 */
import { baseName, proposalNames, variants } from '../../../variants/index.ts';
import { readWorkload, workloadNames } from '../../catalogue/litmus.ts';
import { type LoadedVariant, loadStackOrNull } from '../../catalogue/variant.ts';
import { variantNames } from '../../catalogue/variants.ts';
import { below, seeded } from '../../engine/seeded.ts';
import type { Workload } from '../../workload.ts';

export interface DrawnCell {
	readonly variant: LoadedVariant;
	readonly workload: Workload;
}

/** Draws in a row that may come to nothing: patches that do not stack, a cell that was drawn before. */
const idleMax = 1000;

/** Cells that differ from each other, half of them of stacks, as many as are asked for while there are any. */
export async function drawCells(
	seed: number,
	count: number,
	litmus: readonly string[] = workloadNames(),
): Promise<readonly DrawnCell[]> {
	const random = seeded(seed);
	const oneOf = <T>(some: readonly T[]): T => some[below(some.length, random())]!;
	const singles = variantNames.filter((name) => name !== baseName);
	const cells = new Map<string, DrawnCell>();
	for (let idle = 0; cells.size < count && idle < idleMax; idle++) {
		const isStack = cells.size % 2 === 1;
		const asked = isStack
			? [0, 0, ...oneOf([[], [0]])].map(() => oneOf(proposalNames))
			: [oneOf(singles)];
		const workload = readWorkload(oneOf(litmus), Object.keys(variants));
		const variant = await loadStackOrNull(asked);
		if (variant === null) continue;
		const key = `${variant.variant.name} ${workload.name}`;
		if (cells.has(key)) continue;
		cells.set(key, { variant, workload });
		idle = 0;
	}
	return [...cells.values()];
}
