/*
 * harness/engine/atomic-steps.ts - running steps on several words, and asking what they look at.
 */
import type { AtomicMemory, AtomicStep } from './atomic.ts';
import type { Step } from './step.ts';
import type { Words } from './words.ts';

/** A word that such a step has read or written. */
export interface Touch {
	readonly address: number;
	readonly access: 'read' | 'write';
}

export class AtomicSteps {
	readonly #steps: Readonly<Record<string, AtomicStep>>;
	readonly #view: AtomicMemory;
	/** The same, but nothing is noted, for asking whether a step is ready. */
	readonly #quietView: AtomicMemory;
	/** The same, but only the addresses are noted. */
	readonly #askView: AtomicMemory;
	#asked: number[] = [];
	/** Words touched by the last one. */
	touches: Touch[] = [];

	/** `extra` is the first word that belongs to nobody else. */
	constructor(words: Words, steps: Readonly<Record<string, AtomicStep>>, extra: number) {
		this.#steps = steps;
		const { memory } = words;
		this.#view = {
			read: (address) => {
				this.touches.push({ address, access: 'read' });
				return memory[address]!;
			},
			write: (address, value) => {
				this.touches.push({ address, access: 'write' });
				words.write(address, value);
			},
			constant: (address) => memory[address]!,
			extra,
		};
		this.#quietView = { ...this.#view, read: (address) => memory[address]! };
		this.#askView = {
			...this.#view,
			read: (address) => {
				this.#asked.push(address);
				return memory[address]!;
			},
		};
	}

	/** Runs one for a task, and notes what it touches. */
	run(task: number, { operation }: Step): number {
		this.touches = [];
		return this.#steps[operation.name]!(this.#view, operation.args, task);
	}

	/** Whether one that waits can run now. */
	isReady({ operation }: Step): boolean {
		return this.#steps[operation.name]!.isReady!(this.#quietView, operation.args);
	}

	/** Addresses that one that waits looks at to say whether it can run now. */
	asks({ operation }: Step): number[] {
		this.#asked = [];
		this.#steps[operation.name]!.isReady!(this.#askView, operation.args);
		return this.#asked;
	}
}
