/*
 * harness/commands/run-again.ts - schedules that are run once more for what results of a search do not hold, and what
 * came of them, kept beside the cells.
 */
import { bootVariant } from '../cell/boot.ts';
import { stageOf } from '../cell/stage.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { workloadDigest } from '../compare/identity.ts';
import type { Kept } from '../compare/kept.ts';
import type { Raced } from '../replay/execution.ts';
import type { Workload } from '../workload.ts';

/** What was run, as it was loaded. */
export interface Loaded {
	readonly known: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	/** Null where nothing is kept. */
	readonly kept: Kept | null;
}

/** Where schedules are run once more. */
export interface Places {
	readonly variants: readonly LoadedVariant[];
	readonly workload: Workload;
}

/** All of these names must have been run. */
export const placesOf = (
	{ known, workloads }: Loaded,
	variants: readonly string[],
	workload: string,
): Places => ({
	variants: variants.map((name) => known.find(({ variant }) => variant.name === name)!),
	workload: workloads.find(({ name }) => name === workload)!,
});

/** Null where it goes wrong before the race begins, and of calls in one order, in which nothing races. */
export function racedOf({ variant }: LoadedVariant, workload: Workload): Raced | null {
	if (workload.sequences !== undefined) return null;
	const booted = bootVariant(variant);
	const stage = stageOf(booted, workload);
	return stage.problem === null ? null : { ...stage, booted };
}

/**
 * What `run` yields, plain data, as an earlier run of this build has kept it, where one has.
 * @param asked all that it depends on beside the places
 */
export function keptOr<T>(
	kept: Kept | null,
	{ variants, workload }: Places,
	asked: object,
	run: () => T,
): T {
	// A user's own code may do anything.
	const isOurs = variants.every(({ variant }) => variant.userCode === undefined);
	const keeps = isOurs ? kept : null;
	const dependsOn = {
		...asked,
		files: variants.map(({ files }) => files),
		workload: [workload.question, workloadDigest(workload)],
	};
	const text = keeps?.read(dependsOn) ?? null;
	if (text !== null) return JSON.parse(text) as T;
	const yielded = run();
	keeps?.write(dependsOn, JSON.stringify(yielded));
	return yielded;
}
