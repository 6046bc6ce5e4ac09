/*
 * harness/commands/withdrawn.ts - which searches of a run were not complete although they said so.
 */
import { type NamedFiles, searchWithdrawn } from '../messages/index.ts';
import { originLines } from './named-files.ts';
import type { Cell } from '../result.ts';

/** Exit status where the tool itself is at fault. */
export const faultStatus = 3;

/** A sentence for each cell whose verdict was withdrawn. */
export function withdrawnCells(
	{ cells }: { readonly cells: readonly Cell[] },
	named: NamedFiles,
): string[] {
	const said = cells.flatMap(({ variant, workload, explored }) =>
		explored.kind === 'sampled' && explored.withdrawn !== undefined
			? [searchWithdrawn(variant, workload, explored.withdrawn, named)]
			: [],
	);
	return said.length === 0 ? [] : [...said, ...originLines()];
}
