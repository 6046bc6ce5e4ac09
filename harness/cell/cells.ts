/*
 * harness/cell/cells.ts - one workload on several variants. Of those that take the same steps there one is
 * searched, and its cell is the cell of all.
 */
import type { FoundCell } from '../result.ts';
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import { search, type Found } from './cell.ts';
import { KernelKeys } from './kernel-keys.ts';
import type { CellOptions, CellWatch } from './options.ts';
import { differingFunctions, takesSameSteps } from './same-steps.ts';

/** A cell that was searched, and what is known of others beside it. */
interface Entry {
	readonly found: Found;
	/** Kernel functions that it called; one object for each set of them. */
	readonly called: ReadonlySet<string>;
	/** By what a variant has for these (`KernelKeys`): whether it takes the same steps. */
	readonly same: Map<string, boolean>;
}

/** The searches of one workload so far. Its variants are booted with one store, see boot.ts. */
export class Cells {
	readonly #workload: Workload;
	readonly #options: CellOptions;
	readonly #watch: CellWatch | undefined;
	/** Those that others can be held against. */
	readonly #entries: Entry[] = [];
	readonly #calledSets = new Map<string, ReadonlySet<string>>();
	readonly #keys = new KernelKeys();
	#searched = 0;
	#isCutOff = false;
	/** What all are held against, once it has been searched. */
	#reference: Found | null = null;
	/** The same where it is not searched here, and which searches are as its own would be. */
	#elsewhere: BootedVariant | null = null;
	readonly #asElsewhere = new Map<Found, boolean>();

	constructor(workload: Workload, options: CellOptions, watch?: CellWatch) {
		this.#workload = workload;
		this.#options = options;
		this.#watch = watch;
	}

	/** How many cells were searched; all others were known to be the same. */
	get searched(): number {
		return this.#searched;
	}

	/** Whether the last search was told to stop before all was done. */
	get isCutOff(): boolean {
		return this.#isCutOff;
	}

	/** Searches what the cells of all others are held against; has to come first. */
	refer(booted: BootedVariant): FoundCell {
		this.#reference = this.#find(booted);
		return this.#cellOf(booted, this.#reference);
	}

	/** The same for what is searched elsewhere: what takes the same steps is found from the other side. */
	compareWith(booted: BootedVariant): void {
		this.#elsewhere = booted;
	}

	/** The cell of a variant. Throws as search() does. */
	cell(booted: BootedVariant): FoundCell {
		return this.#cellOf(booted, this.#find(booted));
	}

	#cellOf(booted: BootedVariant, found: Found): FoundCell {
		const cell = found.cellOf(booted);
		const sameSteps = cell.explored.kind === 'complete' && this.#isReferences(found);
		return { ...cell, sameSteps };
	}

	/** Whether what was found is what the reference does, step for step. */
	#isReferences(found: Found): boolean {
		const other = this.#elsewhere;
		if (other === null) return found === this.#reference;
		const known = this.#asElsewhere.get(found);
		if (known !== undefined) return known;
		const is = takesSameSteps(found, other, differingFunctions(found, other));
		this.#asElsewhere.set(found, is);
		return is;
	}

	#find(booted: BootedVariant): Found {
		const keys = new Map(
			[...this.#calledSets.values()].map((called) => [
				called,
				this.#keys.of(booted.variant, called),
			]),
		);
		// What has the very functions, or those of a variant that was held against it, is seen at a glance.
		const known = this.#entries.find(({ called, same }) => same.get(keys.get(called)!) === true);
		if (known !== undefined) return known.found;
		for (const { found, called, same } of this.#entries) {
			const key = keys.get(called)!;
			const isSame =
				same.get(key) ?? takesSameSteps(found, booted, differingFunctions(found, booted));
			same.set(key, isSame);
			if (isSame) return found;
		}
		return this.#search(booted);
	}

	#search(booted: BootedVariant): Found {
		const found = search(booted, this.#workload, this.#options, this.#watch);
		this.#searched++;
		this.#isCutOff = found.isCutOff;
		if (found.visits === null) return found;
		const names = [...found.visits.functions].toSorted().join(' ');
		const called = this.#calledSets.get(names) ?? new Set(found.visits.functions);
		this.#calledSets.set(names, called);
		this.#entries.push({
			found,
			called,
			same: new Map([[this.#keys.of(booted.variant, called), true]]),
		});
		return found;
	}
}
