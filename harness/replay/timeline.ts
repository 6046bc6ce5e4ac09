/*
 * harness/replay/timeline.ts - the timeline of an execution: its schedule is run once more, and what is drawn is taken
 * down meanwhile.
 */
import { placeOfFunction } from '../catalogue/function-places.ts';
import { sceneOf } from '../cell/scene.ts';
import { columnsOf, namesOfTasks } from '../cell/stage.ts';
import { mappedRanges, slotOfPte } from '../check/address-spaces.ts';
import type { LiveEvent } from '../engine/live.ts';
import { scheduleLeaves, switchReason } from '../messages/index.ts';
import type {
	Timeline,
	TimelineFunction,
	TimelineLock,
	TimelineSpace,
	TimelineStep,
	TimelineSwitch,
	TimelineTask,
	TimelineWait,
	TimelineWord,
	Weight,
} from '../result.ts';
import type { Segment } from '../text/token.ts';
import { isOfContents, isOfLocks } from './diagram.ts';
import { runExecution, type Raced, type Replayed } from './execution.ts';
import { readerNamesOf } from './reader-name.ts';
import { wantedPhrase } from './state.ts';
import { TimelineRecorder } from './timeline-recorder.ts';
import { isDecisive, isFlags, isOfData, keysAbout, tracksOf, wayOf } from './timeline-tracks.ts';
import { offending, weightsOf } from './timeline-weights.ts';
import { describeEvent } from './trace.ts';

/** What is drawn of a schedule. */
export interface TimelineOptions {
	/** As it was printed. */
	readonly token: string;
	readonly schedule: readonly Segment[];
	/** The oracle that it is drawn for, first among the findings; the first finding when left out. */
	readonly oracle?: string | undefined;
	/** Where another variant cannot follow it, cpus give way and run on in order, as `replay --against` does. */
	readonly lenient?: true;
}

/** A schedule that was run once more, and its timeline. */
export interface Followed {
	readonly timeline: Timeline;
	readonly replayed: Replayed;
}

/** The race must begin: what goes wrong before it has no timeline. */
export const timelineOf = (raced: Raced, options: TimelineOptions): Timeline =>
	follow(raced, options).timeline;

/** The same, with what was run. */
export function follow(raced: Raced, options: TimelineOptions): Followed {
	const { placed } = raced;
	let recorder: TimelineRecorder | null = null;
	const replayed = runExecution(raced, options.schedule, {
		...(options.lenient ? { lenient: true } : {}),
		onEvent: (on, event, tasks) => {
			recorder ??= new TimelineRecorder(on.machine, placed.image, on.nameOf);
			recorder.record(event, tasks);
		},
	});
	recorder ??= new TimelineRecorder(replayed.machine, placed.image, replayed.nameOf);
	return { replayed, timeline: drawnOf(raced, recorder, replayed, options) };
}

function drawnOf(
	raced: Raced,
	recorded: TimelineRecorder,
	replayed: Replayed,
	options: TimelineOptions,
): Timeline {
	const { booted, workload, placed } = raced;
	const { result, nameOf, ending } = replayed;
	const { events } = result;
	const { steps, words } = recorded;
	const findings = sorted(replayed.findings, options.oracle);
	const pteNames = pteNamesOf(raced, recorded, replayed);
	const about = { image: placed.image, words, events, steps, findings, nameOf, pteNames };
	const tracked = tracksOf(about);
	const { keys, tracks } = tracked;
	const weighed = {
		events,
		steps,
		named: new Set(keys),
		decisive: new Set(keys.filter((_, i) => isDecisive(tracks[i]!))),
		about: keysAbout(findings[0], tracked),
		way: findings[0] === undefined ? null : wayOf(findings[0]),
		dirtied: isOfData(findings[0]?.oracle) ? (keys[tracks.findIndex(isFlags)] ?? null) : null,
		nameOf,
		after: placed.after,
		// The second copy is read in by whoever reads the file next.
		mayComeAfter: /two copies/.test(findings[0]?.oracle ?? ''),
		isStuck: /^(?:dead|live)lock$/.test(findings[0]?.oracle ?? ''),
		ofLocks: findings.some(({ oracle }) => isOfLocks(oracle)),
		ofContents: isOfContents(findings[0]?.oracle ?? ''),
	};
	const dies = events.findIndex(({ death }) => death !== null);
	return {
		token: options.token,
		variant: booted.variant.name,
		workload: workload.name,
		question: workload.question,
		...tasksOf(raced),
		...toldOf(raced, recorded, replayed, { weights: weightsOf(weighed), pteNames }),
		locks: locksOf(raced, recorded, replayed),
		switches: switchesOf(recorded, events),
		waits: waitsOf(raced, recorded, replayed),
		tracks,
		findings,
		violation: dies < 0 ? null : dies + 1,
		offends: offending(weighed),
		ending,
		left: leftOf(raced, replayed),
	};
}

