/*
 * harness/replay/diagram.ts - an execution as a mail shows it: a column per cpu, and of all steps only those by
 * which one cpu learns from another or undoes what it did, and those on which somebody dies.
 */
import type { LiveEvent, LiveTask } from '../engine/live.ts';
import { outcomeOf, QUEUED } from '../engine/queues.ts';
import { isDowngrade, type Step } from '../engine/step.ts';
import { describeEvent, type ReplayResult, type TableOptions } from './trace.ts';

export type DiagramOptions = Pick<TableOptions, 'names' | 'columns' | 'nameOf'> & {
	/** The task that runs once all others have ended, negative where there is none. */
	readonly after: number;
	/** Whether the locks are shown that are held at the end, and those that are waited for. */
	readonly locks: boolean;
	/** Whether the last stores into pages and disk blocks are shown. */
	readonly contents: boolean;
	/** What a reader calls a function; by its own name where it is left out. */
	readonly functionOf?: (name: string) => string;
	/** Characters in a line. */
	readonly width: number;
	/** The place in `events` of the step that is underlined; none when left out. */
	readonly marked?: number | null;
};

/** Findings that are about locks. */
const ofLocks: ReadonlySet<string> = new Set([
	'deadlock',
	'lock order',
	'sleeping under a spinlock',
	'lock left held',
]);

export const isOfLocks = (oracle: string): boolean => ofLocks.has(oracle);

/** Findings that are about what a page or a disk block holds. */
const ofContents: ReadonlySet<string> = new Set([
	'lost dirty data',
	'wrong contents',
	'private data wrong',
	'not on disk',
	'stale block beyond EOF',
]);

export const isOfContents = (oracle: string): boolean => ofContents.has(oracle);

/** Where no more steps than `aloneMin` would be shown, the last `aloneMax` writes are. */
const aloneMin = 2;
const aloneMax = 12;

/** What was last done to a word, or to a bit of one. */
interface Last {
	write: number | null;
	/** Reads since then, the last of each task. */
	reads: Map<number, number>;
}

/** Words, and bits of words, that somebody wrote otherwise than as a lock. */
const plainlyWritten = (events: readonly LiveEvent[]): ReadonlySet<number> =>
	new Set(
		events.flatMap(({ wrote, step }) =>
			wrote && step.operation.lock === null ? [placeInMemory(step)] : [],
		),
	);

const placeInMemory = ({ location, address }: Step): number =>
	location >= 0 ? location : address === 0 ? -1 : address;

/** Two that add to a counter, or set a bit, do not notice each other. */
const commute = (one: Step, other: Step): boolean =>
	one.access === other.access && ['add', 'set', 'clear'].includes(one.access ?? '');

/**
 * Places in `events` of the steps that read what another task wrote, or write what another used, and of those.
 * What runs afterwards meets nobody: it is not part of the race.
 */
function meetings(events: readonly LiveEvent[], after: number): Set<number> {
	const written = plainlyWritten(events);
	const met = new Set<number>();
	const lasts = new Map<number, Last>();
	const meet = (one: number | null, other: number): void => {
		if (one === null || events[one]!.task === events[other]!.task) return;
		if (commute(events[one]!.step, events[other]!.step)) return;
		met.add(one);
		met.add(other);
	};
	for (const [i, { step, task, wrote }] of events.entries()) {
		const place = placeInMemory(step);
		if (place < 0 || !written.has(place) || task === after) continue;
		const last = lasts.get(place) ?? { write: null, reads: new Map<number, number>() };
		lasts.set(place, last);
		meet(last.write, i);
		if (!wrote) {
			last.reads.set(task, i);
			continue;
		}
		for (const read of last.reads.values()) meet(read, i);
		last.write = i;
		last.reads = new Map();
	}
	return met;
}

/** What a program sees at the end, and what rmap goes by. */
const ofMappings = /\.(pte\[\d+\]\.value|mapping|i_size)$/;

/** What pages and disk blocks hold. */
const ofStores = /\.(contents|disk\[\d+\])$/;

/** The last writes of words with such names, of the race and of what runs afterwards. */
function lastOf(
	of: RegExp,
	events: readonly LiveEvent[],
	{ after, nameOf }: Pick<DiagramOptions, 'after' | 'nameOf'>,
): ReadonlySet<number> {
	const lasts = new Map<string, number>();
	for (const [i, { step, task, wrote }] of events.entries()) {
		const name = `${nameOf(step.object)}.${step.operation.field?.name}`;
		if (!wrote || !of.test(name)) continue;
		lasts.set(`${step.address} ${task === after}`, i);
	}
	return new Set(lasts.values());
}

