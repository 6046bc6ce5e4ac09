/*
 * harness/commands/named-files.ts - what printed commands need besides a token: which variants and workloads are
 * files of the user's own, and where the tool comes from.
 */
import { wrap } from '../../reports/table.ts';
import { fileOfOwn } from '../catalogue/litmus.ts';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { toolRepository, toolVersion } from '../catalogue/source.ts';
import { type NamedFiles, toolOrigin } from '../messages/index.ts';
import { columnsOf } from '../terminal/look.ts';
import type { Workload } from '../workload.ts';

export function namedFiles(
	variants: readonly LoadedVariant[],
	workloads: readonly Workload[],
): NamedFiles {
	return {
		variants: variants.map(({ variant, given }) => ({
			name: variant.name,
			...(isPath(given) ? { file: given } : {}),
		})),
		workloads: workloads.map((each) => {
			const file = fileOfOwn(each);
			return { name: each.name, ...(file === null ? {} : { file }) };
		}),
	};
}

/** Where the tool of printed commands comes from. */
export const ourOrigin = (): string => toolOrigin(toolVersion(), toolRepository());

/** The same in lines of a terminal. */
export const originLines = (): string[] => wrap(ourOrigin(), Math.min(100, columnsOf()));
