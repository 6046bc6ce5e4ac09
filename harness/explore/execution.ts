/*
 * harness/explore/execution.ts - the execution that a stateless search is in the middle of: one step on,
 * back to where it was before some step, and aside, to see what another order of its steps would do.
 */
import { DONE } from '../engine/automaton.ts';
import type { Step } from '../engine/step.ts';
import type { CommutingSections } from './commuting-sections.ts';
import { effectOf, noEffect, type Effect } from './effect.ts';
import type { Pending } from './happens-before.ts';
import type { Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

/** What it takes to come back to a state. */
interface Mark {
	readonly memory: number;
	readonly locals: Int32Array;
	readonly held: Int32Array;
}

export class Execution {
	readonly #problem: Problem;
	readonly #state: TaskState;
	readonly #sections: CommutingSections;
	readonly #leftOut: ReadonlySet<number>;
	/** By step: its task, and what it touched. */
	readonly tasks: number[] = [];
	readonly effects: Effect[] = [];
	/** By step: the state before it; the last one is where the execution has come to. */
	readonly #marks: Mark[] = [];
	/** The state that the machine is in now: the one before this step. */
	#stands = 0;
	steps = 0;

	/** `leftOut` are locks that everybody passes. */
	constructor(problem: Problem, sections: CommutingSections, leftOut: ReadonlySet<number>) {
		this.#problem = problem;
		this.#sections = sections;
		this.#leftOut = leftOut;
		this.#state = new TaskState(problem);
		this.#state.reset();
		this.#marks.push(this.#mark());
	}

	get length(): number {
		return this.tasks.length;
	}

	get locals(): Int32Array {
		return this.#state.locals;
	}

	/** Tasks that can run now, as a bit mask. */
	enabled(): number {
		let mask = this.#state.enabled();
		if (this.#leftOut.size === 0) return mask;
		for (let task = 0; task < this.locals.length; task++) {
			const step = this.#stepOf(task);
			if (step?.kind === 'lock' && this.#leftOut.has(step.location)) mask |= 1 << task;
		}
		return mask;
	}

	/** Runs the next step of a task that can run. */
	advance(task: number): Effect {
		this.#standAt(this.length);
		const effect = this.#run(task);
		this.tasks.push(task);
		this.effects.push(effect);
		this.#stands++;
		this.#marks.push(this.#mark());
		this.steps++;
		return effect;
	}

	/** Takes the last step back. */
	retreat(): void {
		this.tasks.pop();
		this.effects.pop();
		this.#marks.pop();
		if (this.#stands > this.length) this.#rewind(this.length);
	}

	/** Tells the sections of it. */
	tell(hasEnded: boolean): void {
		const helds = this.tasks.map((task, i) => this.#marks[i]!.held[task]!);
		this.#sections.went(this.tasks, this.effects, helds);
		if (hasEnded) this.#sections.ended(this.locals);
	}

	/** How it has ended. */
	terminalKind(): 'done' | 'dead' | 'deadlock' {
		return this.#state.terminalKind();
	}

	/** Tasks that have not ended: they wait for what others could have done or left undone. */
	pending(): Pending[] {
		const { machine } = this.#problem;
		return [...this.locals].flatMap((local, task) => {
			const step = local === DONE ? null : this.#stepOf(task);
			if (step === null || step.kind === 'join') return [];
			if (step.kind === 'atomic') machine.rehearse(task, step);
			const held = machine.held[task]!;
			return [{ task, effect: effectOf(machine, { task, step, observed: 1, died: false, held }) }];
		});
	}

	/**
	 * What the next step of `task` would touch after some of the steps from `depth` on; null when it could
	 * not run there.
	 */
	attempt(depth: number, steps: readonly number[], task: number): Effect | null {
		this.#standAt(depth);
		for (const each of steps) this.#run(this.tasks[each]!);
		const effect = (this.enabled() >> task) & 1 ? this.#run(task) : null;
		this.#rewind(depth);
		return effect;
	}

	#stepOf(task: number): Step | null {
		return this.#problem.automata.steps[this.locals[task]!] ?? null;
	}

	#run(task: number): Effect {
		const { machine, automata } = this.#problem;
		const step = this.#stepOf(task)!;
		if ((step.kind === 'lock' || step.kind === 'unlock') && this.#leftOut.has(step.location)) {
			this.#sections.pass(task, step);
			this.#state.move(task, automata.after(this.locals[task]!, 1));
			return noEffect;
		}
		const held = machine.held[task]!;
		const observed = this.#state.run(task);
		const died = automata.isDead(this.locals[task]!);
		const ran = { task, step, observed, died, held };
		const effect = effectOf(machine, ran);
		this.#sections.saw(ran, effect);
		return effect;
	}

	#mark(): Mark {
		const { machine } = this.#problem;
		return {
			memory: machine.mark(),
			locals: this.locals.slice(),
			held: machine.held.slice(),
		};
	}

	/** Brings the machine to the state before a step. */
	#standAt(depth: number): void {
		if (this.#stands > depth) this.#rewind(depth);
		while (this.#stands < depth) {
			this.#run(this.tasks[this.#stands]!);
			this.#stands++;
		}
	}

	#rewind(depth: number): void {
		const { machine } = this.#problem;
		const { memory, locals, held } = this.#marks[depth]!;
		machine.undo(memory);
		for (const [task, local] of locals.entries()) {
			if (this.locals[task] !== local) this.#state.move(task, local);
		}
		machine.held.set(held);
		this.#stands = depth;
	}
}
