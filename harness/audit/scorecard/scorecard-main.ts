/*
 * harness/audit/scorecard/scorecard-main.ts - npm run scorecard: which mutants are found, by whom, how fast.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import {
	mutantAborted,
	scorecardChange,
	scorecardOutOfDate,
	scorecardSeconds,
	scorecardUsage,
	scoreRow,
	scoreSummary,
} from '../../messages/index.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { type JobWorker, runInWorkers } from '../../compare/worker-pool.ts';
import { cardText, complaintsAbout, pageOf, type ScoredRow } from './card.ts';
import { reasons } from './reasons.ts';
import type { Baseline } from './score.ts';
import { allSubjects, isScored } from './subjects.ts';
import type { ScoreAnswer, ScoreJob } from './scorecard-worker.ts';

const { values } = parseArgs({
	options: {
		all: { type: 'boolean', default: false },
		only: { type: 'string' },
		show: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
	},
});
const isWhole = !values.all && values.only === undefined;
const { only } = values;
const subjects = allSubjects().filter((each) =>
	only === undefined ? values.all || isScored(each) : each.id.includes(only),
);
if (subjects.length === 0 || (values.write && !isWhole)) {
	process.stderr.write(`${scorecardUsage()}\n`);
	process.exit(2);
}

/** A last resort: mutants take seconds, and the host on all litmus tests a minute, on a busy machine some. */
const millisecondsMax = { baselines: 900_000, mutant: 120_000 };

function startWorker(onFailure: (error: Error) => void): JobWorker<ScoreJob> {
	const worker = new Worker(new URL('scorecard-worker.js', import.meta.url));
	let timer: NodeJS.Timeout | undefined;
	worker.on('error', onFailure);
	worker.on('message', () => clearTimeout(timer));
	return {
		worker,
		post: (job) => {
			const milliseconds = millisecondsMax[job.kind];
			timer = setTimeout(() => onFailure(new Error(mutantAborted())), milliseconds);
			worker.postMessage(job);
		},
		end: () => {
			clearTimeout(timer);
			void worker.terminate();
		},
	};
}

/**
 * Has workers answer jobs, the next one by whoever is done. A mutant may recurse until its worker has no
 * memory left, or for ever; then, if it is to go on, another takes its place, and the answer is the error.
 */
async function askWorkers(
	jobs: readonly ScoreJob[],
	onLoss: 'end' | 'go on',
	told: (answer: ScoreAnswer | Error, index: number) => void,
): Promise<void> {
	const left = [...jobs];
	await runInWorkers<ScoreJob, ScoreAnswer>({
		workers: Math.min(availableParallelism(), jobs.length),
		start: (_, onFailure) => startWorker(onFailure),
		take: () => left.shift() ?? null,
		onMessage: (answer, job) => told(answer, jobs.indexOf(job)),
		onFailed: (error, job) => {
			if (onLoss === 'go on') told(error, jobs.indexOf(job));
			return onLoss;
		},
	});
}

const started = performance.now();
const hosts = [...new Set(subjects.map(({ host }) => host))];
const baselines = new Map<string, readonly Baseline[]>();
await askWorkers(
	hosts.map((host) => ({ kind: 'baselines', host })),
	'end',
	(answer, i) => {
		if (answer instanceof Error || answer.kind !== 'baselines') return;
		baselines.set(hosts[i]!, answer.baselines);
	},
);
const rows: ScoredRow[] = [];
await askWorkers(
	subjects.map((subject) => ({
		kind: 'mutant',
		subject,
		baselines: baselines.get(subject.host)!,
	})),
	'go on',
	(answer, i) => {
		if (!(answer instanceof Error) && answer.kind !== 'score') return;
		const { id, before, after } = subjects[i]!;
		const { score, milliseconds } =
			answer instanceof Error
				? { score: { kind: 'broken', message: answer.message } as const, milliseconds: undefined }
				: answer;
		rows[i] = { id, score };
		process.stdout.write(`${scoreRow(id, score, milliseconds)}\n`);
		if (values.show) process.stdout.write(`${scorecardChange(before, after).join('\n')}\n`);
	},
);

const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
	`\n${scoreSummary(rows.map(({ score }) => score.kind))}\n${scorecardSeconds(seconds)}\n`,
);
if (isWhole) {
	const root = packageRoot();
	const card = join(root, 'harness/audit/scorecard/scorecard.txt');
	const page = join(root, 'docs/scorecard.md');
	const kinds = rows.map(({ id, score }) => ({ id, kind: score.kind }));
	const complaints = complaintsAbout(kinds, reasons);
	if (values.write) {
		writeFileSync(card, cardText(rows));
		writeFileSync(page, pageOf(kinds, reasons));
	} else if (readFileSync(card, 'utf8') !== cardText(rows)) {
		complaints.push(scorecardOutOfDate());
	}
	process.stderr.write(complaints.map((each) => `${each}\n`).join(''));
	if (complaints.length > 0) process.exitCode = 1;
}
