/*
 * harness/measure/timed/task.ts - one task of the timed mode, and the cpu that it runs on.
 */
import type { Operation, Task as Steps } from '../../engine/operation.ts';
import type { OwnCall } from '../locked-pages.ts';
import type { Script } from './script.ts';

/** A function of the kernel that has begun and not returned. */
export interface Frame {
	readonly steps: Steps<number | boolean | void>;
	/** Told what it returned, before the caller is. */
	readonly onReturn: ((result: number) => void) | null;
}

export interface Task {
	/** Counted from 0 among the tasks that `parent` has started. */
	readonly number: number;
	readonly name: string;
	readonly script: Script;
	readonly parent: Task | null;
	/** The innermost function last; empty while the task is not in the kernel. */
	readonly frames: Frame[];
	/** What the innermost function, or the script, goes on with. */
	result: number;
	/** An operation that could not be done yet, and whether it is a lock that it has been given meanwhile. */
	pending: Operation | null;
	isGranted: boolean;
	/** Whether it was woken for it before, and came too late. */
	wasWoken: boolean;
	/** What a frame that is allocated now is made for. */
	fill: 'pageZeroings' | 'pageCopies' | null;
	/** When the disk will have written what this task writes. */
	writtenAt: number;
	/** Whether it frees memory, so that it does not begin to do so again. */
	isReclaiming: boolean;
	/** A call by which its process takes pages from itself, while it is under way. */
	own: OwnCall | null;
	started: number;
	/** Of those that it started: the numbers of those that have ended and were not waited for. */
	readonly ended: number[];
	/** Those that it started and that have not ended, and whether it waits for one of them. */
	running: number;
	isWaiting: boolean;
	/** Since when it waits, and for what; the name is '' while it does not. */
	waitsFor: string;
	waitsSince: number;
	/** When it last became ready. */
	readyAt: number;
	/** Where it ran last, whose cache may have its lines; -1 for nowhere. */
	lastCpu: number;
}

export function newTask(name: string, script: Script, parent: Task | null): Task {
	return {
		number: parent === null ? 0 : parent.started,
		name,
		script,
		parent,
		frames: [],
		result: 0,
		pending: null,
		isGranted: false,
		wasWoken: false,
		fill: null,
		writtenAt: 0,
		isReclaiming: false,
		own: null,
		started: 0,
		ended: [],
		running: 0,
		isWaiting: false,
		waitsFor: '',
		waitsSince: 0,
		readyAt: 0,
		lastCpu: -1,
	};
}

/** Times are cycles. */
export interface Cpu {
	readonly id: number;
	clock: number;
	task: Task | null;
	/** Whether it goes round for a lock, and does nothing until that is given back. */
	isSpinning: boolean;
	/** Whether somebody more urgent is ready, who runs as soon as the task leaves the kernel. */
	mustYield: boolean;
	user: number;
	system: number;
}

export const newCpu = (id: number): Cpu => ({
	id,
	clock: 0,
	task: null,
	isSpinning: false,
	mustYield: false,
	user: 0,
	system: 0,
});
