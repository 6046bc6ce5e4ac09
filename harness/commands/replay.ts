/*
 * harness/commands/replay.ts - rmaplab replay: the execution behind a token.
 */
import { scheduleLeaves, showsNothing } from '../messages/index.ts';
import { wantedPhrase } from '../replay/state.ts';
import { printTable } from '../replay/trace.ts';
import { columnsOf } from '../cell/stage.ts';
import { findingLines } from './finding-lines.ts';
import {
	eventRecord,
	findingsBeforeRace,
	loadExecution,
	runExecution,
	type Execution,
	type Replayed,
	type TokenFlags,
} from '../replay/execution.ts';

export interface ReplayFlags extends TokenFlags {
	readonly json?: true | undefined;
	readonly all?: true | undefined;
	readonly step?: true | undefined;
	/** A variant to follow the same schedule on. */
	readonly against?: string | undefined;
}

export async function runReplay(text: string, flags: ReplayFlags): Promise<number> {
	const execution = await loadExecution(text, flags);
	const { placed, token, names } = execution;
	if (flags.against !== undefined) {
		const { runAgainst } = await import('./against.ts');
		return runAgainst(execution, flags.against, flags.json === true);
	}
	if (placed.death !== null) {
		const findings = findingsBeforeRace(execution);
		const shown = flags.json
			? JSON.stringify({ token: text, events: [], findings }, null, '\t')
			: `Before the race, on one CPU:\n\n ${placed.death.functionName}()\n` +
				`  *** ${placed.death.death.oracle}: ${placed.death.death.text} ***`;
		process.stdout.write(`${shown}\n`);
		return 0;
	}
	if (flags.step) {
		const { runStep } = await import('./step.ts');
		return runStep(execution);
	}
	const replayed = runExecution(execution, token.schedule);
	if (flags.json) {
		const { machine, findings } = replayed;
		const events = replayed.result.events.map((event) => eventRecord(event, machine));
		process.stdout.write(`${JSON.stringify({ token: text, events, findings }, null, '\t')}\n`);
		return 0;
	}
	process.stdout.write(
		`${replayLines(execution, replayed, flags.all ? 'writes' : 'meets').join('\n')}\n`,
	);
	const { leftAt } = replayed.result;
	if (leftAt !== null) {
		const wanted = wantedPhrase(leftAt, replayed.nameOf);
		const name = names[leftAt.task] ?? '';
		process.stderr.write(`${scheduleLeaves(leftAt.step, name, leftAt.functionName, wanted)}\n`);
	}
	return 0;
}

/** The table and what the judges say of the end. */
export function replayLines(
	execution: Execution,
	{ result, findings, nameOf, ending }: Replayed,
	shows: 'meets' | 'writes',
): string[] {
	const { booted, workload, names } = execution;
	const columns = columnsOf(execution);
	return [
		`${booted.variant.name} on ${workload.name}`,
		'',
		...printTable(result, { names, columns, nameOf, shows }),
		'',
		...findingLines(findings),
		// What was not followed to an end must not look like one that ended well.
		...(findings.length > 0 || ending === 'end' ? [] : [` ${showsNothing(ending)}`]),
	];
}