/** Where locks are taken that are held at the end, and where somebody fails to take one that another holds. */
interface Locking {
	readonly held: readonly number[];
	readonly contended: readonly number[];
}

function lockingOf(events: readonly LiveEvent[]): Locking {
	const holders = new Map<string, number>();
	const contended: number[] = [];
	for (const [i, { step, task, observed }] of events.entries()) {
		const { kind, operation, object } = step;
		if (operation.lock === null) continue;
		const key = `${operation.lock.name} ${object}`;
		const holder = holders.get(key);
		if (step.isQueued && step.mask !== 0) continue;
		if (outcomeOf(step, observed) === QUEUED) {
			if (holder !== undefined && events[holder]!.task !== task) contended.push(holder, i);
			continue;
		}
		if (kind === 'lock' || (kind === 'trylock' && observed !== 0)) holders.set(key, i);
		else if (kind === 'unlock' && !isDowngrade(step)) holders.delete(key);
		else if (kind === 'trylock' && holder !== undefined && events[holder]!.task !== task) {
			contended.push(holder, i);
		}
	}
	return { held: [...holders.values()], contended };
}

/** What a call has returned is noted in memory that the kernel does not know. */
const isNote = (name: string): boolean => name.startsWith('outcome#');

/** The last writes of all, for an execution in which nobody meets anybody. */
function lastWrites(
	events: readonly LiveEvent[],
	{ nameOf }: Pick<DiagramOptions, 'nameOf'>,
): ReadonlySet<number> {
	const writes = events.flatMap(({ wrote, step }, i) =>
		wrote && step.operation.lock === null && step.kind !== 'inject' && !isNote(nameOf(step.object))
			? [i]
			: [],
	);
	return new Set(writes.slice(-aloneMax));
}

/** Places in `events` of the steps that a diagram shows. */
export function shownOf(
	events: readonly LiveEvent[],
	options: Pick<DiagramOptions, 'after' | 'locks' | 'contents' | 'nameOf'>,
): ReadonlySet<number> {
	const { after, locks, contents } = options;
	const died = events.flatMap(({ death }, i) => (death === null ? [] : [i]));
	const failed = events.flatMap(({ step, observed }, i) =>
		step.kind === 'alloc' && observed === 0 ? [i] : [],
	);
	const { held, contended } = lockingOf(events);
	const shown = new Set([
		...meetings(events, after),
		...(died.length > 0 ? died : lastOf(ofMappings, events, options)),
		...(contents ? lastOf(ofStores, events, options) : []),
		...failed,
		...contended,
		...(locks ? held : []),
	]);
	return shown.size > aloneMin ? shown : new Set([...shown, ...lastWrites(events, options)]);
}

/** Text in lines of at most `width`; what goes on is indented. */
export function folded(text: string, width: number): string[] {
	const indent = /^ */.exec(text)![0];
	const lines: string[] = [];
	let rest = text;
	while (rest.length > width) {
		const breaks = [rest.lastIndexOf(' ', width), rest.lastIndexOf('_', width - 1) + 1];
		const end = breaks.find((at) => at > indent.length + 2) ?? width;
		lines.push(rest.slice(0, end));
		rest = `${indent}  ${rest.slice(end).trimStart()}`;
	}
	return [...lines, rest];
}

/** The function by which the kernel is entered, and the one that takes the step. */
function functionsOf({ stack }: LiveEvent, { functionOf = asItIs }: DiagramOptions): string[] {
	const names = [...stack.slice(1, 2), ...(stack.length > 2 ? stack.slice(-1) : [])];
	return [...new Set(names.map(functionOf))];
}

const asItIs = (name: string): string => name;

/** A line of the diagram, and the task in whose column it stands. */
interface Told {
	readonly task: number;
	readonly depth: number;
	readonly text: string;
	/** Whether it is underlined. */
	readonly isMarked?: true;
}

function toldOf(
	events: readonly LiveEvent[],
	marked: LiveEvent | undefined,
	options: DiagramOptions,
): Told[] {
	const { columns, nameOf } = options;
	const before = new Map<number, readonly string[]>();
	const told: Told[] = [];
	for (const event of events) {
		const { task } = event;
		const functions = functionsOf(event, options);
		const known = before.get(task) ?? [];
		before.set(task, functions);
		const same = functions.findIndex((name, i) => known[i] !== name);
		for (const [depth, name] of functions.entries()) {
			if (same >= 0 && depth >= same) told.push({ task, depth, text: `${name}()` });
		}
		for (const [i, text] of describeEvent(event, nameOf).entries()) {
			const said = columns.has(task) ? `~ ${text}` : text;
			const isMarked = event === marked && i === 0;
			const last = told.at(-1);
			// What is looked at twice in a row is told once.
			if (!event.wrote && last?.task === task && last.text === said) continue;
			told.push({
				task,
				depth: functions.length,
				text: said,
				...(isMarked ? { isMarked: true as const } : {}),
			});
		}
	}
	return told;
}

