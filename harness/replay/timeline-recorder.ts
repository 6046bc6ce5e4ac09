/*
 * harness/replay/timeline-recorder.ts - takes down what an execution reads, writes and locks while it runs.
 */
import { slotOfPte } from '../check/address-spaces.ts';
import type { LiveEvent, LiveTask } from '../engine/live.ts';
import type { Machine } from '../engine/machine.ts';
import type { Step } from '../engine/step.ts';
import type { TimelineLock, TimelineRead, TimelineWrite } from '../result.ts';
import { type CpuState, StateRecorder } from './state.ts';
import { WordTable } from './word-table.ts';

/** What one step did; words by their keys in the word table. */
export interface RecordedStep {
	readonly reads: readonly TimelineRead[];
	readonly writes: readonly TimelineWrite[];
	/** All cpus after it. */
	readonly cpus: readonly CpuState[];
}

type PteOwner = NonNullable<ReturnType<typeof slotOfPte>>;

type OpenLock = Omit<TimelineLock, 'to' | 'isContended'> & {
	readonly location: number;
	to: number | null;
};

/** Words that are compared at once. */
const chunk = 256;

/** Some thousand words are compared after each step, and two or three differ: what is alike is passed over in bulk. */
function wordsThatDiffer(before: Int32Array, now: Int32Array): number[] {
	const [old, later] = [before, now].map((words) =>
		Buffer.from(words.buffer, words.byteOffset, words.byteLength),
	) as [Buffer, Buffer];
	const differ: number[] = [];
	for (let first = 0; first < now.length; first += chunk) {
		const end = Math.min(first + chunk, now.length);
		if (old.compare(later, first * 4, end * 4, first * 4, end * 4) === 0) continue;
		for (let word = first; word < end; word++) if (before[word] !== now[word]) differ.push(word);
	}
	return differ;
}

export class TimelineRecorder {
	readonly words: WordTable;
	readonly #machine: Machine;
	readonly #nameOf: (address: number) => string;
	readonly #states: StateRecorder;
	readonly #before: Int32Array;
	/** By task and location: the lock that it holds. */
	readonly #held: Map<number, OpenLock>[];
	readonly locks: OpenLock[] = [];
	readonly steps: RecordedStep[] = [];
	/** By the key of a pte: whose it was when it was touched last. */
	readonly pteOwners: Map<number, PteOwner> = new Map();

	/** `image` is memory before the first step. */
	constructor(machine: Machine, image: Int32Array, nameOf: (address: number) => string) {
		this.words = new WordTable(machine, nameOf);
		this.#machine = machine;
		this.#nameOf = nameOf;
		this.#states = new StateRecorder(machine, image, nameOf);
		this.#before = image.slice();
		this.#held = Array.from(machine.held, () => new Map<number, OpenLock>());
	}

	/** To be called after each event, while the machine is in that state. */
	record(event: LiveEvent, tasks: readonly LiveTask[]): void {
		const cpus = this.#states.cpusAfter(event, tasks);
		const writes = this.#writes(event.step);
		const wrote = new Set(writes.map(({ word }) => word));
		const reads = this.#reads(event).filter(({ word }) => !wrote.has(word));
		for (const { word } of [...reads, ...writes]) this.#noteOwner(word);
		this.steps.push({ reads, writes, cpus });
		this.#noteLocks(this.steps.length);
	}

	/** Words that have another value since; of locks only those that are a bit of a word that is more. */
	#writes({ operation, address, mask }: Step): TimelineWrite[] {
		const { memory } = this.#machine;
		const changed = new Set<number>();
		for (const word of wordsThatDiffer(this.#before, memory)) {
			const key = this.words.keyOf(word);
			if (key !== 0 && !(operation.lock !== null && word === address && mask === 0)) {
				changed.add(key);
			}
		}
		const writes = [...changed].map((word) => ({
			word,
			old: this.words.valueIn(this.#before, word),
			now: this.words.valueIn(memory, word),
		}));
		this.#before.set(memory);
		// What only notes who sleeps says nothing.
		return writes.filter(({ old, now }) => old !== now);
	}

	#reads({ step, observed }: LiveEvent): TimelineRead[] {
		const { memory, touches } = this.#machine;
		if (step.kind === 'atomic') {
			const read = touches.filter(({ access }) => access === 'read');
			const keys = new Set(read.map(({ address }) => this.words.keyOf(address)));
			keys.delete(0);
			const own = step.operation.name === 'weak_load' ? this.words.keyOf(step.address) : 0;
			return [...keys].map((word) => ({
				word,
				// A load that is early does not read what is there now.
				value: word === own ? this.words.said(word, observed) : this.words.valueIn(memory, word),
			}));
		}
		const word = step.address === 0 ? 0 : this.words.keyOf(step.address);
		if (word === 0 || (step.operation.lock !== null && step.mask === 0)) return [];
		if (!step.observes && step.kind !== 'wait-bit-clear') return [];
		const value =
			step.kind === 'load' ? this.words.said(word, observed) : this.words.valueIn(memory, word);
		return [{ word, value }];
	}

	#noteOwner(key: number): void {
		if (!this.words.isPte(key)) return;
		const slot = slotOfPte(this.#machine.memory, key);
		if (slot !== null) this.pteOwners.set(key, slot);
	}

	#noteLocks(step: number): void {
		const { held, heldSets } = this.#machine;
		for (const [task, open] of this.#held.entries()) {
			const now = heldSets.locksOf(held[task]!);
			const locations = new Set(now.map(({ location }) => location));
			for (const [location, lock] of open) {
				if (locations.has(location)) continue;
				lock.to = step;
				open.delete(location);
			}
			for (const { lock, object, location, mode } of now) {
				if (open.has(location)) continue;
				const name = `${lock.name}(${this.#nameOf(object)})`;
				const isShared = mode === 'shared';
				const taken = { lock: name, task, isShared, location, from: step, to: null };
				open.set(location, taken);
				this.locks.push(taken);
			}
		}
	}
}
