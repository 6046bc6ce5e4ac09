/*
 * harness/explore/task-state.ts - the tasks' half of a state: local states, enabledness, one step.
 */
import { DONE } from '../engine/automaton.ts';
import type { Problem } from './problem.ts';
import { othersDone } from './problem.ts';

export class TaskState {
	readonly #problem: Problem;
	readonly locals: Int32Array;
	hash1 = 0;
	hash2 = 0;

	constructor(problem: Problem) {
		this.#problem = problem;
		this.locals = new Int32Array(problem.roots.length);
	}

	reset(): void {
		this.#problem.machine.load(this.#problem.image);
		this.locals.set(this.#problem.roots);
		this.hash1 = 0;
		this.hash2 = 0;
		for (let task = 0; task < this.locals.length; task++) this.#fold(task);
	}

	/** Tasks that can run now, as a bit mask. */
	enabled(): number {
		const { automata, machine, after } = this.#problem;
		let mask = 0;
		for (let task = 0; task < this.locals.length; task++) {
			const step = automata.steps[this.locals[task]!];
			if (step === null || step === undefined) continue;
			if (step.kind === 'join' ? othersDone(this.locals, after) : machine.enabled(step)) {
				mask |= 1 << task;
			}
		}
		return mask;
	}

	/** Runs the next step of an enabled task. */
	run(task: number): void {
		const { automata, machine } = this.#problem;
		const local = this.locals[task]!;
		const observed = machine.step(task, automata.steps[local]!);
		let next: number;
		if (machine.death === null) next = automata.after(local, observed);
		else {
			next = automata.die(local, machine.death);
			machine.death = null;
		}
		this.move(task, next);
	}

	move(task: number, local: number): void {
		this.#fold(task);
		this.locals[task] = local;
		this.#fold(task);
	}

	ending(): 'done' | 'dead' | 'stuck' {
		const { automata } = this.#problem;
		let stuck = false;
		for (const local of this.locals) {
			if (automata.isDead(local)) return 'dead';
			if (local !== DONE) stuck = true;
		}
		return stuck ? 'stuck' : 'done';
	}

	#fold(task: number): void {
		let z = Math.imul(this.locals[task]! * 8 + task + 1, 0x9e3779b1);
		z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		this.hash1 ^= z ^ (z >>> 15);
		z = Math.imul(this.locals[task]! * 8 + task + 0x165667b1, 0xc2b2ae35);
		z = Math.imul(z ^ (z >>> 15), 0x2c1b3c6d);
		z = Math.imul(z ^ (z >>> 12), 0x297a2d39);
		this.hash2 ^= z ^ (z >>> 15);
	}
}
