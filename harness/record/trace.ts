/*
 * harness/record/trace.ts - prints an execution as lockdep prints one: a column per cpu.
 *
 * The schedule is replayed on live generators. Reads are left out except the last one before a switch
 * and the one that a task ends on; calls are shown by the functions that were entered.
 */
import type { Starter } from '../engine/automaton.ts';
import { LiveTask, type LiveEvent } from '../engine/live.ts';
import type { Machine } from '../engine/machine.ts';
import type { Segment } from './token.ts';

export interface Replay {
	readonly machine: Machine;
	readonly image: Int32Array;
	readonly programs: readonly {
		readonly name: string;
		readonly start: () => ReturnType<Starter>;
	}[];
	readonly after: number;
}

export interface ReplayResult {
	readonly events: readonly LiveEvent[];
	/** Index of the first segment that could not be followed, or null. */
	readonly leftAt: { readonly task: number; readonly step: number } | null;
	readonly tasks: readonly LiveTask[];
}

const stepsMax = 100_000;

/** Follows a schedule; where it ends early, the tasks run on in order, so that the end is always seen. */
export function replay(
	replayed: Replay,
	start: Starter,
	schedule: readonly Segment[],
): ReplayResult {
	const { machine, programs, after } = replayed;
	machine.load(replayed.image);
	const starter: Starter = (name, args) =>
		programs.find((each) => each.name === name)?.start() ?? start(name, args);
	const tasks = programs.map((each, i) => new LiveTask(starter, machine, i, each.name, []));
	const events: LiveEvent[] = [];
	let leftAt: ReplayResult['leftAt'] = null;
	const run = (task: number): boolean => {
		if (events.length >= stepsMax) return false;
		const live = tasks[task];
		if (live?.step?.kind === 'join' && tasks.some((each, i) => i !== after && each.step !== null)) {
			return false;
		}
		const event = live?.advance() ?? null;
		machine.forget();
		if (event === null) return false;
		events.push(event);
		return true;
	};
	for (const { task, steps } of schedule) {
		for (let n = 0; steps === null || n < steps; n++) {
			if (run(task)) continue;
			if (steps !== null) leftAt ??= { task, step: n };
			break;
		}
		if (leftAt !== null) break;
	}
	for (let progress = true; progress;) {
		progress = false;
		for (let task = 0; task < tasks.length; task++) while (run(task)) progress = true;
	}
	return { events, leftAt, tasks };
}

const columnsMax = 80;

/** The CPU0/CPU1 table; `names` are the programs' names. Lines of at most 80 columns. */
export function printTable(
	result: ReplayResult,
	names: readonly string[],
	machine: Machine,
): string[] {
	const width = Math.max(24, Math.floor((columnsMax - 2) / names.length));
	const indent = (task: number): string => ' '.repeat(Math.min(task * width, columnsMax - 24));
	const put = (task: number, text: string): string =>
		`${indent(task)}${text}`.slice(0, columnsMax).trimEnd();
	const heads = names.map((name, i) => `CPU${i} ${name}`.slice(0, width - 2).padEnd(width));
	const rules = names.map(() => '----'.padEnd(width));
	const lines = [heads.join('').trimEnd(), rules.join('').trimEnd()];
	const stacks: string[][] = names.map(() => []);
	for (const [i, event] of result.events.entries()) {
		const { task, stack } = event;
		const before = stacks[task]!;
		let common = 0;
		while (common < before.length && before[common] === stack[common]) common++;
		for (let depth = Math.max(common, 1); depth < stack.length; depth++) {
			lines.push(put(task, `${' '.repeat(Math.min(depth - 1, 8))}${stack[depth]}()`));
		}
		stacks[task] = [...stack];
		const switches = result.events[i + 1]?.task !== task;
		if (!isShown(event) && !switches && event.death === null) continue;
		const depth = Math.min(stack.length - 1, 9);
		for (const text of describeEvent(event, machine))
			lines.push(put(task, `${' '.repeat(depth)}${text}`));
	}
	return lines;
}

function isShown({ step, observed }: LiveEvent): boolean {
	switch (step.kind) {
		case 'load':
		case 'test-bit':
		case 'list-next':
		case 'list-empty':
		case 'might-sleep':
		case 'syscall-end':
		case 'join':
			return false;
		case 'trylock':
			return observed === 0;
		default:
			return true;
	}
}

function describeEvent({ step, observed, death }: LiveEvent, machine: Machine): string[] {
	const { operation } = step;
	const object = machine.nameOf(step.object);
	const place = operation.field === null ? object : `${object}.${operation.field.name}`;
	const value = (number: number): string => {
		const name = machine.layout.names.get(number);
		return name ?? String(number);
	};
	const said = ((): string => {
		switch (step.kind) {
			case 'load':
				return `${place} is ${value(observed)}`;
			case 'store':
			case 'xchg':
				return `${place} = ${value(step.value)}`;
			case 'add':
			case 'xadd':
				return `${place} ${step.value < 0 ? '-' : '+'}= ${Math.abs(step.value)}`;
			case 'test-bit':
				return `${object} bit ${operation.bit} is ${observed}`;
			case 'set-bit':
			case 'test-and-set-bit':
				return `set bit ${operation.bit} of ${object}`;
			case 'clear-bit':
			case 'test-and-clear-bit':
				return `clear bit ${operation.bit} of ${object}`;
			case 'lock':
				return `lock(${operation.lock!.name} ${object})`;
			case 'trylock':
				return `trylock(${operation.lock!.name} ${object})${observed === 0 ? ' fails' : ''}`;
			case 'unlock':
				return `unlock(${operation.lock!.name} ${object})`;
			case 'list-add':
				return `${value(step.value)} onto ${place}`;
			case 'list-del':
				return `${value(step.value)} off ${place}`;
			case 'list-next':
				return `${place}: ${value(observed)}`;
			case 'alloc':
				return `alloc ${operation.name}: ${observed === 0 ? 'fails' : value(observed)}`;
			case 'free':
				return `free ${object}`;
			case 'atomic':
				return `${operation.name}: ${observed}`;
			default:
				return step.kind;
		}
	})();
	return death === null ? [said] : [said, `*** ${death.oracle}: ${death.text} ***`];
}
