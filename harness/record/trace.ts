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

export interface TableOptions {
	/** The programs' names, one column each. */
	readonly names: readonly string[];
	/** What an object is called: 'f[1]' says more than 'page#2'. */
	readonly nameOf: (address: number) => string;
	/** Every write and lock, not only what meets another task. */
	readonly all: boolean;
}

/**
 * The CPU0/CPU1 table, in lines of at most 80 columns. It shows what was read or written by one task
 * and written by another, failed trylocks, the step before each switch, and what each task ended on;
 * a function appears when something inside it does.
 */
export function printTable(result: ReplayResult, options: TableOptions): string[] {
	const { names } = options;
	const width = Math.max(24, Math.floor((columnsMax - 2) / names.length));
	const indent = (task: number): string => ' '.repeat(Math.min(task * width, columnsMax - 24));
	const put = (task: number, text: string): string =>
		`${indent(task)}${text}`.slice(0, columnsMax).trimEnd();
	const heads = names.map((name, i) => `CPU${i} ${name}`.slice(0, width - 2).padEnd(width));
	const rules = names.map(() => '----'.padEnd(width));
	const lines = [heads.join('').trimEnd(), rules.join('').trimEnd()];
	const shared = sharedWords(result.events);
	const stacks: string[][] = names.map(() => []);
	for (const [i, event] of result.events.entries()) {
		const { task, stack } = event;
		const before = stacks[task]!;
		let common = 0;
		while (common < before.length && before[common] === stack[common]) common++;
		// A function that was left and entered again is told again.
		stacks[task] = before.slice(0, common);
		const switches = result.events[i + 1]?.task !== task;
		const meets = shared.has(event.step.address) && event.step.operation.lock === null;
		if (
			!(options.all ? isShown(event) : meets || isFailedTry(event)) &&
			!switches &&
			!event.death
		) {
			continue;
		}
		for (let depth = Math.max(common, 1); depth < stack.length; depth++) {
			lines.push(put(task, `${' '.repeat(Math.min(depth - 1, 8))}${stack[depth]}()`));
		}
		stacks[task] = [...stack];
		const depth = Math.min(stack.length - 1, 9);
		for (const text of describeEvent(event, options.nameOf)) {
			lines.push(put(task, `${' '.repeat(depth)}${text}`));
		}
	}
	return lines;
}

/** Addresses that one task wrote and another touched. */
function sharedWords(events: readonly LiveEvent[]): Set<number> {
	const touchers = new Map<number, number>();
	const written = new Set<number>();
	for (const { task, step } of events) {
		if (step.address === 0) continue;
		touchers.set(step.address, (touchers.get(step.address) ?? 0) | (1 << task));
		if (step.access !== 'read' && step.operation.lock === null) written.add(step.address);
	}
	return new Set([...written].filter((address) => !isPowerOfTwo(touchers.get(address)!)));
}

const isPowerOfTwo = (mask: number): boolean => (mask & (mask - 1)) === 0;

const isFailedTry = ({ step, observed }: LiveEvent): boolean =>
	step.kind === 'trylock' && observed === 0;

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

/** Fields whose values are addresses of objects. */
const pointers: ReadonlySet<string> = new Set([
	'mapping',
	'page_tree',
	'mmap',
	'i_mmap',
	'i_mmap_shared',
	'i_mmap_nonlinear',
	'active_list',
	'inactive_list',
	'mm_rb',
	'mmap_cache',
	'pgd',
	'mm',
	'vm_mm',
	'vm_file',
	'pages',
	'next',
]);

function describeEvent(
	{ step, observed, death }: LiveEvent,
	nameOf: (address: number) => string,
): string[] {
	const { operation } = step;
	const object = nameOf(step.object);
	const place = operation.field === null ? object : `${object}.${operation.field.name}`;
	const isPointer = pointers.has(operation.field?.name.replace(/\[.*/, '') ?? '');
	const value = (number: number): string =>
		isPointer && number >= 16 ? nameOf(number) : String(number);
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
				return `${object}: ${operation.name} is ${observed}`;
			case 'set-bit':
			case 'test-and-set-bit':
				return `${object}: ${operation.name} = 1`;
			case 'clear-bit':
			case 'test-and-clear-bit':
				return `${object}: ${operation.name} = 0`;
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
				return `alloc ${operation.name}: ${observed === 0 ? 'fails' : nameOf(observed)}`;
			case 'free':
				return `free ${object}`;
			case 'atomic':
				return `${operation.name}: ${observed}`;
			case 'bug':
				return 'BUG()';
			default:
				return step.kind;
		}
	})();
	return death === null || step.kind === 'bug' ? [said] : [said, `*** ${death.oracle}`];
}