/** What names words and functions, and the words and functions that are named. */
function toldOf(
	raced: Raced,
	recorded: TimelineRecorder,
	{ result: { events }, nameOf }: Replayed,
	known: { readonly weights: readonly Weight[]; readonly pteNames: ReadonlyMap<number, string> },
): Pick<Timeline, 'steps' | 'spaces' | 'words' | 'functions'> {
	const { steps, words } = recorded;
	const tables = new Tables();
	const told = {
		steps: events.map((event, i): TimelineStep => ({
			task: event.task,
			stack: event.stack.map((name) => tables.function(name)),
			says: describeEvent(event, nameOf),
			reads: steps[i]!.reads.map((each) => ({ ...each, word: tables.word(each.word) })),
			writes: steps[i]!.writes.map((each) => ({ ...each, word: tables.word(each.word) })),
			weight: known.weights[i]!,
			dies: event.death !== null,
		})),
		spaces: spacesOf(raced, recorded, tables, { nameOf, pteNames: known.pteNames }),
	};
	return {
		...told,
		words: tables.words.map((key): TimelineWord => ({
			name: words.nameAt(key),
			first: words.valueIn(raced.placed.image, key),
		})),
		functions: tables.functions.map((name): TimelineFunction => ({
			name,
			file: null,
			line: null,
			kernel: null,
			...placeOfFunction(raced.booted.variant, name),
		})),
	};
}

/** Numbers of words and functions, in the order in which they come up. */
class Tables {
	readonly words: number[] = [];
	readonly functions: string[] = [];
	readonly #words = new Map<number, number>();
	readonly #functions = new Map<string, number>();