/** What tasks wait for that can go no further. */
const waits = (
	tasks: readonly LiveTask[],
	{ nameOf, functionOf = asItIs }: DiagramOptions,
): Told[] =>
	tasks.flatMap(({ step, functionName }, task) =>
		step === null || (step.kind !== 'lock' && step.kind !== 'wait-bit-clear')
			? []
			: [
					{ task, depth: 1, text: `${functionOf(functionName)}()` },
					{
						task,
						depth: 2,
						text: `waits for ${step.operation.lock?.name ?? step.operation.name} ${nameOf(step.object)}`,
					},
				],
	);

/**
 * How wide the columns are: alike, unless a word would be cut so that fits where another column needs less. What lines
 * need first is their longest word; what is left over goes to those that still have lines to fold.
 */
function widthsOf(
	columns: readonly (readonly string[])[],
	equal: number,
	all: number,
): readonly number[] {
	const words = columns.map((lines) => Math.max(...lines.map(longestWord)));
	if (words.every((each) => each <= equal)) return words.map(() => equal);
	const least = words.reduce((sum, each) => sum + each, 0);
	if (least > all) return words.map(() => equal);
	const wanted = columns.map(
		(lines, i) => Math.max(...lines.map(({ length }) => length)) - words[i]!,
	);
	const want = wanted.reduce((sum, each) => sum + each, 0);
	const part = want === 0 ? 0 : Math.min(1, (all - least) / want);
	return words.map((each, i) => each + Math.floor(wanted[i]! * part));
}

/** Characters that a line needs for its longest word, behind its indent or that of what goes on. */
function longestWord(line: string): number {
	const indent = /^ */.exec(line)![0].length;
	const [first = '', ...others] = line.trimStart().split(' ');
	return Math.max(indent + first.length, ...others.map((each) => indent + 2 + each.length));
}

/** The lines of the diagram; a task that meets nobody has no column. */
export function drawDiagram(
	{ events, tasks }: Pick<ReplayResult, 'events' | 'tasks'>,
	options: DiagramOptions,
): string[] {
	const { names, columns, after, width, locks, marked = null } = options;
	const shown = shownOf(events, options);
	const told = toldOf(
		events.filter((_, i) => shown.has(i) || i === marked),
		marked === null ? undefined : events[marked],
		options,
	);
	if (locks && tasks.every(({ death }) => death === null)) told.push(...waits(tasks, options));
	const columnOf = (task: number): number => columns.get(task) ?? task;
	const used = names.flatMap((_, task) =>
		told.some((each) => columnOf(each.task) === task) ? [task] : [],
	);
	if (used.length === 0) return [];
	const equal = Math.floor((width - 2 * (used.length - 1)) / used.length);
	const step = equal < 30 ? ' ' : '  ';
	const heads = used.map((task) => (task === after ? 'afterwards' : `CPU${task} ${names[task]!}`));
	const widths = widthsOf(
		used.map((task, i) => [
			heads[i]!,
			...told
				.filter((each) => columnOf(each.task) === task)
				.map(({ depth, text }) => `${step.repeat(depth)}${text}`),
		]),
		equal,
		width - 2 * (used.length - 1),
	);
	const startOf = (column: number): number =>
		widths.slice(0, column).reduce((sum, each) => sum + each + 2, 0);
	const put = ({ task, depth, text, isMarked }: Told): string[] => {
		const column = used.indexOf(columnOf(task));
		const indent = ' '.repeat(startOf(column));
		const lines = folded(`${step.repeat(depth)}${text}`, widths[column]!);
		const under = isMarked
			? [lines.at(-1)!.replaceAll(/\S.*/g, (said) => '^'.repeat(said.length))]
			: [];
		return [...lines, ...under].map((line) => `${indent}${line}`);
	};
	const row = (texts: readonly string[]): string =>
		texts
			.map((each, i) => each.slice(0, widths[i]).padEnd(widths[i]! + 2))
			.join('')
			.trimEnd();
	return [row(heads), row(used.map(() => '----')), ...told.flatMap(put)];
}
