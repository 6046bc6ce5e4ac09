/*
 * harness/cell/cost.ts - exact counts of what a workload does when its programs run one after the other.
 */
import type { Starter } from '../engine/nodes.ts';
import { LiveTask, type LiveEvent } from '../engine/live.ts';
import { Machine } from '../engine/machine.ts';
import { isOrdering } from '../engine/weak-steps.ts';
import type { Cost } from '../result.ts';
import { defaultLimits } from './limits.ts';

/** What is needed to run racing programs sequentially. */
export interface Sequential {
	readonly machine: Machine;
	readonly image: Int32Array;
	readonly programs: readonly {
		readonly name: string;
		readonly start: () => ReturnType<Starter>;
	}[];
}

/**
 * Runs the programs in order, each to its end; a program that waits for ever ends there. Says whether each
 * came to an end within the limit.
 */
export function runSequentially(
	{ machine, image, programs }: Sequential,
	start: Starter,
	onEvent: (event: LiveEvent) => void,
): boolean {
	machine.load(image);
	const starter: Starter = (name, args) =>
		programs.find((each) => each.name === name)?.start() ?? start(name, args);
	for (const [index, program] of programs.entries()) {
		const task = new LiveTask(starter, machine, index, program.name, []);
		let event = task.advance();
		for (let steps = 1; event !== null; steps++) {
			if (steps === defaultLimits.cost.stepsMax) return false;
			machine.forget();
			onEvent(event);
			event = task.advance();
		}
	}
	return true;
}

export const noCost: Cost = {
	operations: 0,
	locks: 0,
	trylocks: 0,
	trylocksFailed: 0,
	pteAccesses: 0,
	pageAccesses: 0,
	vmaVisits: 0,
	chainNodes: 0,
	allocations: 0,
};

/** Steps by which a program touches its memory. */
const accesses: ReadonlySet<string> = new Set(['userAccess', 'tlb_access']);

/**
 * Counts the operations of the sequential schedule; what ran before the race is not counted. Null when the
 * schedule has no end.
 */
export function countCost(sequential: Sequential, start: Starter): Cost | null {
	const cost = { ...noCost };
	const isWhole = runSequentially(sequential, start, ({ step, observed }) => {
		if (isOrdering(step.operation.name)) return;
		cost.operations++;
		if (step.kind === 'lock') cost.locks++;
		if (step.kind === 'trylock') {
			cost.trylocks++;
			if (observed === 0) cost.trylocksFailed++;
		}
		if (step.kind === 'alloc') cost.allocations++;
		const struct = step.operation.field?.struct.name;
		if (struct === 'pte' || accesses.has(step.operation.name)) cost.pteAccesses++;
		if (struct === 'page') cost.pageAccesses++;
		if (struct === 'pte_chain' && step.operation.field?.name === 'next' && step.kind === 'load') {
			cost.chainNodes++;
		}
		const isVisit =
			(step.kind === 'list-next' && isVmaList(step.operation.field?.name)) ||
			step.operation.name === 'prio_tree_next';
		if (isVisit && observed !== 0) cost.vmaVisits++;
	});
	return isWhole ? cost : null;
}

function isVmaList(name: string | undefined): boolean {
	return name !== undefined && name.startsWith('i_mmap');
}
