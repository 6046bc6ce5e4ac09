/*
 * harness/replay/trace.ts - prints an execution as lockdep prints one: a column per cpu.
 *
 * The schedule is replayed on live generators. Reads are left out except the last one before a switch
 * and the one that a task ends on; calls are shown by the functions that were entered.
 */
import type { Starter } from '../engine/nodes.ts';
import { LiveTask, type LiveEvent } from '../engine/live.ts';
import { defaultLimits } from '../cell/limits.ts';
import type { Death } from '../engine/death.ts';
import type { Machine } from '../engine/machine.ts';
import { outcomeOf, QUEUED } from '../engine/queues.ts';
import { isDowngrade, type Step } from '../engine/step.ts';
import { isOrdering } from '../engine/weak-steps.ts';
import { keepsBooks, readerStack } from './reader-name.ts';
import { runsFolded } from './table-lines.ts';
import { looksOnly, weakPhrase } from './weak-phrase.ts';
import { fieldName, placeOf, wordValue } from '../check/word-values.ts';
import type { Segment } from '../text/token.ts';

export interface Replay {
	readonly machine: Machine;
	readonly image: Int32Array;
	readonly programs: readonly {
		readonly name: string;
		readonly start: () => ReturnType<Starter>;
	}[];
	readonly after: number;
}

/** Where a schedule asked a task for a step that it could not take. */
export interface LeftAt {
	readonly task: number;
	/** Steps of that segment that were taken. */
	readonly step: number;
	/** The kernel function that the task was in. */
	readonly functionName: string;
	/** What it could not do, null when it had ended. */
	readonly wanted: Step | null;
	/** How it had ended, if badly. */
	readonly death: Death | null;
}

export interface ReplayResult {
	readonly events: readonly LiveEvent[];
	/** Where the schedule was left, or null. */
	readonly leftAt: LeftAt | null;
	readonly tasks: readonly LiveTask[];
}

export interface ReplayOptions {
	/** Stops where the schedule does instead of running on to the end: for what never ends. */
	readonly stops?: boolean;
	/** Told after each event, while the machine is in that state. */
	readonly onEvent?: (event: LiveEvent, tasks: readonly LiveTask[]) => void;
}

/** Follows a schedule; where it ends early, the tasks run on in order, so that the end is always seen. */
export function replay(
	replayed: Replay,
	start: Starter,
	schedule: readonly Segment[],
	options: ReplayOptions = {},
): ReplayResult {
	const { machine, programs, after } = replayed;
	machine.load(replayed.image);
	const { stepsMax } = defaultLimits.replay;
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
		options.onEvent?.(event, tasks);
		return true;
	};
	for (const { task, steps } of schedule) {
		for (let n = 0; steps === null || n < steps; n++) {
			if (run(task)) continue;
			if (steps !== null) {
				const live = tasks[task];
				leftAt ??= {
					task,
					step: n,
					functionName: live?.functionName ?? '',
					wanted: live?.step ?? null,
					death: live?.death ?? null,
				};
			}
			break;
		}
		if (leftAt !== null) break;
	}
	for (let progress = options.stops !== true; progress;) {
		progress = false;
		for (let task = 0; task < tasks.length; task++) while (run(task)) progress = true;
	}
	return { events, leftAt, tasks };
}

/** Characters in a line, where nobody says. */
const usualRoom = 80;

export interface TableOptions {
	/** The tasks' names, one column each but for those of `columns`. */
	readonly names: readonly string[];
	/** By task: the task in whose column it is told, for what is part of a cpu's memory. */
	readonly columns: ReadonlyMap<number, number>;
	/** What an object is called: 'f[1]' says more than 'page#2'. */
	readonly nameOf: (address: number) => string;
	/** What a function is called, see reader-name.ts. */
	readonly functionOf: (name: string) => string;
	/**
	 * 'meets': what was read or written by one task and written by another, failed trylocks, the step
	 * before each switch, and what each task ended on; 'writes': every write and lock; 'steps': all.
	 */
	readonly shows: 'meets' | 'writes' | 'steps';
	/** Places in the events of what is told besides. */
	readonly besides?: ReadonlySet<number>;
	/** Characters in a line; 80 when left out. */
	readonly room?: number;
}

