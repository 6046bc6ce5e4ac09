/*
 * harness/commands/perf-sequence.ts - imported or recorded calls as a load: what they cost on one variant, and what oracles
 * find between them.
 */
import { runSequences } from '../audit/recorded/sequence-run.ts';
import { ends } from '../engine/running.ts';
import { machines } from '../measure/machines.ts';
import type { Built, JudgeAtRest } from '../measure/straight/built.ts';
import { sequenceSaid } from '../messages/index.ts';
import type { PerfRow, SequenceText } from '../result.ts';
import { noting } from './own-functions.ts';
import { modelled, type PerfRun } from './perf-row.ts';

/** @throws BadInput for what a user's own function throws */
export function sequenceRowOf(
	modules: Built,
	oracles: JudgeAtRest,
	{ job, variant, functions }: PerfRun,
	sequences: readonly SequenceText[],
): PerfRow {
	const begun = performance.now();
	const isDeath = (error: unknown): boolean => error instanceof modules.state.Died;
	const noted = noting(functions, variant.own, isDeath);
	const run = runSequences(modules, noted, sequences, job.machine, oracles);
	ends();
	return {
		variant: variant.name,
		load: job.load,
		parameters: job.parameters,
		machine: job.machine,
		...modelled(run.events, machines[job.machine]),
		events: run.events,
		memory: run.memory,
		lockedUnmapped: run.lockedUnmapped,
		findings: run.findings.map(({ oracle, site, detail, call, isDeath: died }) => ({
			oracle,
			...(died ? {} : { site }),
			text: sequenceSaid.perfFinding(detail, call),
		})),
		oraclesAsked: run.oraclesAsked,
		wallClock: { seconds: (performance.now() - begun) / 1000 },
	};
}
