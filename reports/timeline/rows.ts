/*
 * reports/timeline/rows.ts - which steps of a timeline have a row, and what stands between them.
 */
import * as messages from '../../harness/messages/index.ts';
import type { Timeline, TimelineStep, TimelineSwitch } from '../../harness/result.ts';

export type RowKind = 'step' | 'fold' | 'switch';

export interface Row {
	readonly kind: RowKind;
	readonly column: number;
	readonly task: number;
	/** First and last step that it stands for. */
	readonly first: number;
	readonly last: number;
	/** The function that the step is in, where the row before it in this column is in another; else ''. */
	readonly head: string;
	readonly says: readonly string[];
	/** Only of a switch: whose step is next. */
	readonly to: number | null;
}

/** Where all steps that touch what is shared have rows, these are at most so many. */
const touchesMax = 36;

/** The steps that have a row. */
function isShown({ steps }: Timeline): (step: TimelineStep) => boolean {
	const some = steps.filter(({ weight }) => weight !== 'alone').length;
	return ({ weight }) => weight === 'meets' || (some <= touchesMax && weight === 'touches');
}

/** 'page_add_rmap()  mm/rmap.ts:120' */
function functionHead({ functions }: Timeline, { stack }: TimelineStep): string {
	const { name, file, line } = functions[stack.at(-1) ?? -1] ?? {
		name: '',
		file: null,
		line: null,
	};
	if (stack.length < 2) return '';
	return `${name}()${file === null ? '' : ` ${file.replace(/^harness\//, '')}:${line}`}`;
}

class Rows {
	readonly rows: Row[] = [];
	readonly #timeline: Timeline;
	/** By column: the function of the step shown last. */
	readonly #heads = new Map<number, string>();
	#folded: number[] = [];

	constructor(timeline: Timeline) {
		this.#timeline = timeline;
	}

	step(number: number): void {
		const step = this.#timeline.steps[number - 1]!;
		this.unfold();
		const { column, isMemory } = this.#timeline.tasks[step.task]!;
		const now = functionHead(this.#timeline, step);
		const head = now === this.#heads.get(column) ? '' : now;
		this.#heads.set(column, now);
		const says = isMemory ? step.says.map((each) => `~ ${each}`) : step.says;
		this.#put({ kind: 'step', task: step.task, first: number, last: number, head, says });
	}

	fold(number: number): void {
		this.#folded.push(number);
	}

	/** Says how many steps were left out since the last row. */
	unfold(): void {
		const steps = this.#folded;
		this.#folded = [];
		if (steps.length === 0) return;
		const all = steps.map((each) => this.#timeline.steps[each - 1]!);
		const shared = all.filter(({ weight }) => weight !== 'alone').length;
		const says = [messages.stepsFolded(steps.length, shared)];
		const [first, last] = [steps[0]!, steps.at(-1)!];
		this.#put({ kind: 'fold', task: all[0]!.task, first, last, head: '', says });
	}

	switch({ after, task, to, says }: TimelineSwitch): void {
		this.unfold();
		const row = { kind: 'switch', task, first: after, last: after, head: '', to } as const;
		this.#put({ ...row, says: [says] });
	}

	/** Somebody who waits at the end and did not run last. */
	wait(task: number, says: string): void {
		const last = this.#timeline.steps.length;
		this.#put({ kind: 'switch', task, first: last, last, head: '', says: [says] });
	}

	#put(row: Omit<Row, 'column' | 'to'> & { readonly to?: number | null }): void {
		const { column } = this.#timeline.tasks[row.task]!;
		this.rows.push({ to: null, ...row, column });
	}
}

/** Whether a switch has a row: that a store buffer has nothing more to write is no news. */
const isTold = ({ tasks }: Timeline, { why, task }: TimelineSwitch): boolean =>
	why !== 'died' && !(why === 'ended' && tasks[task]!.isMemory);

/** What stands below each other in the picture. Of what dies no switch is told: the step itself says it. */
export function rowsOf(timeline: Timeline): Row[] {
	const shows = isShown(timeline);
	const rows = new Rows(timeline);
	const switches = new Map(timeline.switches.map((each) => [each.after, each]));
	for (const [i, step] of timeline.steps.entries()) {
		if (shows(step)) rows.step(i + 1);
		else rows.fold(i + 1);
		const change = switches.get(i + 1);
		if (change !== undefined && isTold(timeline, change)) rows.switch(change);
	}
	rows.unfold();
	const last = timeline.switches.at(-1)?.task;
	for (const { task, says } of timeline.waits) {
		if (task !== last) rows.wait(task, says);
	}
	return rows.rows;
}