/** A table, and how many of its steps are not in it. */
export interface PrintedTable {
	readonly lines: readonly string[];
	readonly leftOut: number;
}

/**
 * The CPU0/CPU1 table, in lines of at most `room` columns. A function appears when something inside it does. Unless
 * all steps are shown, one value for many elements in a row is told in one line.
 */
export function printTable({ events }: ReplayResult, options: TableOptions): PrintedTable {
	const rows = tableRows(events, options);
	const { length: leftOut } = rows.filter(
		(row, i) => row.length === 0 && !isIdle(events[i]!, options.columns),
	);
	const told = options.shows === 'steps' ? rows.flat() : runsFolded(rows.flat());
	return { lines: [...tableHead(options), ...told], leftOut };
}

/** Whether any cpu uses what another one writes; who runs `after` them is none of them. */
export function cpusMeet(events: readonly LiveEvent[], after: number): boolean {
	const race = events.filter(({ task }) => task !== after);
	return sharedWords(race).size > 0 || race.some(isFailedTry);
}

/** A part of a cpu's memory that had nothing to do. */
const isIdle = (event: LiveEvent, columns: TableOptions['columns']): boolean =>
	columns.has(event.task) && !event.wrote;

type Columns = Pick<TableOptions, 'names' | 'columns' | 'room'>;

const widthOf = ({ names, columns, room = usualRoom }: Columns): number =>
	Math.max(24, Math.floor((room - 2) / (names.length - columns.size)));

/** The two lines above the table. */
export function tableHead(options: Columns): string[] {
	const width = widthOf(options);
	const names = options.names.filter((_, task) => !options.columns.has(task));
	const heads = names.map((name, i) => shortened(`CPU${i} ${name}`, width - 2).padEnd(width));
	const rules = names.map(() => '----'.padEnd(width));
	return [heads.join('').trimEnd(), rules.join('').trimEnd()];
}

/** The lines of each event; none for what is not shown. */
export function tableRows(events: readonly LiveEvent[], options: TableOptions): string[][] {
	const { names, shows, besides, columns, functionOf, room = usualRoom } = options;
	const width = widthOf(options);
	const indent = (task: number): string =>
		' '.repeat(Math.min((columns.get(task) ?? task) * width, room - 24));
	const put = (task: number, text: string): string[] => folded(indent(task), text, room);
	const shared = sharedWords(events);
	const stacks: string[][] = names.map(() => []);
	return events.map((event, i) => {
		const { task } = event;
		const stack = readerStack(event.stack, functionOf);
		const before = stacks[task]!;
		let common = 0;
		while (common < before.length && before[common] === stack[common]) common++;
		// A function that was left and entered again is told again.
		stacks[task] = before.slice(0, common);
		const switches = events[i + 1]?.task !== task;
		const meets = shared.has(event.step.address) && event.step.operation.lock === null;
		const isMemory = columns.has(task);
		const isTold = {
			meets: meets || isFailedTry(event) || isMemory || (isBarrier(event) && event.wrote),
			writes: isShown(event) && !keepsBooks(functionOf(event.stack.at(-1)!)),
			steps: true,
		}[shows];
		if (isIdle(event, columns)) return [];
		if (!isTold && !switches && !event.death && !besides?.has(i)) return [];
		const lines: string[] = [];
		for (let depth = Math.max(common, 1); depth < stack.length && !isMemory; depth++) {
			lines.push(...put(task, `${' '.repeat(Math.min(depth - 1, 8))}${stack[depth]}()`));
		}
		stacks[task] = [...stack];
		const depth = Math.min(stack.length - 1, 9);
		for (const text of describeEvent(event, options.nameOf)) {
			lines.push(...put(task, isMemory ? `~ ${text}` : `${' '.repeat(depth)}${text}`));
		}
		return lines;
	});
}

