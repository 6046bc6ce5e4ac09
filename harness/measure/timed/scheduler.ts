/*
 * harness/measure/timed/scheduler.ts - which task runs on which cpu, and when.
 *
 * The cpu with the least clock makes its next step, of two alike the one with the lower number. Tasks that are ready
 * wait in one queue, and nothing takes a cpu from a task but its own sleep, the end of its slice, and memory that runs
 * low. To change tasks takes no time.
 */
import { Died } from '../straight/state.ts';
import { type Cpu, newCpu, type Task } from './task.ts';
import { Waits } from './waits.ts';

interface Timer {
	readonly at: number;
	readonly task: Task;
}

export class Scheduler {
	readonly cpus: readonly Cpu[];
	readonly waits: Waits = new Waits();
	readonly #ready: Task[] = [];
	/** Those who sleep until a time, the first to wake first. */
	readonly #timers: Timer[] = [];
	/** Whether a cpu has got something to do since horizon() was asked. */
	hasChanged = false;

	constructor(cpus: number) {
		this.cpus = Array.from({ length: cpus }, (_, id) => newCpu(id));
	}

	/** The cpu whose turn it is; null when none has anything to do. */
	next(): Cpu | null {
		this.hasChanged = false;
		let least: Cpu | null = null;
		for (const cpu of this.cpus) {
			if (cpu.task === null || cpu.isSpinning) continue;
			if (least === null || cpu.clock < least.clock) least = cpu;
		}
		return least;
	}

	/** Until when a cpu may go on before it is another one's turn, if nothing changes. */
	horizon(mine: Cpu): number {
		let until = this.#timers[0]?.at ?? Infinity;
		for (const cpu of this.cpus) {
			if (cpu === mine || cpu.task === null || cpu.isSpinning) continue;
			if (cpu.clock < until) until = cpu.clock;
		}
		return until;
	}

	/** Wakes the first of those who sleep until a time, if that is no later; whether there was one. */
	wakeUntil(time: number): boolean {
		const [first] = this.#timers;
		if (first === undefined || first.at > time) return false;
		this.#timers.shift();
		this.woken(first.task, first.at);
		return true;
	}

	/** A task can go on from a time on. */
	ready(task: Task, at: number): void {
		task.readyAt = at;
		const cpu = this.#idleFor(task);
		if (cpu === undefined) this.#ready.push(task);
		else this.#run(cpu, task);
	}

	/** A task is woken by the one on a cpu, and takes that from it as soon as it leaves the kernel if no other is idle. */
	urgent(task: Task, waker: Cpu): void {
		task.readyAt = waker.clock;
		const cpu = this.#idleFor(task);
		if (cpu !== undefined) {
			this.#run(cpu, task);
			return;
		}
		this.#ready.unshift(task);
		waker.mustYield = true;
	}

	#idleFor({ lastCpu }: Task): Cpu | undefined {
		const idle = this.cpus.filter((cpu) => cpu.task === null);
		return idle.find(({ id }) => id === lastCpu) ?? idle[0];
	}

	/** The cpu leaves its task and takes the next one that is ready. */
	leave(cpu: Cpu): void {
		cpu.task = null;
		cpu.mustYield = false;
		this.hasChanged = true;
		const next = this.#ready.shift();
		if (next !== undefined) this.#run(cpu, next);
	}

	/** The task gives its cpu to the next one that is ready, and is ready itself. */
	yieldTo(cpu: Cpu, task: Task): void {
		cpu.mustYield = false;
		if (this.#ready.length === 0) return;
		task.readyAt = cpu.clock;
		this.#ready.push(task);
		this.leave(cpu);
	}

	/** The task of a cpu sleeps until somebody wakes it. */
	sleep(cpu: Cpu, task: Task, waitsFor: string): void {
		this.#waits(cpu, task, waitsFor);
		this.leave(cpu);
	}

	sleepUntil(cpu: Cpu, task: Task, waitsFor: string, at: number): void {
		let place = this.#timers.length;
		while (place > 0 && this.#timers[place - 1]!.at > at) place--;
		this.#timers.splice(place, 0, { at, task });
		this.sleep(cpu, task, waitsFor);
	}

	/** The cpu goes round until its task is woken. */
	spin(cpu: Cpu, task: Task, waitsFor: string): void {
		this.#waits(cpu, task, waitsFor);
		cpu.isSpinning = true;
	}

	/** A task that slept, or whose cpu went round, goes on. */
	woken(task: Task, at: number): void {
		const tally = this.waits.of(task.waitsFor);
		const waited = Math.max(0, at - task.waitsSince);
		task.waitsFor = '';
		const cpu = this.cpus.find((each) => each.task === task);
		if (cpu === undefined) {
			tally.sleeping += waited;
			this.ready(task, at);
			return;
		}
		tally.spinning += waited;
		cpu.system += waited;
		cpu.clock += waited;
		cpu.isSpinning = false;
		this.hasChanged = true;
	}

	/** What is the matter when nobody can go on. */
	deadlock(tasks: Iterable<Task>): Died {
		const waiting = [...tasks].filter(({ waitsFor }) => waitsFor !== '');
		const text = waiting.map(({ name, waitsFor }) => `${name} waits for ${waitsFor}`).join(', ');
		return new Died({ oracle: 'deadlock', text: `${text}, and nobody else runs` });
	}

	#waits(cpu: Cpu, task: Task, waitsFor: string): void {
		task.waitsFor = waitsFor;
		task.waitsSince = cpu.clock;
		this.waits.of(waitsFor).times++;
	}

	#run(cpu: Cpu, task: Task): void {
		cpu.task = task;
		cpu.clock = Math.max(cpu.clock, task.readyAt);
		task.lastCpu = cpu.id;
		this.hasChanged = true;
	}
}
