/*
 * harness/commands/minimise.ts - rmaplab minimise: the smallest scenario that shows what a token shows.
 */
import { oracles } from '../check/index.ts';
import { BadInput, minimisedSummary, noSuchOracle, nothingToMinimise } from '../messages/index.ts';
import { defaultLimits } from '../cell/limits.ts';
import { minimise } from '../minimise/minimise.ts';
import { canBeMinimised, judgeSchedule, type Target } from '../replay/judge-schedule.ts';
import { refuseUnwritable, writeNew } from '../terminal/write-new.ts';
import { nearest } from '../text/nearest.ts';
import { isSequenceFile } from '../text/sequence-file.ts';
import {
	findingsBeforeRace,
	loadExecution,
	runExecution,
	type Execution,
} from '../replay/execution.ts';
import { givenToken, type GivenTokenFlags } from './given-token.ts';
import { originLines } from './named-files.ts';
import { replayLines, sayWhereItEnds } from './replay.ts';
import { namesOfTasks, stageOf } from '../cell/stage.ts';

export interface MinimiseFlags extends GivenTokenFlags {
	readonly oracle?: string | undefined;
	readonly out?: string | undefined;
	/** Also over a file that holds something else. */
	readonly force?: true | undefined;
	readonly states: number;
	readonly json?: true | undefined;
}

export async function runMinimise(text: string, flags: MinimiseFlags): Promise<number> {
	const known = Object.keys(oracles);
	if (flags.oracle !== undefined && !known.includes(flags.oracle)) {
		throw new BadInput(noSuchOracle(flags.oracle, nearest(flags.oracle, known)));
	}
	if (flags.out !== undefined) refuseUnwritable(flags.out);
	const given = await givenToken(text, flags);
	const path = flags.workload;
	if (path !== undefined && isSequenceFile(path)) {
		const { runSequenceMinimise } = await import('./replay-sequence.ts');
		return await runSequenceMinimise(given, text, { ...flags, workload: path });
	}
	const execution = await loadExecution(given, flags);
	const { booted, workload, token, problem, placed } = execution;
	const target = targetOf(execution, flags.oracle);
	const limits = { ...defaultLimits.minimise, statesMax: flags.states };
	const minimised = minimise(booted, workload, target, token.schedule, limits);
	const before =
		problem === null
			? { preemptions: 0, steps: 0 }
			: ((judged) => ({ preemptions: judged.preemptions, steps: judged.tasks.length }))(
					judgeSchedule(placed, problem, token.schedule),
				);
	const file = flags.out ?? `${minimised.workload.name}.litmus`;
	writeNew(file, minimised.text, { force: flags.force === true });
	const { minimal, removed, candidatesTried, preemptions, steps } = minimised;
	const told = { minimal, removed, candidatesTried, preemptions, steps, before };
	if (flags.json) {
		const { oracle, site } = target;
		const json = { token: minimised.token, oracle, site, file, ...told, litmus: minimised.text };
		process.stdout.write(`${JSON.stringify(json, null, '\t')}\n`);
		return 0;
	}
	const lines = [
		...minimisedSummary(minimised.token, target, told, {
			variants: [{ name: booted.variant.name, file: flags.variant }],
			workloads: [{ name: minimised.workload.name, file }],
		}),
		...originLines(),
		'',
		...minimised.text.trimEnd().split('\n'),
		'',
	];
	if (problem !== null) {
		const stage = stageOf(booted, minimised.workload);
		const shown = { ...execution, ...stage, names: namesOfTasks(stage) };
		lines.push(...replayLines(shown, runExecution(shown, minimised.schedule), false));
	}
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
}

/** The finding that the token's execution ends with, or the one of the oracle that was asked for. */
function targetOf(execution: Execution, oracle: string | undefined): Target {
	const beforeRace = execution.problem === null;
	const { schedule } = execution.token;
	const replayed = beforeRace ? null : runExecution(execution, schedule);
	const findings = replayed?.findings ?? findingsBeforeRace(execution);
	const found = findings.find((each) =>
		oracle === undefined ? canBeMinimised(each.oracle) : each.oracle === oracle,
	);
	if (found === undefined || !canBeMinimised(found.oracle)) {
		if (replayed !== null) sayWhereItEnds(schedule, replayed);
		throw new BadInput(
			nothingToMinimise(
				found?.oracle ?? oracle ?? null,
				findings.map((each) => each.oracle),
			),
		);
	}
	return { oracle: found.oracle, site: found.site, beforeRace };
}