	word(key: number): number {
		return numberIn(this.#words, this.words, key);
	}

	function(name: string): number {
		return numberIn(this.#functions, this.functions, name);
	}
}

function numberIn<T>(numbers: Map<T, number>, list: T[], item: T): number {
	let number = numbers.get(item);
	if (number === undefined) {
		number = list.length;
		list.push(item);
		numbers.set(item, number);
	}
	return number;
}

/** Those of one oracle before all others. */
function sorted(findings: Replayed['findings'], oracle: string | undefined): Replayed['findings'] {
	const first = findings.filter((each) => each.oracle === oracle);
	return [...first, ...findings.filter((each) => each.oracle !== oracle)];
}

function tasksOf(raced: Raced): Pick<Timeline, 'columns' | 'tasks'> {
	const ofMemory = columnsOf(raced);
	const names = namesOfTasks(raced);
	const { after } = raced.placed;
	const own = names.flatMap((_, task) => (ofMemory.has(task) ? [] : [task]));
	const heads = own.map((task) => (task === after ? 'afterwards' : `CPU${task} ${names[task]!}`));
	return {
		columns: heads.map((head) => ({ head })),
		tasks: names.map((name, task): TimelineTask => ({
			name,
			column: own.indexOf(ofMemory.get(task) ?? task),
			isMemory: ofMemory.has(task),
		})),
	};
}

/** What each pte is that the execution touches or that is there at first, as far as its table says whose it is. */
function pteNamesOf(
	{ placed }: Raced,
	{ steps, words, pteOwners }: TimelineRecorder,
	{ nameOf, machine: { memory } }: Replayed,
): ReadonlyMap<number, string> {
	const names = new Map<number, string>();
	const { processes } = sceneOf(placed, memory);
	const note = (key: number, slot: ReturnType<typeof slotOfPte>): void => {
		if (slot === null) return;
		const process = processes.find(({ mm }) => mm === slot.mm)?.name ?? nameOf(slot.mm);
		names.set(key, `${process} page ${slot.page}`);
	};
	for (const [address, value] of placed.image.entries()) {
		if (value !== 0 && words.isPte(address)) note(address, slotOfPte(placed.image, address));
	}
	for (const key of steps.flatMap(({ reads, writes }) => [...reads, ...writes])) {
		if (words.isPte(key.word)) note(key.word, pteOwners.get(key.word) ?? null);
	}
	return names;
}

/** What runs once all have ended takes a lock from nobody. */
function locksOf(
	{ placed }: Raced,
	{ locks }: TimelineRecorder,
	{ result }: Replayed,
): TimelineLock[] {
	const takers = new Map<number, Set<number>>();
	const note = (step: LiveEvent['step'], task: number): void => {
		if (step.operation.lock === null || task === placed.after) return;
		const known = takers.get(step.location) ?? new Set<number>();
		takers.set(step.location, known.add(task));
	};
	for (const { step, task } of result.events) note(step, task);
	for (const [task, { step }] of result.tasks.entries()) if (step !== null) note(step, task);
	return locks.map(({ location, ...each }) => ({
		...each,
		isContended: (takers.get(location)?.size ?? 0) > 1,
	}));
}

/** What runs once all have ended waits for the others, and a part of a memory for its cpu: neither is told. */
function waitsOf(
	{ placed }: Raced,
	{ steps }: TimelineRecorder,
	{ result: { tasks } }: Replayed,
): TimelineWait[] {
	return (steps.at(-1)?.cpus ?? []).flatMap(({ does, waitsFor }, task): TimelineWait[] =>
		does !== 'waits' || placed.flushTasks.has(task) || tasks[task]!.step?.kind === 'join'
			? []
			: [{ task, says: switchReason('waits', waitsFor) }],
	);
}

function switchesOf({ steps }: TimelineRecorder, events: readonly LiveEvent[]): TimelineSwitch[] {
	return events.flatMap(({ task, death }, i): TimelineSwitch[] => {
		const next = events[i + 1]?.task ?? null;
		if (next === task) return [];
		const { does, waitsFor } = steps[i]!.cpus[task]!;
		const why =
			death !== null
				? 'died'
				: does === 'waits'
					? 'waits'
					: does === 'ended'
						? 'ended'
						: 'preempted';
		return [{ after: i + 1, task, to: next, why, says: switchReason(why, waitsFor) }];
	});
}

function spacesOf(
	{ placed }: Raced,
	{ pteOwners }: TimelineRecorder,
	tables: Tables,
	{
		pteNames,
		nameOf,
	}: {
		readonly pteNames: ReadonlyMap<number, string>;
		readonly nameOf: (address: number) => string;
	},
): TimelineSpace[] {
	const scene = sceneOf(placed, placed.image);
	return placed.processes.map(({ name, mm }): TimelineSpace => ({
		process: name,
		maps: mappedRanges(scene, mm, nameOf),
		ptes: [...pteNames.keys()]
			.flatMap((key) => {
				const slot = pteOwners.get(key) ?? slotOfPte(placed.image, key);
				return slot?.mm === mm ? [{ page: slot.page, word: tables.word(key) }] : [];
			})
			.toSorted((a, b) => a.page - b.page),
	}));
}

function leftOf(raced: Raced, { result: { leftAt }, nameOf }: Replayed): string | null {
	if (leftAt === null) return null;
	const name = namesOfTasks(raced)[leftAt.task] ?? '';
	return scheduleLeaves(
		leftAt.step,
		name,
		readerNamesOf(raced.booted.variant)(leftAt.functionName),
		wantedPhrase(leftAt, nameOf),
	);
}
