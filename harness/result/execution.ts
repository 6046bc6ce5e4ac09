/*
 * harness/result/execution.ts - what a report tells of an execution: the steps that matter, and what pages, ptes and
 * locks were over time. A timeline has all steps; this has what a reader looks at, so that results hold many of them.
 */
import type {
	Timeline,
	TimelineLock,
	TimelineMap,
	TimelineStep,
	TimelineSwitch,
	TimelineWait,
} from './timeline.ts';

/** What something was from a step on; 0 is when the race begins. */
export interface Since {
	readonly from: number;
	readonly value: string;
}

export interface ToldStep {
	/** Its number among all steps of the execution, from 1. */
	readonly at: number;
	readonly task: number;
	/** The innermost kernel function, and 'harness/mm/rmap.ts:80' where its text is known. */
	readonly function: string;
	readonly place: string | null;
	/** 'mm/memory.c:do_no_page': where the kernel has it; missing in results that are older than that. */
	readonly kernel?: string | null;
	readonly says: readonly string[];
	/** Whether one cpu learns from another by it, undoes what that did, or settles what the finding names. */
	readonly meets: boolean;
	readonly dies: boolean;
}

/** A sentence of an execution that is told without words of the kernel's text. */
export interface ToldLine {
	/** The step; null of how it ends. */
	readonly at: number | null;
	/** 'CPU1 faulter'; '' of how it ends. */
	readonly who: string;
	/** Behind `who`: 'finds f[1] in the page cache of f'; of the end a sentence of its own. */
	readonly says: string;
	/** The innermost kernel function of the step; '' where there is none. */
	readonly function: string;
}

/** A thing and what it was: a field of a page, a lock. */
export interface Told {
	readonly name: string;
	readonly values: readonly Since[];
}

export interface ToldSpace {
	readonly process: string;
	readonly maps: readonly TimelineMap[];
	/** Pages that have a pte some time. */
	readonly ptes: readonly { readonly page: number; readonly values: readonly Since[] }[];
}

/** An execution, with the finding that it is told for. */
export interface Execution {
	readonly token: string;
	readonly variant: string;
	readonly workload: string;
	readonly question: string;
	readonly oracle: string;
	readonly site: string;
	readonly detail: string;
	/** Heads of columns, by number. */
	readonly columns: readonly string[];
	readonly tasks: readonly { readonly name: string; readonly column: number }[];
	/** How many steps there are; `steps` are those of them that matter, in order. */
	readonly stepCount: number;
	readonly steps: readonly ToldStep[];
	readonly switches: readonly TimelineSwitch[];
	readonly tracks: readonly Told[];
	/** Those that another task takes too or waits for. */
	readonly locks: readonly Told[];
	readonly spaces: readonly ToldSpace[];
	/** The step at which it goes wrong; null where only the end shows it. */
	readonly violation: number | null;
	readonly ending: Timeline['ending'];
	readonly left: string | null;
	/** The same in a few plain sentences; missing in results that are older than that. */
	readonly telling?: readonly ToldLine[];
	/** What only a picture shows; missing in results that are older than that. */
	readonly picture?: ToldPicture;
	readonly beside?: ElsewhereExecution;
}

export interface ToldPicture {
	readonly held: readonly TimelineLock[];
	readonly waits: readonly TimelineWait[];
	/** Those of the told steps that change a word. */
	readonly writes: readonly number[];
	/** The step that the finding is about; null where no single one is. */
	readonly offends: number | null;
}

/** The same schedule on another variant, from where the two part. */
export interface ElsewhereExecution {
	readonly variant: string;
	/** The first step at which they differ; null where there is none. */
	readonly at: number | null;
	readonly stepCount: number;
	readonly findings: readonly { readonly oracle: string; readonly site: string }[];
	readonly ending: Timeline['ending'];
	/** The first of those that matter from there on. */
	readonly steps: readonly ToldStep[];
}

/** So many steps are told of what another variant does. */
const besideMax = 6;

/** What a word was over time, by what is written. */
function valuesOf({ words, steps }: Timeline, word: number): Since[] {
	const values: Since[] = [{ from: 0, value: words[word]!.first }];
	for (const [i, { writes }] of steps.entries()) {
		for (const { word: written, now } of writes) {
			if (written === word && values.at(-1)!.value !== now)
				values.push({ from: i + 1, value: now });
		}
	}
	return values;
}

