/*
 * harness/replay/timeline-weights.ts - which steps of an execution matter to its finding.
 */
import type { LiveEvent } from '../engine/live.ts';
import type { Weight } from '../result.ts';
import type { RecordedStep } from './timeline-recorder.ts';
import { shownOf } from './diagram.ts';

export interface Weighed {
	readonly events: readonly LiveEvent[];
	readonly steps: readonly RecordedStep[];
	/** Words that the findings are about. */
	readonly named: ReadonlySet<number>;
	/** Those of them of which each change matters. */
	readonly decisive: ReadonlySet<number>;
	/** Those of which the last change is what goes wrong. */
	readonly about: ReadonlySet<number>;
	/** Whether it is a counter that is too high, 1, or too low, -1; null where it is none. */
	readonly way: 1 | -1 | null;
	/** The flags of a page of which it is wrong that it is no longer dirty; null of all others. */
	readonly dirtied: number | null;
	readonly nameOf: (address: number) => string;
	/** The task that runs once all others have ended, negative where there is none. */
	readonly after: number;
	/** Whether what goes wrong may go wrong then. */
	readonly mayComeAfter: boolean;
	/** Whether the findings are about locks. */
	readonly ofLocks: boolean;
	/** Whether they are about what pages hold. */
	readonly ofContents: boolean;
	/** Whether it is that nobody gets on which is wrong, and not what somebody did. */
	readonly isStuck: boolean;
}

/** Who uses a word or a lock, and whether anybody changes it. */
interface Use {
	readonly tasks: Set<number>;
	isChanged: boolean;
}

class Uses {
	readonly #uses = new Map<string, Use>();

	note(what: string, task: number, changes: boolean): void {
		const use = this.#uses.get(what) ?? { tasks: new Set<number>(), isChanged: false };
		this.#uses.set(what, use);
		use.tasks.add(task);
		use.isChanged ||= changes;
	}

	isShared(what: string): boolean {
		const use = this.#uses.get(what);
		return use !== undefined && use.isChanged && use.tasks.size > 1;
	}
}

/** What a step touches of what others may touch: words by their keys, and the lock that it is about. */
function* touchedBy(
	event: LiveEvent,
	step: RecordedStep,
): Generator<[what: string, changes: boolean]> {
	const { lock } = event.step.operation;
	if (lock !== null) yield [`${lock.name} ${event.step.object}`, true];
	for (const { word } of step.reads) yield [`${word}`, false];
	for (const { word } of step.writes) yield [`${word}`, true];
}

/** The weight of each step. What runs afterwards shares nothing: it is not part of the race. */
export function weightsOf(weighed: Weighed): Weight[] {
	const { events, steps, named, decisive, nameOf, after, ofLocks, ofContents } = weighed;
	const meets = shownOf(events, { after, locks: ofLocks, contents: ofContents, nameOf });
	const uses = new Uses();
	for (const [i, event] of events.entries()) {
		if (event.task === after) continue;
		for (const [what, changes] of touchedBy(event, steps[i]!)) uses.note(what, event.task, changes);
	}
	return events.map((event, i): Weight => {
		const { writes } = steps[i]!;
		const isDecisive = writes.some(({ word }) => decisive.has(word));
		if (meets.has(i) || isDecisive) return 'meets';
		if (writes.some(({ word }) => named.has(word))) return 'touches';
		if (event.task === after) return 'alone';
		const isShared = [...touchedBy(event, steps[i]!)].some(([what]) => uses.isShared(what));
		return isShared ? 'touches' : 'alone';
	});
}

/** Whether a write of a number counts up or down, as asked; of what is no number nobody knows. */
const goes = ({ old, now }: RecordedStep['writes'][number], way: Weighed['way']): boolean =>
	way === null || Math.sign(Number(now) - Number(old)) !== -way;

/** The step that the findings are about, from 1: on which somebody dies, else the last write of what they name. */
export function offending({
	events,
	steps,
	about,
	way,
	dirtied,
	after,
	mayComeAfter,
	isStuck,
}: Weighed): number | null {
	const dies = events.findLastIndex(({ death }) => death !== null);
	if (dies >= 0) return dies + 1;
	if (isStuck) return null;
	const lastOf = (is: (write: RecordedStep['writes'][number]) => boolean): number =>
		steps.findLastIndex(
			({ writes }, i) => (mayComeAfter || events[i]!.task !== after) && writes.some(is),
		);
	const cleaned = lastOf(
		({ word, old, now }) => word === dirtied && /\bdirty\b/.test(old) && !/\bdirty\b/.test(now),
	);
	const last = cleaned < 0 ? lastOf((write) => about.has(write.word) && goes(write, way)) : cleaned;
	return last < 0 ? null : last + 1;
}
