/*
 * harness/engine/live.ts - runs tasks on their generators, one operation at a time.
 *
 * Used for what happens before the race, for readable traces and for exact counts; the search runs on
 * automata instead. A call pushes a generator, a return pops one.
 */
import { functionNamed, type Starter } from './automaton.ts';
import { bind, type Death, type Machine, type Step } from './machine.ts';
import type { Operation } from './operation.ts';

interface Frame {
	readonly name: string;
	readonly args: readonly number[];
	readonly generator: Generator<Operation, unknown, number>;
}

export interface LiveEvent {
	readonly task: number;
	readonly step: Step;
	readonly observed: number;
	/** Whether a word has another value since. */
	readonly wrote: boolean;
	/** Kernel functions, outermost first. */
	readonly stack: readonly string[];
	readonly death: Death | null;
}

export class LiveTask {
	readonly #start: Starter;
	readonly #machine: Machine;
	readonly #frames: Frame[] = [];
	readonly index: number;
	/** What it does next; null when it has ended. */
	step: Step | null = null;
	death: Death | null = null;

	constructor(
		start: Starter,
		machine: Machine,
		index: number,
		name: string,
		args: readonly number[],
	) {
		this.#start = start;
		this.#machine = machine;
		this.index = index;
		this.#push(name, args);
		this.#settle(this.#frames[0]!.generator.next());
	}

	/** The kernel function that it is in. */
	get functionName(): string {
		return this.#frames.at(-1)?.name ?? '';
	}

	/** Runs the pending step; null when it cannot run now or there is none. */
	advance(): LiveEvent | null {
		const step = this.step;
		if (step === null || !this.#machine.enabled(step)) return null;
		const stack = this.#frames.map((frame) => frame.name);
		const mark = this.#machine.mark();
		const observed = this.#machine.step(this.index, step);
		const wrote = this.#machine.mark() > mark;
		const death = this.#machine.death;
		this.#machine.death = null;
		if (death !== null) {
			this.death = death;
			this.step = null;
		} else {
			this.#settle(this.#frames.at(-1)!.generator.next(step.observes ? observed : 0));
		}
		return { task: this.index, step, observed, wrote, stack, death };
	}

	#push(name: string, args: readonly number[]): void {
		this.#frames.push({ name: functionNamed(name), args, generator: this.#start(name, args) });
	}

	/** Follows calls and returns until there is a step to take. */
	#settle(result: IteratorResult<Operation, unknown>): void {
		for (;;) {
			if (result.done) {
				this.#frames.pop();
				const caller = this.#frames.at(-1);
				if (caller === undefined) {
					this.step = null;
					return;
				}
				result = caller.generator.next(Number(result.value ?? 0));
			} else if (result.value.kind === 'call') {
				if (result.value.value === 1) this.#frames.pop();
				this.#push(result.value.name, result.value.args);
				result = this.#frames.at(-1)!.generator.next();
			} else {
				this.step = bind(result.value);
				return;
			}
		}
	}
}
