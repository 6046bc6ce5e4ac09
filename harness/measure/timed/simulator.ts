/*
 * harness/measure/timed/simulator.ts - several cpus run the interleaved build, each step at its time.
 *
 * A step is an operation that a kernel function yields. It acts on memory when it is its cpu's turn, and then costs the
 * cycles of the machine's table, so that whoever comes later finds what it did. What a cpu has to wait for, it waits
 * for in this time. Nothing is drawn at random: the same programs on as many cpus take the same steps.
 */
import { call } from '../../engine/operation.ts';
import { tooManySteps } from '../../messages/index.ts';
import type { Costs } from './costs.ts';
import { KernelSteps, type TimedMachine } from './kernel-steps.ts';
import { kswapd } from './reclaimer.ts';
import { Scheduler } from './scheduler.ts';
import type { Request, Script } from './script.ts';
import { type Cpu, newTask, type Task } from './task.ts';

/** Steps after which a run is given up. */
const stepsMax = 4e9;

/** Pages that a process takes from itself, see locked-pages.ts. */
export interface OwnPages {
	readonly present: (own: NonNullable<Task['own']>) => number;
	readonly taken: (own: NonNullable<Task['own']>, before: number) => void;
}

export class Simulator {
	readonly scheduler: Scheduler;
	readonly kernel: KernelSteps;
	readonly #timed: TimedMachine;
	readonly #costs: Costs;
	readonly #tasks = new Set<Task>();
	readonly #daemon: Task;
	#isDaemonAsleep = false;
	#current: Task | null = null;
	#own: OwnPages | null = null;

	constructor(timed: TimedMachine, costs: Costs, cpus: number) {
		this.#timed = timed;
		this.#costs = costs;
		this.scheduler = new Scheduler(cpus);
		this.kernel = new KernelSteps(timed, costs, this.scheduler, (cpu) => this.#wakeDaemon(cpu));
		this.#daemon = newTask('kswapd', kswapd(timed.zone), null);
	}

	/** The task whose step is being taken. */
	get current(): Task | null {
		return this.#current;
	}

	/** From here on it is told of calls by which processes take pages from themselves. */
	tellOfOwn(own: OwnPages): void {
		this.#own = own;
	}

	/**
	 * Runs a program, and all that it starts, to the end.
	 * @throws Died when the kernel dies, or all tasks wait for each other
	 */
	run(name: string, script: Script): void {
		this.scheduler.ready(this.#daemon, 0);
		this.#start(newTask(name, script, null), 0);
		this.#runUntil(() => this.#tasks.size === 0);
	}

	/**
	 * Runs on, without programs, until kswapd sleeps.
	 * @throws Died when the kernel dies
	 */
	rest(): void {
		this.#runUntil(() => this.#isDaemonAsleep);
	}

	/** Whether no task is in the kernel but the one whose step is being taken. */
	isAtRest(): boolean {
		const others = [...this.#tasks, this.#daemon].filter((task) => task !== this.#current);
		return others.every(({ frames, pending }) => frames.length === 0 && pending === null);
	}

	#runUntil(isOver: () => boolean): void {
		const { scheduler } = this;
		let steps = 0;
		while (!isOver()) {
			const cpu = scheduler.next();
			if (scheduler.wakeUntil(cpu?.clock ?? Infinity)) continue;
			if (cpu === null) throw scheduler.deadlock([...this.#tasks, this.#daemon]);
			const until = scheduler.horizon(cpu);
			do {
				this.#advance(cpu, cpu.task!);
				steps++;
			} while (!scheduler.hasChanged && !cpu.isSpinning && cpu.clock < until);
			if (steps > stepsMax) throw new Error(tooManySteps(stepsMax));
		}
	}

	/** One step of a task, in the kernel or in its program. */
	#advance(cpu: Cpu, task: Task): void {
		this.#current = task;
		if (task.frames.length > 0 || task.pending !== null) {
			this.kernel.advance(cpu, task);
			return;
		}
		if (cpu.mustYield) {
			this.scheduler.yieldTo(cpu, task);
			if (cpu.task !== task) return;
		}
		const { value, done } = task.script.next(task.result);
		task.result = 0;
		if (done === true) this.#end(cpu, task);
		else this.#request(cpu, task, value);
	}

	#request(cpu: Cpu, task: Task, request: Request): void {
		switch (request.kind) {
			case 'call':
				this.#call(cpu, task, request);
				return;
			case 'steps':
				task.frames.push({ steps: request.begin(), onReturn: null });
				return;
			case 'start':
				this.#start(newTask(request.name, request.script, task), cpu.clock);
				return;
			case 'wait':
				this.#awaitChild(cpu, task);
				return;
			case 'pause':
				this.scheduler.yieldTo(cpu, task);
				return;
			case 'await low memory':
				this.#isDaemonAsleep = true;
				this.scheduler.leave(cpu);
		}
	}

	#call(cpu: Cpu, task: Task, { name, args, enters, own }: Request & { kind: 'call' }): void {
		if (enters === 'syscall') this.kernel.event(cpu, 'syscalls');
		if (enters === 'access') {
			this.#timed.machine.counts.userAccesses++;
			cpu.clock += this.#costs.byEvent.userAccesses;
			cpu.user += this.#costs.byEvent.userAccesses;
		}
		if (own === null || this.#own === null) {
			this.kernel.call(cpu, task, name, args);
			return;
		}
		const before = this.#own.present(own);
		task.own = own;
		const { taken } = this.#own;
		const onReturn = (): void => {
			task.own = null;
			taken(own, before);
		};
		// Below the function itself, so that its end is noticed whatever it becomes.
		task.frames.push({ steps: call(name, args), onReturn });
	}

	#start(task: Task, at: number): void {
		const { parent } = task;
		if (parent !== null) {
			parent.started++;
			parent.running++;
		}
		this.#tasks.add(task);
		this.scheduler.ready(task, at);
	}

	#end(cpu: Cpu, task: Task): void {
		this.#tasks.delete(task);
		const { parent } = task;
		if (parent !== null) {
			parent.running--;
			parent.ended.push(task.number);
			if (parent.isWaiting) {
				parent.isWaiting = false;
				parent.result = parent.ended.shift()!;
				this.scheduler.ready(parent, cpu.clock);
			}
		}
		this.scheduler.leave(cpu);
	}

	#awaitChild(cpu: Cpu, task: Task): void {
		const ended = task.ended.shift();
		if (ended !== undefined) {
			task.result = ended;
			return;
		}
		if (task.running === 0) {
			task.result = -1;
			return;
		}
		task.isWaiting = true;
		this.scheduler.leave(cpu);
	}

	#wakeDaemon(cpu: Cpu): void {
		if (!this.#isDaemonAsleep) return;
		this.#isDaemonAsleep = false;
		this.scheduler.urgent(this.#daemon, cpu);
	}
}
