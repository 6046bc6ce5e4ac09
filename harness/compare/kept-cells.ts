/*
 * harness/compare/kept-cells.ts - cells that an earlier run has searched, and that this one need not search again:
 * all that the verdict rests on is the same, see identity.ts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { cellKeyOf, type FoundCell } from '../result.ts';
import type { RunIdentity } from './identity.ts';
import type { Kept } from './kept.ts';
import type { CompareOptions } from './options.ts';

/** What two runs must have in common for a cell of one to be that of the other. */
export class KeptCells {
	readonly #kept: Kept;
	readonly #options: CompareOptions;
	readonly #run: RunIdentity;
	/** By key, those that were kept before. */
	readonly #known = new Map<string, FoundCell>();

	constructor(kept: Kept, options: CompareOptions, run: RunIdentity) {
		this.#kept = kept;
		this.#options = options;
		this.#run = run;
	}

	/** Of the wanted cells, those that are known. */
	read(wanted: readonly { readonly variant: string; readonly workload: string }[]): FoundCell[] {
		return wanted.flatMap((each) => {
			const dependsOn = this.#dependsOn(each);
			const text = dependsOn === null ? null : this.#kept.read(dependsOn);
			if (text === null) return [];
			const cell = JSON.parse(text) as FoundCell;
			this.#known.set(cellKeyOf(cell), cell);
			return [cell];
		});
	}

	/** Keeps a cell that a search has come to an end with. */
	write(cell: FoundCell): void {
		const { explored } = cell;
		if (explored.kind === 'stopped' || (explored.kind === 'sampled' && explored.withdrawn)) return;
		const dependsOn = this.#dependsOn(cell);
		const known = this.#known.get(cellKeyOf(cell));
		if (dependsOn === null || isDeepStrictEqual(known, cell)) return;
		this.#kept.write(dependsOn, JSON.stringify(cell));
	}

	/** Null for a cell that is searched each time: a user's own code may do anything. */
	#dependsOn({
		variant,
		workload,
	}: {
		readonly variant: string;
		readonly workload: string;
	}): unknown {
		const { variants, reference } = this.#options;
		const named = (name: string): LoadedVariant | undefined =>
			variants.find((each) => each.variant.name === name);
		const both = [named(variant), named(reference)];
		if (both.some((each) => each === undefined || each.variant.userCode !== undefined)) return null;
		const { tool, code, options, variants: files, workloads } = this.#run;
		return {
			cell: [variant, workload, reference],
			tool,
			code,
			options,
			files: [files[variant], files[reference]],
			workload: workloads[workload],
		};
	}
}
