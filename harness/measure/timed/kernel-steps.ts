/*
 * harness/measure/timed/kernel-steps.ts - the steps of kernel functions on the cpus of the timed mode: what each does,
 * what it costs, and what it waits for.
 */
import type { Starter } from '../../engine/nodes.ts';
import type { Operation } from '../../engine/operation.ts';
import { type EventName, eventNames } from '../events.ts';
import { reclaimCluster, type ZoneBalance } from '../reclaim.ts';
import type { State } from '../straight/state.ts';
import type { Costs } from './costs.ts';
import { type CallTraits, traitsOf } from './kernel-calls.ts';
import { far, hit, LineOwners, missed } from './line-owners.ts';
import { LockQueues, spins } from './lock-queues.ts';
import { type ListsByHead, perform } from './perform.ts';
import { reclaimTask } from './reclaimer.ts';
import type { Scheduler } from './scheduler.ts';
import type { Cpu, Frame, Task } from './task.ts';
import { diskName, kernelName, writebackName } from './waits.ts';

export interface TimedMachine {
	readonly machine: State;
	readonly start: Starter;
	readonly lists: ListsByHead;
	readonly zone: ZoneBalance;
	/** Functions that do nothing but keep books that nobody reads here. */
	readonly unread: ReadonlySet<string>;
	/** Whether the page of a file that is read is a hole. */
	readonly isHole: (mapping: number, page: number) => boolean;
	/** Levels of the tree of vmas of an mm. */
	readonly levelsOf: (mm: number) => number;
}

const reads: ReadonlySet<Operation['kind']> = new Set([
	'load',
	'test-bit',
	'wait-bit-clear',
	'list-next',
	'list-empty',
]);

export class KernelSteps {
	/** Cache lines that came from another cpu. */
	nearTransfers = 0;
	farTransfers = 0;
	/** Cycles until the disk has done all that it was told, and that it worked. */
	#diskFreeAt = 0;
	diskCycles = 0;
	readonly #timed: TimedMachine;
	readonly #costs: Costs;
	readonly #scheduler: Scheduler;
	readonly #owners: LineOwners;
	readonly #queues: LockQueues;
	readonly #onLowMemory: (cpu: Cpu) => void;
	/** When the step began that is being taken. */
	#now = 0;

	constructor(
		timed: TimedMachine,
		costs: Costs,
		scheduler: Scheduler,
		onLowMemory: (cpu: Cpu) => void,
	) {
		this.#timed = timed;
		this.#costs = costs;
		this.#scheduler = scheduler;
		this.#onLowMemory = onLowMemory;
		const { memory } = timed.machine;
		this.#owners = new LineOwners(memory.length, scheduler.cpus.length, costs.cache, costs.group);
		this.#queues = new LockQueues(timed.machine, {
			grant: (task) => {
				task.isGranted = true;
				scheduler.woken(task, this.#now);
			},
			wake: (task) => {
				task.wasWoken = true;
				scheduler.woken(task, this.#now);
			},
		});
	}

	/** System time of a cpu. */
	charge(cpu: Cpu, cycles: number): void {
		cpu.clock += cycles;
		cpu.system += cycles;
	}

