/*
 * harness/audit/scorecard/scorecard-worker.ts - scores mutants in a worker thread, and takes the time.
 */
import { parentPort } from 'node:worker_threads';
import { variants } from '../../../variants/index.ts';
import { readWorkload, workloadNames } from '../../catalogue/litmus.ts';
import { buildMutant } from './build.ts';
import { baselineOf, defaultScoreLimits, scoreMutant, type Baseline, type Score } from './score.ts';
import { sourceOf, type Subject } from './subjects.ts';

export type ScoreJob =
	| { readonly kind: 'baselines'; readonly host: string }
	| {
			readonly kind: 'mutant';
			readonly subject: Subject;
			/** By workload, in the order of the litmus files. */
			readonly baselines: readonly Baseline[];
	  };

export type ScoreAnswer =
	| { readonly kind: 'baselines'; readonly baselines: readonly Baseline[] }
	| { readonly kind: 'score'; readonly score: Score; readonly milliseconds: number };

const workloads = workloadNames().map((name) => readWorkload(name, Object.keys(variants)));

function answer(job: ScoreJob): ScoreAnswer {
	const started = performance.now();
	if (job.kind === 'baselines') {
		const host = variants[job.host]!;
		const baselines = workloads.map((each) => baselineOf(host, each, defaultScoreLimits));
		return { kind: 'baselines', baselines };
	}
	const score = scoreOf(job);
	return { kind: 'score', score, milliseconds: performance.now() - started };
}

function scoreOf({ subject, baselines }: Extract<ScoreJob, { kind: 'mutant' }>): Score {
	return scoreMutant(
		buildMutant(variants[subject.host]!, subject, sourceOf(subject.path)),
		subject.functionName,
		workloads.map((workload, i) => [workload, baselines[i]!] as const),
		defaultScoreLimits,
	);
}

parentPort!.on('message', (job: ScoreJob) => {
	parentPort!.postMessage(answer(job));
	parentPort!.postMessage('done');
});
