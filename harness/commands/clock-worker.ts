/*
 * harness/commands/clock-worker.ts - the thread that times a load on all variants, by tinybench.
 *
 * It says something about this simulator on this machine and nothing about a kernel. Variants take turns within each
 * round, each time another one first, so that a busy moment of the machine falls on all of them.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Bench } from 'tinybench';
import { loadNamed } from '../../workloads/load/index.ts';
import { built } from '../measure/straight/built.ts';
import type { ClockJob, ClockSaid } from './perf-job.ts';
import { functionsOf } from '../measure/straight/functions-of.ts';
import { kernelOn } from './perf-kernel.ts';

/** A sample takes so many milliseconds at least, lest it measures the clock. */
const sampleLeast = 1;
/** Runs before the first sample, in which the functions are compiled; the fastest tells how long a run takes. */
const warmUps = 2;

const job = workerData as ClockJob;
const modules = await built();

/** Runs the load once. */
interface Timed {
	readonly name: string;
	readonly run: () => void;
}

const timed: Timed[] = [];
for (const variant of job.variants) {
	const functions = await functionsOf(modules, variant);
	const load = loadNamed(job.load);
	timed.push({
		name: variant.name,
		run: () => load.run(kernelOn(modules, functions, job.machine).kernel, job.parameters),
	});
}

/** Milliseconds of one task each, once. */
function measure(tasks: readonly Timed[], runsOf: (name: string) => number): Map<string, number> {
	const bench = new Bench({ time: 0, iterations: 1, warmup: false });
	for (const { name, run } of tasks) {
		const runs = runsOf(name);
		bench.add(
			name,
			() => {
				for (let done = 0; done < runs; done++) run();
			},
			{ async: false },
		);
	}
	bench.runSync();
	return new Map(
		bench.tasks.flatMap(({ name, result }) =>
			result.state === 'completed' ? [[name, result.latency.mean / runsOf(name)] as const] : [],
		),
	);
}

// A variant whose kernel dies has no time here.
let fastest = measure(timed, () => 1);
for (let again = 1; again < warmUps; again++) {
	const next = measure(
		timed.filter(({ name }) => fastest.has(name)),
		() => 1,
	);
	fastest = new Map([...next].map(([name, each]) => [name, Math.min(each, fastest.get(name)!)]));
}
const lives = timed.filter(({ name }) => fastest.has(name));
// A fifth more, as a later run may be faster.
const runs = new Map(
	[...fastest].map(([name, each]) => [name, Math.max(1, Math.ceil((sampleLeast * 1.2) / each))]),
);
for (let round = 0; round < job.rounds; round++) {
	const first = round % Math.max(1, lives.length);
	const turns = [...lives.slice(first), ...lives.slice(0, first)];
	const times = measure(turns, (name) => runs.get(name)!);
	const said: ClockSaid = {
		runs: Object.fromEntries(runs),
		milliseconds: Object.fromEntries(times),
	};
	parentPort?.postMessage(said);
}
