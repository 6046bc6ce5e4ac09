/*
 * harness/audit/scorecard/probe.ts - a mutant on a litmus text that was written for it.
 */
import { variants } from '../../../variants/index.ts';
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { buildMutant } from './build.ts';
import { baselineOf, defaultScoreLimits, scoreMutant, type Score } from './score.ts';
import { sourceOf, type Subject } from './subjects.ts';

/**
 * What becomes of the mutant if this is the only litmus file that there is.
 * @param litmus without its `scenario` line
 * @throws Error if it is no litmus test
 */
export function scoreOn(subject: Subject, litmus: string): Score {
	const read = parseLitmus(`scenario probe\n${litmus}\n`, 'probe');
	if ('error' in read) throw new Error(read.error.message);
	const { workload } = read;
	const host = variants[subject.host]!;
	const baseline = baselineOf(host, workload, defaultScoreLimits);
	const mutant = buildMutant(host, subject, sourceOf(subject.path));
	return scoreMutant(mutant, subject.functionName, [[workload, baseline]], defaultScoreLimits);
}
