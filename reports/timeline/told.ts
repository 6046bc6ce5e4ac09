/*
 * reports/timeline/told.ts - the timeline of an execution of which a report holds only the steps that matter: the others
 * are there, so that they are counted, and say nothing.
 */
import type { Execution, Timeline, TimelineStep } from '../../harness/result.ts';

const silent = { stack: [], says: [], reads: [], writes: [], dies: false } as const;

/** Whose step each is: up to where the next one goes on. */
function tasksOfSteps({ stepCount, switches }: Execution): number[] {
	const tasks: number[] = [];
	for (const { after, task } of switches) {
		while (tasks.length < Math.min(after, stepCount)) tasks.push(task);
	}
	const last = switches.at(-1)?.task ?? 0;
	while (tasks.length < stepCount) tasks.push(last);
	return tasks;
}

/** Null of an execution that an earlier version told: what a picture needs is not there. */
export function timelineOfTold(run: Execution): Timeline | null {
	const { picture, token, variant, workload, question, oracle, site, detail } = run;
	if (picture === undefined) return null;
	const steps = tasksOfSteps(run).map((task): TimelineStep => ({
		...silent,
		task,
		weight: 'alone',
	}));
	for (const { at, task, says, dies } of run.steps) {
		// That it changes a word is all that a picture shows of what it writes.
		const writes = picture.writes.includes(at) ? [{ word: 0, old: '', now: '' }] : [];
		steps[at - 1] = { ...silent, task, says, dies, writes, weight: 'meets' };
	}
	return {
		token,
		variant,
		workload,
		question,
		steps,
		columns: run.columns.map((head) => ({ head })),
		tasks: run.tasks.map(({ name, column }) => ({ name, column, isMemory: false })),
		words: [],
		functions: [],
		locks: picture.held,
		switches: run.switches,
		waits: picture.waits,
		tracks: run.tracks.map(({ name, values }) => ({ page: '', name, values })),
		spaces: [],
		findings: [{ oracle, site, detail }],
		violation: run.violation,
		offends: picture.offends,
		ending: run.ending,
		left: run.left,
	};
}
