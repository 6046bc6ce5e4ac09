/*
 * harness/audit/promela/seen.ts - what the survey saw of the step of one local state.
 */
import type { Problem } from '../../explore/problem.ts';
import type { Saved } from '../../explore/task-state.ts';
import { inMap } from './in-map.ts';

/** One way in which a multi-word step was seen to run: what it read, what it left, what it observed. */
export interface MultiWord {
	readonly reads: readonly (readonly [address: number, value: number])[];
	readonly writes: readonly (readonly [address: number, value: number])[];
	readonly observed: number;
}

/** What was seen of the step of one local state, by a task that held one set of locks. */
export interface Seen {
	/** Whether it was seen to run without ending the task. */
	survives: boolean;
	/** Local state in which the task ends when the object is not alive, or -1 when that was not seen. */
	freed: number;
	/** Local states in which the task ended for other reasons, by the words of that end. */
	readonly ends: Map<string, number>;
	/** How a multi-word step ran, by what it read. */
	readonly multiWord: Map<string, MultiWord>;
	/** By what it observed: sets that the task held after it. */
	readonly held: Map<number, Set<number>>;
	/** By what it observed: what it changed of the sets of other tasks, each once. */
	readonly heldByOthers: Map<number, Map<string, HeldChange>>;
}

/** A task that lost a lock by what another one did. */
export interface HeldChange {
	readonly task: number;
	readonly before: number;
	readonly after: number;
}

export function nothingSeen(): Seen {
	return {
		survives: false,
		freed: -1,
		ends: new Map(),
		multiWord: new Map(),
		held: new Map(),
		heldByOthers: new Map(),
	};
}

/** Adds what was seen of one step with other locks held. */
export function addSeen(all: Seen, more: Seen): void {
	all.survives ||= more.survives;
	all.freed = Math.max(all.freed, more.freed);
	for (const [text, local] of more.ends) all.ends.set(text, local);
	for (const [reads, each] of more.multiWord) all.multiWord.set(reads, each);
	for (const [observed, sets] of more.held) {
		const known = inMap(all.held, observed, () => new Set());
		for (const set of sets) known.add(set);
	}
	for (const [observed, changes] of more.heldByOthers) {
		const known = inMap(all.heldByOthers, observed, () => new Map<string, HeldChange>());
		for (const [key, change] of changes) known.set(key, change);
	}
}

/** Notes what a step made of the sets of all tasks. */
export function noteTaken(what: Seen, observed: number, held: Int32Array, saved: Saved): void {
	inMap(what.held, observed, () => new Set()).add(held[saved.task]!);
	for (const [task, after] of held.entries()) {
		const before = saved.held[task]!;
		if (task === saved.task || after === before) continue;
		const changes = inMap(what.heldByOthers, observed, () => new Map<string, HeldChange>());
		changes.set(`${task} ${before} ${after}`, { task, before, after });
	}
}

/** From the state after the step, and what the words that it changed held before. */
export function multiWordOf(
	touches: Problem['machine']['touches'],
	memory: Int32Array,
	before: ReadonlyMap<number, number>,
	observed: number,
): MultiWord {
	const reads = new Map<number, number>();
	const writes = new Map<number, number>();
	for (const { address, access } of touches) {
		if (access === 'write') writes.set(address, memory[address]!);
		else if (!writes.has(address)) reads.set(address, before.get(address) ?? memory[address]!);
	}
	return { reads: [...reads], writes: [...writes], observed };
}
