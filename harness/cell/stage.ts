/*
 * harness/cell/stage.ts - a workload on a booted variant, ready to be searched.
 */
import { problemOf } from './problem.ts';
import type { BootedVariant } from './boot.ts';
import type { Problem } from '../explore/problem.ts';
import { placeWorkload } from './place.ts';
import type { Placed } from './placed.ts';
import type { Workload } from '../workload.ts';

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

/** Tasks that are part of a cpu's memory, each with the task that runs on that cpu. */
export function columnsOf({ placed }: Stage): ReadonlyMap<number, number> {
	return new Map([...placed.flushTasks].map(([task, { cpu }]) => [task, cpu]));
}

/** What each task of a race is called. */
export function namesOfTasks({ workload, placed }: Stage): string[] {
	return [
		...workload.cpus.map((each) => each.name),
		...(placed.after < 0 ? [] : ['after']),
		...[...placed.flushTasks.values()].map((each) => each.name),
	];
}
