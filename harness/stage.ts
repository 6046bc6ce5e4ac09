/*
 * harness/stage.ts - a workload on a booted variant, ready to be searched.
 */
import { problemOf, type BootedVariant } from './cell.ts';
import type { Problem } from './explore/problem.ts';
import { placeWorkload, type Placed } from './program.ts';
import type { Workload } from './workload.ts';

export interface Stage {
	readonly workload: Workload;
	readonly placed: Placed;
	/** Null when what runs before the race ends badly. */
	readonly problem: Problem | null;
}

export function stageOf(booted: BootedVariant, workload: Workload): Stage {
	const placed = placeWorkload(booted.start, workload);
	return { workload, placed, problem: placed.death === null ? problemOf(booted, placed) : null };
}

/** What each task of a race is called. */
export function namesOfTasks({ workload, placed }: Stage): string[] {
	return [...workload.cpus.map((each) => each.name), ...(placed.after < 0 ? [] : ['after'])];
}