/** What does not fit is cut, and dots say so. */
const shortened = (text: string, most: number): string =>
	text.length <= most ? text : `${text.slice(0, most - 2)}..`;

/** Of an indent that goes further in with each line, at most this much. */
const furthestIn = 12;

/**
 * A text behind an indent, in lines of at most `columns`; what does not fit goes on below it, further in. A word that is
 * too long for a line is broken, and a backslash says so: nothing is lost, and no number looks like another.
 */
function folded(indent: string, text: string, columns: number): string[] {
	const [own = ''] = /^ */.exec(text)!;
	const room = columns - indent.length;
	if (text.length <= room) return [`${indent}${text}`.trimEnd()];
	const further = own.length < furthestIn ? `${own}  ` : own;
	const at = text.lastIndexOf(' ', room);
	const isBroken = at <= own.length + 2;
	const line = isBroken ? `${text.slice(0, room - 1)}\\` : text.slice(0, at);
	const rest = isBroken ? text.slice(room - 1) : text.slice(at + 1);
	return [`${indent}${line}`, ...folded(indent, `${further}${rest}`, columns)];
}

/** Addresses that one task wrote and another touched. */
function sharedWords(events: readonly LiveEvent[]): Set<number> {
	const touchers = new Map<number, number>();
	const written = new Set<number>();
	for (const { task, step } of events) {
		if (step.address === 0) continue;
		touchers.set(step.address, (touchers.get(step.address) ?? 0) | (1 << task));
		if (step.access === 'read' || looksOnly(step.operation.name)) continue;
		if (step.operation.lock === null) written.add(step.address);
	}
	return new Set([...written].filter((address) => !isPowerOfTwo(touchers.get(address)!)));
}

const isPowerOfTwo = (mask: number): boolean => (mask & (mask - 1)) === 0;

const isFailedTry = ({ step, observed }: LiveEvent): boolean =>
	step.kind === 'trylock' && observed === 0;

const isBarrier = ({ step }: LiveEvent): boolean => isOrdering(step.operation.name);

function isShown(event: LiveEvent): boolean {
	const { step, wrote } = event;
	switch (step.kind) {
		case 'atomic':
			return isBarrier(event) ? wrote : !looksOnly(step.operation.name);
		case 'load':
		case 'test-bit':
		case 'list-next':
		case 'list-empty':
		case 'might-sleep':
		case 'syscall-end':
		case 'join':
			return false;
		default:
			return true;
	}
}

/** A step that waits, or comes at last: 'lock(PL f[1])', and for a bit alone 'wait(PG_locked f[1])'. */
function lockPhrase({ step, observed }: LiveEvent, what: string): string {
	const taken = `${step.kind === 'lock' ? 'lock' : 'wait'}(${what})`;
	if (outcomeOf(step, observed) === QUEUED) return `${taken}: waits in the queue`;
	return step.isQueued && step.mask !== 0 ? `${taken}: is woken` : taken;
}

/** One event in words; two lines when the task died of it. */
export function describeEvent(event: LiveEvent, nameOf: (address: number) => string): string[] {
	const { step, observed, death } = event;
	const { operation } = step;
	const object = nameOf(step.object);
	const place = placeOf(object, operation.field);
	const value = (number: number): string => wordValue(fieldName(operation.field), number, nameOf);
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
				return lockPhrase(event, `${operation.lock!.name} ${object}`);
			case 'wait-bit-clear':
				return lockPhrase(event, `${operation.name} ${object}`);
			case 'trylock':
				return `trylock(${operation.lock!.name} ${object})${observed === 0 ? ' fails' : ''}`;
			case 'unlock':
				return `${isDowngrade(step) ? 'downgrade' : 'unlock'}(${operation.lock!.name} ${object})`;
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
				return weakPhrase(event, place, value, nameOf) ?? `${operation.name}: ${observed}`;
			case 'bug':
				return 'BUG()';
			case 'syscall-end':
				return 'returns';
			default:
				return step.kind;
		}
	})();
	return death === null || step.kind === 'bug' ? [said] : [said, `*** ${death.oracle}`];
}
