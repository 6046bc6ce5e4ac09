/*
 * harness/replay/locked-losses.ts - runs a schedule and says of each page that a VM_LOCKED vma lacks in the end which
 * function took it away, and whether anybody had asked for that.
 */
import { sceneOf } from '../cell/scene.ts';
import { namesOfTasks } from '../cell/stage.ts';
import { missingLocked, type MissingLocked } from '../check/locked-ranges.ts';
import type { Scene } from '../check/oracle.ts';
import { describeFilePage, intendsFile, pageOfSlot, processName } from '../check/page-tables.ts';
import type { LiveEvent } from '../engine/live.ts';
import type { LockedLoss } from '../result.ts';
import type { Segment } from '../text/token.ts';
import { runExecution, type Raced } from './execution.ts';
import { readerNamesOf } from './reader-name.ts';

/** What is said of a page without saying where it was run. */
export type Loss = Omit<LockedLoss, 'variant' | 'workload' | 'token'>;

/** A name of the kernel, and none of ours: those are in camelCase. */
const isOfKernel = (name: string): boolean => /^[a-z0-9_]+$/.test(name);

/** By the names that the kernel has for them, the innermost first; each part of one has its name. */
const kernelFunctions = ({ booted: { variant } }: Raced, stack: readonly string[]): string[] =>
	stack.slice(1).filter(isOfKernel).map(readerNamesOf(variant)).toReversed();

function lossOf(
	raced: Raced,
	scene: Scene,
	{ slot, isCollateral }: MissingLocked,
	last: LiveEvent | undefined,
): Loss {
	return {
		process: processName(scene, slot.mm),
		page: pageOfSlot(slot),
		filePage: intendsFile(slot) ? describeFilePage(scene, slot.intended) : null,
		by: isCollateral ? 'insideEof' : intendsFile(slot) ? 'truncation' : 'own',
		functions: kernelFunctions(raced, last?.stack ?? []),
		program: last === undefined ? null : namesOfTasks(raced)[last.task]!,
	};
}

/**
 * The race must begin. Pages of all processes, also where the test counts those of one, in the order of processes and addresses; none of an execution that does not come to its end.
 * @example lossesOf(execution, execution.token.schedule) // [{ process: 'A', page: 11, by: 'insideEof', ... }]
 */
export function lossesOf(raced: Raced, schedule: readonly Segment[]): Loss[] {
	const { placed } = raced;
	// A page table may be given back and used anew: of each pte counts who wrote it last.
	const { machine, nameOf, result, ending } = runExecution(raced, schedule);
	// What is missing half way may come yet.
	if (ending !== 'end' || result.tasks.some(({ step }) => step !== null)) return [];
	const lastWriter = new Map<number, LiveEvent>();
	for (const event of result.events) {
		if (event.wrote && event.step.address !== 0) lastWriter.set(event.step.address, event);
	}
	const scene = sceneOf(placed, machine.memory, nameOf);
	return missingLocked(scene, null).map((each) =>
		lossOf(raced, scene, each, lastWriter.get(each.slot.ptep)),
	);
}
