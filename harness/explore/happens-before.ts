/*
 * harness/explore/happens-before.ts - vector clocks of one execution, and its races.
 *
 * A race is a pair of dependent steps of two tasks with nothing between them in the happens-before
 * order, so that the second could have come first. A step that waits, for a lock or for a guard, may
 * not be able to run where only the last of the steps in its way is gone: for it all are told that it
 * depends on, and so they are for one that still waits at the end.
 */
import { mixOne } from '../engine/mix.ts';
import { commute, dependent, touchKinds, type Effect } from './effect.ts';

/** A task that waits at the end, and what its next step would touch. */
export interface Pending {
	readonly task: number;
	readonly effect: Effect;
}

interface Events {
	readonly tasksCount: number;
	readonly length: number;
	readonly tasks: ArrayLike<number>;
	readonly effects: readonly Effect[];
}

/** A step that could have come earlier. */
export interface Race {
	readonly task: number;
	/** What was in its way, in order: in general one event each, of one that waits all. */
	readonly earlier: readonly number[];
}

export class HappensBefore {
	/** By event and task: how many of the task's events happen before it, itself included. */
	#clocks = new Int32Array(4096);
	/** By event: which one of its task's events it is, from 1. */
	#numbers = new Int32Array(512);
	readonly #slots = new Map<number, number>();
	/** By slot, task and way of touching: the last such event + 1. */
	#last = new Int32Array(1024);
	#stamps = new Int32Array(64);
	#stamp = 0;
	#tasksCount = 0;
	#tasks: ArrayLike<number> = [];

	/** Whether one event happens before a later one. */
	precedes(earlier: number, later: number): boolean {
		const task = this.#tasks[earlier]!;
		return this.#clocks[later * this.#tasksCount + task]! >= this.#numbers[earlier]!;
	}

	/** Two 32-bit words that say which trace the execution belongs to. */
	fingerprint(length: number): [number, number] {
		let one = 0;
		let two = 0;
		for (let i = 0; i < length; i++) {
			let z = mixed(this.#tasks[i]! + 1, this.#numbers[i]!);
			let w = z ^ 0x55aa77;
			for (let task = 0; task < this.#tasksCount; task++) {
				z = mixed(z, this.#clocks[i * this.#tasksCount + task]!);
				w = mixed(w + 7, this.#clocks[i * this.#tasksCount + task]!);
			}
			one = (one + z) | 0;
			two = (two + w) | 0;
		}
		return [one, two];
	}

	/** Works out the clocks of an execution, and its races when they are asked for. */
	analyse(events: Events, pending: readonly Pending[] | null): Race[] {
		const { tasksCount, length, tasks, effects } = events;
		this.#tasksCount = tasksCount;
		this.#tasks = tasks;
		this.#stamp++;
		this.#clocks = roomFor(this.#clocks, (length + 1) * tasksCount);
		this.#numbers = roomFor(this.#numbers, length + 1);
		const lastOf: number[] = Array.from({ length: tasksCount }, () => -1);
		const races: Race[] = [];
		for (let i = 0; i < length; i++) {
			const task = tasks[i]!;
			const effect = effects[i]!;
			const previous = lastOf[task]!;
			this.#numbers[i] = previous < 0 ? 1 : this.#numbers[previous]! + 1;
			const predecessors = effect.isJoin
				? lastOf.filter((each, other) => other !== task && each >= 0)
				: this.#predecessors(task, effect);
			if (pending !== null && !effect.isJoin) {
				const earlier = effect.mayWait
					? this.#inTheWay(events, i, task, previous, effect)
					: this.#immediate(predecessors, previous);
				if (earlier.length > 0) races.push({ task, earlier });
			}
			this.#tick(i, task, previous, predecessors);
			lastOf[task] = i;
			for (let n = 0; n < effect.locations.length; n++) {
				const slot = this.#slot(effect.locations[n]!);
				this.#last[(slot * tasksCount + task) * touchKinds + effect.how[n]!] = i + 1;
			}
		}
		for (const { task, effect } of pending ?? []) {
			const earlier = this.#inTheWay(events, length, task, lastOf[task]!, effect);
			if (earlier.length > 0) races.push({ task, earlier });
		}
		return races;
	}

	/** The clock of an event: what happens before it, and itself. */
	#tick(event: number, task: number, previous: number, predecessors: readonly number[]): void {
		const width = this.#tasksCount;
		const base = event * width;
		for (let other = 0; other < width; other++) {
			this.#clocks[base + other] = previous < 0 ? 0 : this.#clocks[previous * width + other]!;
		}
		for (const each of predecessors) {
			for (let other = 0; other < width; other++) {
				const theirs = this.#clocks[each * width + other]!;
				if (theirs > this.#clocks[base + other]!) this.#clocks[base + other] = theirs;
			}
		}
		this.#clocks[base + task] = this.#numbers[event]!;
	}

	/** The last dependent event of every other task, for each way of touching. */
	#predecessors(task: number, effect: Effect): number[] {
		const found: number[] = [];
		for (let n = 0; n < effect.locations.length; n++) {
			const slot = this.#slot(effect.locations[n]!);
			for (let other = 0; other < this.#tasksCount; other++) {
				if (other === task) continue;
				const base = (slot * this.#tasksCount + other) * touchKinds;
				for (let how = 0; how < touchKinds; how++) {
					const event = this.#last[base + how]! - 1;
					if (event >= 0 && !commute(how, effect.how[n]!) && !found.includes(event)) {
						found.push(event);
					}
				}
			}
		}
		return found;
	}

	/** Predecessors of an event that nothing separates from it. */
	#immediate(predecessors: readonly number[], previous: number): number[] {
		return predecessors.filter((each) => {
			if (previous >= 0 && this.precedes(each, previous)) return false;
			return !predecessors.some((other) => other > each && this.precedes(each, other));
		});
	}

	/** All events before `end` that such a step of the task depends on and that it did not wait for anyway. */
	#inTheWay(
		{ tasks, effects }: Events,
		end: number,
		task: number,
		previous: number,
		effect: Effect,
	): number[] {
		const found: number[] = [];
		for (let i = 0; i < end; i++) {
			if (tasks[i] === task || !dependent(effects[i]!, effect)) continue;
			if (previous < 0 || !this.precedes(i, previous)) found.push(i);
		}
		return found;
	}

	#slot(location: number): number {
		let slot = this.#slots.get(location);
		if (slot === undefined) {
			slot = this.#slots.size;
			this.#slots.set(location, slot);
			this.#stamps = roomFor(this.#stamps, slot + 1);
			this.#last = roomFor(this.#last, (slot + 1) * this.#tasksCount * touchKinds);
		}
		if (this.#stamps[slot] !== this.#stamp) {
			this.#stamps[slot] = this.#stamp;
			const width = this.#tasksCount * touchKinds;
			this.#last.fill(0, slot * width, (slot + 1) * width);
		}
		return slot;
	}
}

function mixed(one: number, two: number): number {
	return mixOne(Math.imul(one ^ Math.imul(two + 0x7f4a7c15, 0x85ebca6b), 0x9e3779b1));
}

function roomFor(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
	if (length <= array.length) return array;
	const larger = new Int32Array(Math.max(length, array.length * 2));
	larger.set(array);
	return larger;
}
