/*
 * harness/cell/cells.ts - one workload on several variants. Of those that take the same steps there one is
 * searched, and its cell is the cell of all.
 */
import type { FoundCell } from '../result.ts';
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import { search, type Found } from './cell.ts';
import type { CellOptions, CellWatch } from './options.ts';
import { differingFunctions, takesSameSteps } from './same-steps.ts';

/** The searches of one workload so far. Its variants are booted with one store, see boot.ts. */
export class Cells {
	readonly #workload: Workload;
	readonly #options: CellOptions;
	readonly #watch: CellWatch | undefined;
	readonly #searched: Found[] = [];
	/** What all are held against, once it has been searched. */
	#reference: Found | null = null;

	constructor(workload: Workload, options: CellOptions, watch?: CellWatch) {
		this.#workload = workload;
		this.#options = options;
		this.#watch = watch;
	}

	/** How many cells were searched; all others were known to be the same. */
	get searched(): number {
		return this.#searched.length;
	}

	/** Searches what the cells of all others are held against; has to come first. */
	refer(booted: BootedVariant): FoundCell {
		this.#reference = this.#find(booted);
		return this.#cellOf(booted, this.#reference);
	}

	/** The cell of a variant. Throws as search() does. */
	cell(booted: BootedVariant): FoundCell {
		return this.#cellOf(booted, this.#find(booted));
	}

	#cellOf(booted: BootedVariant, found: Found): FoundCell {
		const cell = found.cellOf(booted);
		const sameSteps = found === this.#reference && cell.explored.kind === 'complete';
		return { ...cell, sameSteps };
	}

	#find(booted: BootedVariant): Found {
		const searched = this.#searched.map((each) => ({
			each,
			differing: differingFunctions(each, booted),
		}));
		// What has the very functions is seen at a glance.
		const known =
			searched.find(({ differing }) => differing?.size === 0) ??
			searched.find(({ each, differing }) => takesSameSteps(each, booted, differing));
		if (known !== undefined) return known.each;
		const found = search(booted, this.#workload, this.#options, this.#watch);
		this.#searched.push(found);
		return found;
	}
}
