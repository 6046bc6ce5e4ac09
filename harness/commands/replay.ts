/*
 * harness/commands/replay.ts - rmaplab replay: the execution behind a token.
 */
import { isSequenceFile } from '../text/sequence-file.ts';
import type { Segment } from '../text/token.ts';
import {
	BadInput,
	nothingToDraw,
	locksOfTable,
	scheduleEnds,
	scheduleLeaves,
	showsNothing,
	stepsLeftOut,
} from '../messages/index.ts';
import { readerNamesOf } from '../replay/reader-name.ts';
import { wantedPhrase } from '../replay/state.ts';
import { isOfContents, isOfLocks, shownOf } from '../replay/diagram.ts';
import { locksIn } from '../replay/table-lines.ts';
import { cpusMeet, printTable } from '../replay/trace.ts';
import { columnsOf } from '../cell/stage.ts';
import { findingLines, wrapped } from './finding-lines.ts';
import { columnsOf as columnsHere, note } from '../terminal/look.ts';
import { givenToken, type GivenTokenFlags } from './given-token.ts';
import {
	eventRecord,
	findingsBeforeRace,
	loadExecution,
	runExecution,
	type Execution,
	type Replayed,
} from '../replay/execution.ts';

export interface ReplayFlags extends GivenTokenFlags {
	readonly json?: true | undefined;
	readonly all?: true | undefined;
	readonly step?: true | undefined;
	/** Where a picture of the execution goes. */
	readonly svg?: string | undefined;
	/** A variant to follow the same schedule on. */
	readonly against?: string | undefined;
}

export async function runReplay(text: string, flags: ReplayFlags): Promise<number> {
	const given = await givenToken(text, flags);
	const { workload } = flags;
	if (workload !== undefined && isSequenceFile(workload)) {
		const { runSequenceReplay } = await import('./replay-sequence.ts');
		return await runSequenceReplay(given, text, { ...flags, workload });
	}
	const execution = await loadExecution(given, flags);
	const { placed, token } = execution;
	if (flags.against !== undefined) {
		const { runAgainst } = await import('./against.ts');
		return runAgainst(execution, flags.against, flags.json === true);
	}
	if (placed.death !== null) {
		const functionOf = readerNamesOf(execution.booted.variant);
		if (flags.svg !== undefined) throw new BadInput(nothingToDraw());
		const findings = findingsBeforeRace(execution);
		const shown = flags.json
			? JSON.stringify({ token: text, events: [], findings }, null, '\t')
			: `Before the race, on one CPU:\n\n ${functionOf(placed.death.functionName)}()\n` +
				`  *** ${placed.death.death.oracle}: ${placed.death.death.text} ***`;
		process.stdout.write(`${shown}\n`);
		return 0;
	}
	if (flags.step) {
		const { runStep } = await import('./step.ts');
		return runStep(execution);
	}
	if (flags.svg !== undefined) {
		const { drawTimeline } = await import('./draw-timeline.ts');
		drawTimeline(execution, text, flags.svg, flags);
	}
	const replayed = runExecution(execution, token.schedule);
	if (flags.json) {
		const { machine, findings } = replayed;
		const events = replayed.result.events.map((event) => eventRecord(event, machine));
		process.stdout.write(`${JSON.stringify({ token: text, events, findings }, null, '\t')}\n`);
	} else {
		const lines = replayLines(execution, replayed, flags.all === true);
		process.stdout.write(`${lines.join('\n')}\n`);
	}
	sayWhereItEnds(token.schedule, replayed);
	const left = leftPhrase(execution, replayed);
	if (left === null) return 0;
	process.stderr.write(`error: ${left}\n`);
	return 2;
}

/** A token of which the end was lost shows nothing, and nobody would see why. */
export function sayWhereItEnds(schedule: readonly Segment[], { result, findings }: Replayed): void {
	if (findings.length > 0 || result.leftAt !== null) return;
	let asked = 0;
	for (const { steps } of schedule) {
		if (steps === null) return;
		asked += steps;
	}
	if (asked > 0 && asked < result.events.length) note(scheduleEnds(asked));
}

/** Where the schedule was left, or null. */
function leftPhrase({ names, booted }: Execution, { result, nameOf }: Replayed): string | null {
	const { leftAt } = result;
	if (leftAt === null) return null;
	const wanted = wantedPhrase(leftAt, nameOf);
	const functionName = readerNamesOf(booted.variant)(leftAt.functionName);
	return scheduleLeaves(leftAt.step, names[leftAt.task] ?? '', functionName, wanted);
}

/** Wider than this a table of two cpus only has its columns further apart. */
const widest = 160;

/**
 * The table and what the judges say of the end. Unless all is asked for it has the steps by which cpus meet, and those that
 * the mail about the finding has; where none meets another, what is written and locked.
 */
export function replayLines(execution: Execution, replayed: Replayed, all: boolean): string[] {
	const { booted, workload, names, placed } = execution;
	const { result, findings, nameOf, ending } = replayed;
	const { events } = result;
	const { after } = placed;
	const shows = all ? 'steps' : cpusMeet(events, after) ? 'meets' : 'writes';
	const of = findings.map(({ oracle }) => oracle);
	const about = { after, locks: of.some(isOfLocks), contents: of.some(isOfContents), nameOf };
	const table = printTable(result, {
		names,
		columns: columnsOf(execution),
		nameOf,
		functionOf: readerNamesOf(booted.variant),
		shows,
		besides: shownOf(events, about),
		room: Math.min(widest, columnsHere()),
	});
	const below = [
		locksOfTable(locksIn(table.lines)),
		table.leftOut === 0 ? '' : stepsLeftOut(table.leftOut, events.length, shows),
	];
	return [
		`${booted.variant.name} on ${workload.name}`,
		'',
		...table.lines,
		'',
		...below.flatMap((each) => (each === '' ? [] : [...wrapped('', each, columnsHere()), ''])),
		...findingLines(findings, columnsHere()),
		// What was not followed to an end must not look like one that ended well.
		...(findings.length > 0 || result.leftAt !== null ? [] : [` ${showsNothing(ending)}`]),
	];
}
