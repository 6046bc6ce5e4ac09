/*
 * harness/audit/difference/draw.ts - random cells: a variant of ours, or a stack of the mail's proposals, and a
 * litmus test.
 */
import { baseName, namesOfTheMail, variants } from '../../../variants/index.ts';
import { readWorkload, workloadNames } from '../../catalogue/litmus.ts';
import { loadVariant, type LoadedVariant } from '../../catalogue/variant.ts';
import { variantNames } from '../../catalogue/variants.ts';
import { below, seeded } from '../../explore/random.ts';
import { BadInput } from '../../messages/index.ts';
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
	const proposals = namesOfTheMail.filter((name) => name !== baseName);
	const cells = new Map<string, DrawnCell>();
	for (let idle = 0; cells.size < count && idle < idleMax; idle++) {
		const isStack = cells.size % 2 === 1;
		const asked = isStack
			? [0, 0, ...oneOf([[], [0]])].map(() => oneOf(proposals))
			: [oneOf(singles)];
		const workload = readWorkload(oneOf(litmus), Object.keys(variants));
		const variant = await loadedOrNull(asked.join('+'));
		if (variant === null) continue;
		const key = `${variant.variant.name} ${workload.name}`;
		if (cells.has(key)) continue;
		cells.set(key, { variant, workload });
		idle = 0;
	}
	return [...cells.values()];
}

/** Null where patches do not stack. */
async function loadedOrNull(where: string): Promise<LoadedVariant | null> {
	try {
		return await loadVariant(where);
	} catch (error) {
		if (error instanceof BadInput) return null;
		throw error;
	}
}
