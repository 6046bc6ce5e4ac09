/*
 * harness/measure/scorecard-main.ts - npm run scorecard: which mutants are found, by whom, how fast.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import {
	litmusFindsNothing,
	scorecardChange,
	scorecardOutOfDate,
	scorecardSeconds,
	scorecardUsage,
	scoreRow,
	scoreSummary,
} from '../messages.ts';
import { packageRoot } from '../source.ts';
import {
	cardText,
	complaintsAbout,
	probesOf,
	readmeSection,
	withSection,
	type ScoredRow,
} from '../scorecard/card.ts';
import { reasons } from '../scorecard/reasons.ts';
import type { Baseline } from '../scorecard/score.ts';
import { allSubjects, isScored } from '../scorecard/subjects.ts';
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

/** Hands jobs to workers, the next one to whoever is done; answers come in the order of the jobs. */
async function askWorkers(
	workers: readonly Worker[],
	jobs: readonly ScoreJob[],
	told: (answer: ScoreAnswer, index: number) => void,
): Promise<void> {
	let next = 0;
	await Promise.all(
		workers.map(
			(worker) =>
				new Promise<void>((resolve, reject) => {
					let index = -1;
					const go = (): void => {
						index = next++;
						if (index < jobs.length) return worker.postMessage(jobs[index]);
						worker.removeAllListeners('message');
						resolve();
					};
					worker.on('message', (answer: ScoreAnswer) => {
						told(answer, index);
						go();
					});
					worker.once('error', reject);
					go();
				}),
		),
	);
}

const started = performance.now();
const workers = Array.from(
	{ length: availableParallelism() },
	() => new Worker(new URL('scorecard-worker.js', import.meta.url)),
);
const hosts = [...new Set(subjects.map(({ host }) => host))];
const baselines = new Map<string, readonly Baseline[]>();
await askWorkers(
	workers,
	hosts.map((host) => ({ kind: 'baselines', host })),
	(answer, i) => {
		if (answer.kind === 'baselines') baselines.set(hosts[i]!, answer.baselines);
	},
);
const rows: ScoredRow[] = [];
await askWorkers(
	workers,
	subjects.map((subject) => ({
		kind: 'mutant',
		subject,
		baselines: baselines.get(subject.host)!,
	})),
	(answer, i) => {
		if (answer.kind !== 'mutant') return;
		const { id, before, after } = subjects[i]!;
		rows[i] = { id, score: answer.score };
		process.stdout.write(`${scoreRow(id, answer.score, answer.milliseconds)}\n`);
		if (values.show) process.stdout.write(`${scorecardChange(before, after).join('\n')}\n`);
	},
);
const probes = isWhole ? probesOf(subjects, reasons) : [];
const unproved: string[] = [];
await askWorkers(
	workers,
	probes.map(({ subject, litmus }) => ({ kind: 'probe', subject, litmus })),
	(answer, i) => {
		if (answer.kind === 'probe' && answer.score.kind !== 'found')
			unproved.push(probes[i]!.subject.id);
	},
);
await Promise.all(workers.map((worker) => worker.terminate()));

const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
	`\n${scoreSummary(rows.map(({ score }) => score.kind))}\n${scorecardSeconds(seconds)}\n`,
);
if (isWhole) {
	const root = packageRoot();
	const card = join(root, 'harness/scorecard/scorecard.txt');
	const readme = join(root, 'README.md');
	const kinds = rows.map(({ id, score }) => ({ id, kind: score.kind }));
	const complaints = [...complaintsAbout(kinds, reasons), ...unproved.map(litmusFindsNothing)];
	if (values.write) {
		writeFileSync(card, cardText(rows));
		const section = readmeSection(kinds, reasons);
		writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), section));
	} else if (readFileSync(card, 'utf8') !== cardText(rows)) {
		complaints.push(scorecardOutOfDate());
	}
	process.stderr.write(complaints.map((each) => `${each}\n`).join(''));
	if (complaints.length > 0) process.exitCode = 1;
}
