/*
 * harness/compare/job.ts - one litmus test on several variants, as a worker runs it.
 */
import { isDeepStrictEqual } from 'node:util';
import { hasChanged } from '../catalogue/loaded.ts';
import { patchesNamed } from '../catalogue/stack-order.ts';
import { isPath, type LoadedVariant, loadVariant, located } from '../catalogue/variant.ts';
import { bootVariant } from '../cell/boot.ts';
import { Cells } from '../cell/cells.ts';
import type { CellOptions, CellWatch } from '../cell/options.ts';
import { NodeStore } from '../engine/nodes.ts';
import type { LateMistake } from '../catalogue/user-code.ts';
import { BadInput, variantChanged } from '../messages/index.ts';
import type { FoundCell } from '../result.ts';
import type { Workload } from '../workload.ts';
import { Stopped } from '../explore/problem.ts';
import type { Board } from './board.ts';
import { runSequenceJob } from './sequence-job.ts';

/** A variant, as a worker finds it again. */
export interface Wanted {
	readonly variant: string;
	/** What it was when the run began, see LoadedVariant. */
	readonly files: LoadedVariant['files'];
}

/** What a worker is given: one workload on some variants. */
export interface Job {
	readonly workload: Workload;
	/** What the others are held against; null where none of them is. */
	readonly reference: Wanted | null;
	/** Whether it is searched too, and its cell told with theirs; else another job does that. */
	readonly searchesReference: boolean;
	readonly variants: readonly Wanted[];
	readonly options: CellOptions;
}

/**
 * What a worker says: which variant it has begun with; its cell, whether it was searched, and whether it was told to
 * stop before all was done; or what went wrong in a user's file after its function had returned.
 */
export type Said =
	| { readonly began: string }
	| { readonly cell: FoundCell; readonly isSearched: boolean; readonly isCutOff: boolean }
	| { readonly late: LateMistake };

/** Variants of ours that this thread has loaded; a user's file may have changed since. */
const loadedBefore = new Map<string, LoadedVariant>();

async function load({ variant, files }: Wanted): Promise<LoadedVariant> {
	const known = loadedBefore.get(variant);
	if (known !== undefined) return known;
	const loaded = await loadVariant(variant).catch((error: unknown) => {
		// An editor may be writing it at this very moment, so that what is wrong with it is not the point.
		const own = patchesNamed(variant).filter(isPath);
		if (own.some((path) => hasChanged(path, files))) throw new BadInput(variantChanged(variant));
		throw error;
	});
	if (!isDeepStrictEqual(loaded.files, files)) throw new BadInput(variantChanged(variant));
	if (!isPath(variant)) loadedBefore.set(variant, loaded);
	return loaded;
}

/** Runs one job in this thread, or as much of it as the board lets it. */
export async function runJob(
	{ workload, reference, searchesReference, variants, options }: Job,
	board: Board,
	index: number,
	say: (said: Said) => void,
): Promise<void> {
	if (workload.sequences !== undefined) {
		const first = reference === null ? null : await load(reference);
		const rest: LoadedVariant[] = [];
		for (const wanted of variants) {
			say({ began: wanted.variant });
			rest.push(await load(wanted));
		}
		await runSequenceJob(workload, first, rest, board.buffer, say);
		return;
	}
	const watch: CellWatch = {
		expect: (states) => board.expect(index, states),
		search: board.watch(index),
	};
	const cells = new Cells(workload, options, watch);
	const store = new NodeStore();
	try {
		for (const wanted of reference === null ? variants : [reference, ...variants]) {
			if (board.stopped !== null) break;
			say({ began: wanted.variant });
			const loaded = await load(wanted);
			const booted = bootVariant(loaded.variant, store);
			if (wanted === reference && !searchesReference) {
				cells.compareWith(booted);
				continue;
			}
			const before = cells.searched;
			const cell = located(loaded, () =>
				wanted === reference ? cells.refer(booted) : cells.cell(booted),
			);
			const isSearched = cells.searched > before;
			say({ cell, isSearched, isCutOff: isSearched && cells.isCutOff });
		}
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
	}
	board.expect(index, 0);
}
