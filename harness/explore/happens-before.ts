/*
 * harness/explore/happens-before.ts - vector clocks of one execution, and its races.
 *
 * A race is a pair of dependent steps of two tasks with nothing between them in the happens-before
 * order, so that the second could have come first. A lock is raced for by its acquires: a release lets
 * the next acquire run but could not have come after it.
 */
import { mixOne } from '../engine/mix.ts';
import { commute, touchKinds, type Effect } from './effect.ts';

export interface Execution {
	readonly tasksCount: number;
	readonly length: number;
	readonly tasks: ArrayLike<number>;
	readonly effects: readonly Effect[];
	/** Blocking steps that tasks still wait for at the end. */
	readonly pending: readonly { readonly task: number; readonly effect: Effect }[];
}

export type OnRace = (earlier: number, later: number | { task: number; effect: Effect }) => void;

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

	/** Works out the clocks of an execution and tells its races in order of the later step. */
	analyse(execution: Execution, onRace: OnRace | null): void {
		const { tasksCount, length, tasks, effects } = execution;
		this.#tasksCount = tasksCount;
		this.#tasks = tasks;
		this.#stamp++;
		this.#clocks = roomFor(this.#clocks, (length + 1) * tasksCount);
		this.#numbers = roomFor(this.#numbers, length + 1);
		const lastOf: number[] = Array.from({ length: tasksCount }, () => -1);
		const races: number[] = [];
		const found: number[] = [];
		for (let i = 0; i < length; i++) {
			const task = tasks[i]!;
			const effect = effects[i]!;
			const previous = lastOf[task]!;
			this.#numbers[i] = previous < 0 ? 1 : this.#numbers[previous]! + 1;
			const predecessors =
				effect.role === 'join'
					? lastOf.filter((each, other) => other !== task && each >= 0)
					: this.#predecessors(task, effect);
			if (onRace !== null && effect.role !== 'join') {
				races.length = 0;
				this.#races(predecessors, previous, effect, effects, races);
				for (const each of races) found.push(each, i);
			}
			const base = i * tasksCount;
			for (let other = 0; other < tasksCount; other++) {
				this.#clocks[base + other] =
					previous < 0 ? 0 : this.#clocks[previous * tasksCount + other]!;
			}
			for (const each of predecessors) {
				for (let other = 0; other < tasksCount; other++) {
					const theirs = this.#clocks[each * tasksCount + other]!;
					if (theirs > this.#clocks[base + other]!) this.#clocks[base + other] = theirs;
				}
			}
			this.#clocks[base + task] = this.#numbers[i]!;
			lastOf[task] = i;
			for (let n = 0; n < effect.locations.length; n++) {
				const slot = this.#slot(effect.locations[n]!);
				this.#last[(slot * tasksCount + task) * touchKinds + effect.how[n]!] = i + 1;
			}
		}
		if (onRace === null) return;
		// Told at the end: what to do about a race depends on the whole execution.
		for (let n = 0; n < found.length; n += 2) onRace(found[n]!, found[n + 1]!);
		for (const { task, effect } of execution.pending) {
			races.length = 0;
			this.#races(this.#predecessors(task, effect), lastOf[task]!, effect, effects, races);
			for (const each of races) onRace(each, { task, effect });
		}
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

	#races(
		predecessors: readonly number[],
		previous: number,
		effect: Effect,
		effects: readonly Effect[],
		races: number[],
	): void {
		const blocks = effect.waited;
		const candidates = blocks ? this.#withAcquires(predecessors, effect, effects) : predecessors;
		for (const each of candidates) {
			if (previous >= 0 && this.precedes(each, previous)) continue;
			const isAcquire = effects[each]!.role === 'acquire';
			const isBetween = (other: number): boolean =>
				other > each &&
				this.precedes(each, other) &&
				!(blocks && isAcquire && effects[other]!.role !== 'acquire');
			if (!candidates.some(isBetween) && !predecessors.some(isBetween)) races.push(each);
		}
	}

	/** For a step that waited: in place of a task's release, the acquire that it belongs to. */
	#withAcquires(
		predecessors: readonly number[],
		effect: Effect,
		effects: readonly Effect[],
	): number[] {
		const found: number[] = [];
		for (const each of predecessors) {
			let event = each;
			if (effects[each]!.role === 'release') {
				const task = this.#tasks[each]!;
				const location = effect.locations[0];
				event--;
				while (
					event >= 0 &&
					!(
						this.#tasks[event] === task &&
						effects[event]!.role === 'acquire' &&
						effects[event]!.locations[0] === location
					)
				) {
					event--;
				}
			}
			if (event >= 0 && !found.includes(event)) found.push(event);
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