	/** Something that is counted happens. */
	event(cpu: Cpu, name: EventName): void {
		this.#timed.machine.counts[name]++;
		this.charge(cpu, this.#costs.byEvent[name]);
	}

	/** The next step of the kernel for a task that is in it. */
	advance(cpu: Cpu, task: Task): void {
		this.#now = cpu.clock;
		if (task.pending !== null) {
			this.#operate(cpu, task, task.pending);
			return;
		}
		const frame = task.frames.at(-1)!;
		const { value, done } = frame.steps.next(task.result);
		task.result = 0;
		if (done === true) {
			task.frames.pop();
			task.result = Number(value ?? 0);
			frame.onReturn?.(task.result);
		} else if (value.kind === 'call') {
			// Nobody goes back to a function that becomes another one, unless its end is noticed.
			if (value.value === 1 && frame.onReturn === null) task.frames.pop();
			this.call(cpu, task, value.name, value.args);
		} else {
			this.#operate(cpu, task, value);
		}
	}

	/** A function begins. */
	call(cpu: Cpu, task: Task, name: string, args: readonly number[]): void {
		const traits = traitsOf(name);
		const { unread } = this.#timed;
		if (unread.has(name)) {
			task.result = 0;
			return;
		}
		if (traits.isLookup) {
			task.result = this.#lookup(cpu, name, args);
			return;
		}
		this.event(cpu, 'calls');
		const steps = this.#timed.start(name, args) as Frame['steps'];
		task.frames.push({ steps, onReturn: this.#onReturn(task, traits) });
		if (traits.event !== null) this.event(cpu, traits.event);
		if (traits.fill !== null) task.fill = traits.fill;
		if (traits.disk !== null) this.#disk(cpu, task, traits.disk, args);
	}

	#onReturn(task: Task, { fill, flushesOnSuccess }: CallTraits): Frame['onReturn'] {
		if (flushesOnSuccess) {
			return (result) => {
				if (result === 0) this.event(this.#scheduler.cpus[task.lastCpu]!, 'tlbFlushes');
			};
		}
		if (fill === null) return null;
		const outer = task.fill;
		return () => {
			task.fill = outer;
		};
	}

	/** One disk serves all, one page after the other. */
	#disk(
		cpu: Cpu,
		task: Task,
		what: NonNullable<CallTraits['disk']>,
		[mapping, page]: readonly number[],
	): void {
		if (what === 'written') {
			if (task.writtenAt > cpu.clock) {
				this.#scheduler.sleepUntil(cpu, task, writebackName, task.writtenAt);
			}
			return;
		}
		if (what === 'page') {
			const isHole = this.#timed.isHole(mapping!, page!);
			this.event(cpu, isHole ? 'pageZeroings' : 'diskReads');
			if (isHole) return;
		}
		this.#diskFreeAt = Math.max(this.#diskFreeAt, cpu.clock) + this.#costs.diskPage;
		this.diskCycles += this.#costs.diskPage;
		if (what === 'write') task.writtenAt = this.#diskFreeAt;
		else this.#scheduler.sleepUntil(cpu, task, diskName, this.#diskFreeAt);
	}

	#operate(cpu: Cpu, task: Task, operation: Operation): void {
		const { kind, field, object } = operation;
		if (kind === 'alloc' && operation.value === 1 && this.#reclaims(cpu, task, operation)) return;
		if (kind === 'lock' && !this.#locks(cpu, task, operation)) return;
		if (kind === 'wait-bit-clear' && !this.#isClear(cpu, task, operation)) return;
		task.pending = null;
		task.isGranted = false;
		task.wasWoken = false;
		const { counts } = this.#timed.machine;
		const steps = counts.listSteps;
		const result =
			kind === 'lock' || kind === 'wait-bit-clear' ? 0 : perform(this.#timed.lists, operation);
		task.result = result;
		this.charge(cpu, this.#costs.byKind[kind]);
		if (field !== null) this.#touch(cpu, object + field.offset, !reads.has(kind));
		if (kind === 'unlock') this.#queues.released(operation);
		else if (kind === 'clear-bit' || kind === 'test-and-clear-bit') this.#queues.cleared(operation);
		else if (kind === 'trylock' && result === 0) {
			this.#scheduler.waits.of(kernelName(operation.lock!)).refused++;
		} else if (kind === 'atomic' && counts.listSteps > steps) {
			this.charge(cpu, (counts.listSteps - steps) * this.#costs.byEvent.listSteps);
		} else if (
			kind === 'alloc' &&
			operation.name === 'page' &&
			result !== 0 &&
			task.fill !== null
		) {
			this.event(cpu, task.fill);
		}
	}

	#touch(cpu: Cpu, address: number, isWrite: boolean): void {
		const found = this.#owners.touch(cpu.id, address, isWrite);
		if (found === hit) return;
		if (found === missed) {
			this.event(cpu, 'lineMisses');
		} else if (found === far) {
			this.farTransfers++;
			this.charge(cpu, this.#costs.far);
		} else {
			this.nearTransfers++;
			this.charge(cpu, this.#costs.near);
		}
	}

	/** Takes a lock, or waits for it. */
	#locks(cpu: Cpu, task: Task, operation: Operation): boolean {
		if (task.isGranted || this.#queues.take(operation)) return true;
		const lock = operation.lock!;
		task.pending = operation;
		this.#queues.wait(task, operation, task.wasWoken);
		if (spins(lock)) this.#scheduler.spin(cpu, task, kernelName(lock));
		else this.#scheduler.sleep(cpu, task, kernelName(lock));
		return false;
	}

	#isClear(cpu: Cpu, task: Task, operation: Operation): boolean {
		const { field, bit, object, name } = operation;
		const isSet = perform(this.#timed.lists, { ...operation, kind: 'test-bit' }) !== 0;
		if (!isSet) return true;
		task.pending = operation;
		this.#queues.wait(task, operation, false);
		this.#scheduler.sleep(cpu, task, bit >= 0 ? name : `${field!.name} of ${object}`);
		return false;
	}

	/**
	 * Where memory is short: wakes who frees it, and below pages_min has the task free some for itself, after which
	 * it comes back to its allocation. Whether it does.
	 */
	#reclaims(cpu: Cpu, task: Task, operation: Operation): boolean {
		const { zone } = this.#timed;
		if (task.isReclaiming || task.pending === operation) return false;
		const available = zone.available();
		if (available < zone.low) this.#onLowMemory(cpu);
		if (available >= zone.min) return false;
		task.isReclaiming = true;
		const steps = reclaimTask(zone, (freed) => freed >= reclaimCluster);
		const onReturn = (): void => {
			task.isReclaiming = false;
			task.pending = operation;
		};
		task.frames.push({ steps, onReturn });
		task.result = 0;
		return true;
	}

	/**
	 * A lookup in the list of an mm's vmas, which mmap_sem keeps as it is: it is made at once, and costs what
	 * one in a tree does.
	 */
	#lookup(cpu: Cpu, name: string, args: readonly number[]): number {
		const { machine, start, lists, levelsOf } = this.#timed;
		const before = eventNames.map((event) => machine.counts[event]);
		const stack = [start(name, args)];
		let result = 0;
		for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
			const { value, done } = top.next(result);
			result = 0;
			if (done === true) {
				stack.pop();
				result = Number(value ?? 0);
			} else if (value.kind === 'call') {
				if (value.value === 1) stack.pop();
				stack.push(start(value.name, value.args));
			} else {
				result = perform(lists, value);
				const { field, object, kind } = value;
				if (field !== null) this.#owners.touch(cpu.id, object + field.offset, !reads.has(kind));
			}
		}
		for (const [i, event] of eventNames.entries()) machine.counts[event] = before[i]!;
		this.event(cpu, 'calls');
		for (let level = levelsOf(args[0]!); level > 0; level--) {
			this.event(cpu, 'listSteps');
			this.event(cpu, 'loads');
		}
		return result;
	}
}
