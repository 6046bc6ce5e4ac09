/*
 * Executions without an end in which every cpu has its part. Where some schedule leads out of them they are
 * no livelock and no search tells them, so they are looked for here in the graph of all states.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmusBuffer } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { problemOf } from './problem.ts';
import type { Problem } from '../explore/problem.ts';
import { StateTable } from '../explore/state-table.ts';
import { TaskState, type Saved } from '../explore/task-state.ts';
import { placeWorkload } from './place.ts';

const statesMax = 400_000;

const twoUnmaps = `scenario two-unmaps
file f 2 pages cached
process A { map m f[0..1] shared; touch m read }
cpu truncator   { truncate f 0 }
cpu invalidator { invalidate f }
never "livelock"
`;

/** A state on the path of the search. */
interface Visit {
	readonly state: number;
	/** Tasks that are still to be tried, as a bit mask. */
	todo: number;
	/** How the step that led here is taken back, and whose it was; null at the beginning. */
	readonly saved: Saved | null;
}

/** Components of the graph of all states, by Tarjan: for each, which tasks take a step inside it. */
function circlesOf(problem: Problem): { states: number; moving: Set<number>[] } {
	const { machine } = problem;
	const now = new TaskState(problem);
	now.reset();
	const known = new StateTable();
	const low: number[] = [];
	const open: number[] = [];
	const isOpen: boolean[] = [];
	/** By state: each step from there, its task and where it leads. */
	const steps: (readonly [task: number, to: number])[][] = [];
	const path: Visit[] = [];
	const moving: Set<number>[] = [];
	/** The state of this moment, and whether it is a new one. */
	const visit = (saved: Saved | null): { state: number; isNew: boolean } => {
		const slot = known.find(machine.hash1 ^ now.hash1, machine.hash2 ^ now.hash2);
		if (slot >= 0) return { state: known.info(slot), isNew: false };
		const state = low.length;
		if (state > statesMax) throw new Error('more states than this test is for');
		known.setInfo(-slot - 1, state);
		low.push(state);
		isOpen.push(true);
		steps.push([]);
		open.push(state);
		path.push({ state, todo: now.enabled(), saved });
		return { state, isNew: true };
	};
	visit(null);
	for (;;) {
		const { state, todo, saved } = path.at(-1)!;
		if (todo !== 0) {
			const task = 31 - Math.clz32(todo & -todo);
			path.at(-1)!.todo = todo & (todo - 1);
			const undo = now.save(task);
			now.run(task);
			const next = visit(undo);
			steps[state]!.push([task, next.state]);
			if (next.isNew) continue;
			if (isOpen[next.state]) low[state] = Math.min(low[state]!, next.state);
			now.restore(undo);
			continue;
		}
		path.pop();
		if (low[state] === state) {
			const inside = new Set(open.splice(open.lastIndexOf(state)));
			for (const each of inside) isOpen[each] = false;
			if (inside.size > 1) {
				const around = [...inside].flatMap((each) => steps[each]!);
				moving.push(new Set(around.filter(([, to]) => inside.has(to)).map(([task]) => task)));
			}
		}
		const before = path.at(-1);
		if (before === undefined || saved === null) return { states: low.length, moving };
		low[before.state] = Math.min(low[before.state]!, low[state]!);
		now.restore(saved);
	}
}

function graphOf(name: string): { states: number; moving: Set<number>[] } {
	const read = parseLitmusBuffer(Buffer.from(twoUnmaps), 'two-unmaps.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const booted = bootVariant(variants[name]!);
	return circlesOf(problemOf(booted, placeWorkload(booted.start, read.workload)));
}

test('two unmaps that overwrite one cursor may both go on for ever', () => {
	const { moving } = graphOf('unmap-restart');
	expect(moving.filter((tasks) => tasks.size === 2).length).toBeGreaterThan(0);
});

test('under a mutex of their own they may not', () => {
	const { states, moving } = graphOf('unmap-restart-mutex');
	expect(states).toBeGreaterThan(10_000);
	expect(moving).toEqual([]);
});
