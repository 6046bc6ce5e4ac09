/*
 * harness/engine/live.ts - runs tasks on their generators, one operation at a time.
 *
 * Used for what happens before the race, for readable traces and for exact counts; the search runs on
 * automata instead. A call pushes a generator, a return pops one.
 */
import { functionNamed } from './function-name.ts';
import { type Starter } from './nodes.ts';
import { callDepthMax, callsBetweenStepsMax, callStepsMax, endlessCall } from './endless.ts';
import type { Death } from './death.ts';
import type { Machine } from './machine.ts';
import { outcomeOf, QUEUED, queuedStep } from './queues.ts';
import { bind, type Step } from './step.ts';
import { mixOne, mixTwo } from './mix.ts';
import type { Operation } from './operation.ts';

interface Frame {
	readonly name: string;
	readonly generator: Generator<Operation, unknown, number>;
	/** Steps since the call began, and two words that stand for what they and its callers have observed. */
	steps: number;
	hash1: number;
	hash2: number;
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

	/** Kernel functions that it is in, outermost first. */
	get stack(): readonly string[] {
		return this.#frames.map((frame) => frame.name);
	}

	/** Two words that stand for where it is: the calls that it is in and what each has observed. */
	get place(): readonly [number, number] {
		const frame = this.#frames.at(-1);
		return frame === undefined ? [0, 0] : [frame.hash1, frame.hash2];
	}

	/** Runs the pending step; null when it cannot run now or there is none. @throws KernelFault */
	advance(): LiveEvent | null {
		const step = this.step;
		if (step === null || !this.#machine.enabled(step)) return null;
		const { stack } = this;
		const mark = this.#machine.mark();
		const observed = this.#machine.step(this.index, step);
		const wrote = this.#machine.mark() > mark;
		const death = this.#machine.death;
		this.#machine.death = null;
		if (death !== null) {
			this.death = death;
			this.step = null;
		} else {
			this.#goOn(step, outcomeOf(step, observed));
		}
		return { task: this.index, step, observed, wrote, stack, death };
	}

	#goOn(step: Step, outcome: number): void {
		if (outcome === QUEUED && !step.observes) this.step = queuedStep(step);
		else if (step.isQueued && step.mask !== 0) this.step = bind(step.operation);
		else this.#settle(this.#resume(this.#frames.at(-1)!, outcome));
	}

	#push(name: string, args: readonly number[]): void {
		const caller = this.#frames.at(-1);
		const frame: Frame = {
			name: functionNamed(name),
			generator: this.#start(name, args),
			steps: 0,
			hash1: caller?.hash1 ?? 0,
			hash2: caller?.hash2 ?? 0,
		};
		if (this.#frames.length > callDepthMax) throw endlessCall(frame.name, 'depth');
		note(frame, hashOf(name));
		for (const arg of args) note(frame, arg);
		this.#frames.push(frame);
	}

	#resume(frame: Frame, observed: number): IteratorResult<Operation, unknown> {
		// The first is the program, which is as long as its text.
		if (++frame.steps > callStepsMax && frame !== this.#frames[0]) {
			throw endlessCall(frame.name, 'steps');
		}
		note(frame, observed);
		return frame.generator.next(observed);
	}

	/** Follows calls and returns until there is a step to take. */
	#settle(result: IteratorResult<Operation, unknown>): void {
		for (let calls = 0; ; calls++) {
			if (calls > callsBetweenStepsMax) throw endlessCall(this.functionName, 'idle');
			if (result.done) {
				this.#frames.pop();
				const caller = this.#frames.at(-1);
				if (caller === undefined) {
					this.step = null;
					return;
				}
				result = this.#resume(caller, Number(result.value ?? 0));
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

/** What stands for a name; there are some hundred of them. */
const hashes = new Map<string, number>();

function hashOf(name: string): number {
	let hash = hashes.get(name);
	if (hash === undefined) {
		hash = 0;
		for (const char of name) hash = mixOne(Math.imul(hash, 0x9e3779b1) ^ char.codePointAt(0)!);
		hashes.set(name, hash);
	}
	return hash;
}

/** Takes one more observation into what stands for all of them. */
function note(frame: Frame, observed: number): void {
	frame.hash1 = mixOne(Math.imul(frame.hash1, 0x9e3779b1) ^ (observed + 0x7f4a7c15));
	frame.hash2 = mixTwo(Math.imul(frame.hash2, 0xc2b2ae35) ^ (observed + 0x165667b1));
}
