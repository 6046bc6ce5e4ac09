/*
 * harness/commands/against.ts - rmaplab replay TOKEN --against VARIANT: the first step at which two variants
 * part on one schedule.
 *
 * A schedule asks cpus in turn for so many steps. After the two have parted the numbers stand for other
 * steps, so a cpu that cannot take all that it is asked for gives way to the next, and in the end all run on
 * in order. The same is done on both sides. Where that comes back to where it was, it stops.
 */
import { bootVariant } from '../cell/boot.ts';
import { loadVariant } from '../catalogue/variant.ts';
import {
	divergesAt,
	endsAfter,
	endsBeforeRace,
	howItGoesOn,
	noDivergence,
	sameBefore,
	showsNothing,
} from '../messages/index.ts';
import { divergence, sideBySide, stepsBefore, type Side } from '../replay/diverge.ts';
import { readerNamesOf } from '../replay/reader-name.ts';
import { columnsOf } from '../terminal/look.ts';
import { stageOf } from '../cell/stage.ts';
import type { Finding } from '../check/oracle.ts';
import {
	eventRecord,
	findingsBeforeRace,
	runExecution,
	type Execution,
	type Raced,
	type Replayed,
} from '../replay/execution.ts';
import { findingLines } from './finding-lines.ts';

interface Followed extends Side {
	readonly ending: Replayed['ending'] | 'before the race';
	readonly findings: readonly Finding[];
	/** Events as `--json` prints them. */
	readonly records: readonly object[];
}

/** One schedule on two variants. */
export interface Parting {
	readonly workload: string;
	/** Names of the tasks. */
	readonly names: readonly string[];
	readonly sides: readonly [Followed, Followed];
	/** Index of the first step at which they differ; null when there is none. */
	readonly at: number | null;
}

/** Returns the exit status: 0 also when they do not part. */
export async function runAgainst(
	execution: Execution,
	against: string,
	asJson: boolean,
): Promise<number> {
	const { variant } = await loadVariant(against);
	const parting = partOn(execution, bootVariant(variant));
	const shown = asJson
		? JSON.stringify(partingRecord(parting), null, '\t')
		: partingLines(parting, columnsOf()).join('\n');
	process.stdout.write(`${shown}\n`);
	return 0;
}

/** Follows the schedule of an execution on its own variant and on another. */
export function partOn(execution: Execution, other: Raced['booted']): Parting {
	const { token, workload, names } = execution;
	const follow = (raced: Raced): Followed => {
		const variant = raced.booted.variant.name;
		const functionOf = readerNamesOf(raced.booted.variant);
		if (raced.placed.death !== null) {
			const findings = findingsBeforeRace(raced);
			const ending = 'before the race';
			return { variant, events: [], records: [], nameOf: String, functionOf, ending, findings };
		}
		const replayed = runExecution(raced, token.schedule, { lenient: true });
		const { nameOf, ending, findings, machine } = replayed;
		const { events } = replayed.result;
		const records = events.map((event) => eventRecord(event, machine));
		return { variant, events, records, nameOf, functionOf, ending, findings };
	};
	const sides = [
		follow(execution),
		follow({ ...stageOf(other, workload), booted: other }),
	] as const;
	return {
		workload: workload.name,
		names,
		sides,
		at: divergence(sides[0].events, sides[1].events),
	};
}

/** As `--json` prints it; steps are counted from 1. */
export function partingRecord({ sides, at }: Parting): object {
	return {
		divergesAtStep: at === null ? null : at + 1,
		sides: sides.map(({ variant, events, records, ending, findings }) => ({
			variant,
			steps: events.length,
			step: at === null ? null : (records[at] ?? null),
			ending,
			findings,
		})),
	};
}

/** For a terminal: what is shared, the steps at which they part, how each ends. */
export function partingLines({ workload, names, sides, at }: Parting, columns: number): string[] {
	const [one, other] = sides;
	const ends = sides.flatMap((side) => ['', ...endLines(side)]);
	if (sides.some(({ ending }) => ending === 'before the race')) return ends.slice(1);
	if (at === null) return [noDivergence(one.variant, other.variant, one.events.length), ...ends];
	return [
		divergesAt(one.variant, other.variant, workload, at + 1),
		...(at > stepsBefore ? [sameBefore(at - stepsBefore)] : []),
		'',
		...sideBySide(one, other, names, at, columns),
		'',
		...howItGoesOn(),
		...ends,
	];
}

function endLines({ variant, events, ending, findings }: Followed): string[] {
	if (ending === 'before the race') return [endsBeforeRace(variant), ...findingLines(findings)];
	return [
		endsAfter(variant, events.length),
		...(findings.length === 0 ? [` ${showsNothing(ending)}`] : findingLines(findings)),
	];
}