/** Who holds each lock that is contended; nobody at first. */
function locksOf({ locks, tasks }: Timeline): Told[] {
	const contended = locks.filter(({ isContended }) => isContended);
	const names = [...new Set(contended.map(({ lock }) => lock))];
	return names.map((name) => {
		const changes = contended
			.filter(({ lock }) => lock === name)
			.flatMap(({ task, from, to }) => [
				{ at: from, task, takes: true },
				...(to === null ? [] : [{ at: to, task, takes: false }]),
			])
			.toSorted((a, b) => a.at - b.at);
		const holders = new Set<number>();
		const values: Since[] = [{ from: 0, value: '' }];
		for (const { at, task, takes } of changes) {
			if (takes) holders.add(task);
			else holders.delete(task);
			values.push({ from: at, value: [...holders].map((each) => tasks[each]!.name).join(', ') });
		}
		return { name, values };
	});
}

function stepOf({ functions }: Timeline, step: TimelineStep, at: number): ToldStep {
	const inside = functions[step.stack.at(-1) ?? -1];
	const isProgram = step.stack.length < 2 || inside === undefined;
	return {
		at,
		task: step.task,
		function: isProgram ? '' : inside.name,
		place: isProgram || inside.file === null ? null : `${inside.file}:${inside.line}`,
		kernel: isProgram ? null : inside.kernel,
		says: step.says,
		meets: step.weight === 'meets',
		dies: step.dies,
	};
}

/**
 * Steps at which cpus meet, something dies, or something changes that is told of, and those that the sentences speak of;
 * who holds a lock is told anyway.
 */
function stepsOf(
	timeline: Timeline,
	told: readonly Told[],
	spokenOf: ReadonlySet<number>,
): ToldStep[] {
	const changes = new Set(told.flatMap(({ values }) => values.map(({ from }) => from)));
	const ofLocks = new Set(timeline.locks.flatMap(({ from, to }) => [from, to]));
	return timeline.steps.flatMap((step, i) => {
		const at = i + 1;
		const isChange = step.weight === 'touches' && changes.has(at) && !ofLocks.has(at);
		const isShown = step.weight === 'meets' || step.dies || isChange || spokenOf.has(at);
		return isShown ? [stepOf(timeline, step, at)] : [];
	});
}

/**
 * What is told of a timeline for its first finding. @param telling the sentences that tell it, each with the number of its
 * step; the page shows these steps too, in picture and table
 */
export function executionOf(timeline: Timeline, telling: Execution['telling'] = []): Execution {
	const { token, variant, workload, question, tasks, steps, switches, violation, ending, left } =
		timeline;
	const { oracle, site, detail } = timeline.findings[0] ?? { oracle: '', site: '', detail: '' };
	const tracks = timeline.tracks.map(({ page, name, values }) => ({
		name: `${page} ${name}`,
		values,
	}));
	const spokenOf = new Set(telling.flatMap(({ at }) => (at === null ? [] : [at])));
	const told = stepsOf(timeline, tracks, spokenOf);
	return {
		token,
		variant,
		workload,
		question,
		oracle,
		site,
		detail,
		columns: timeline.columns.map(({ head }) => head),
		tasks: tasks.map(({ name, column }) => ({ name, column })),
		stepCount: steps.length,
		steps: told,
		switches,
		tracks,
		locks: locksOf(timeline),
		spaces: timeline.spaces.map(({ process, maps, ptes }) => ({
			process,
			maps,
			ptes: ptes.map(({ page, word }) => ({ page, values: valuesOf(timeline, word) })),
		})),
		violation,
		ending,
		left,
		...(telling.length === 0 ? {} : { telling }),
		picture: {
			held: timeline.locks,
			waits: timeline.waits,
			writes: told.flatMap(({ at }) => (steps[at - 1]!.writes.length > 0 ? [at] : [])),
			offends: timeline.offends,
		},
	};
}

/** What another variant does on the schedule of `own`. */
export function elsewhereOf(own: Timeline, other: Timeline): ElsewhereExecution {
	const part = other.steps.findIndex(({ task, says }, i) => {
		const same = own.steps[i];
		return same?.task !== task || same.says.join() !== says.join();
	});
	const isShorter = part < 0 && other.steps.length < own.steps.length;
	const at = isShorter ? other.steps.length + 1 : part < 0 ? null : part + 1;
	const steps = executionOf(other).steps.filter((step) => at !== null && step.at >= at);
	return {
		variant: other.variant,
		at,
		stepCount: other.steps.length,
		findings: other.findings.map(({ oracle, site }) => ({ oracle, site })),
		ending: other.ending,
		steps: steps.slice(0, besideMax),
	};
}
