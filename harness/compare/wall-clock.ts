/*
 * harness/compare/wall-clock.ts - how long this harness needs to run each variant, by tinybench.
 *
 * It says something about the simulator and nothing about a kernel, and is kept apart for that reason.
 * Variants take turns within each round, so that a busy moment of the machine falls on all of them.
 */
import type { BootedVariant } from '../cell/boot.ts';
import { sequentialOf } from '../cell/problem.ts';
import { placeWorkload } from '../cell/place.ts';
import { runSequentially } from '../cell/cost.ts';
import type { WallClock } from '../result.ts';
import type { Workload } from '../workload.ts';
import { deviation, median } from './median.ts';

const rounds = 2;

/** Milliseconds for one sequential run of all workloads on live generators, per variant. */
export async function wallClockOf(
	variants: readonly BootedVariant[],
	workloads: readonly Workload[],
	elapsedSeconds: number,
): Promise<WallClock> {
	const { Bench } = await import('tinybench');
	const samples = new Map<string, number[]>(variants.map(({ variant }) => [variant.name, []]));
	const prepared = variants.map(({ variant, start }) => {
		const placed = workloads
			.map((workload) => placeWorkload(start, workload))
			.filter((each) => each.death === null)
			.map(sequentialOf);
		return { name: variant.name, start, placed };
	});
	for (let round = 0; round < rounds; round++) {
		const bench = new Bench({ time: 0, iterations: 1, warmup: false });
		for (const { name, start, placed } of prepared) {
			bench.add(
				name,
				() => {
					for (const each of placed) runSequentially(each, start, () => {});
				},
				{ async: false },
			);
		}
		bench.runSync();
		for (const task of bench.tasks) {
			if (task.result.state === 'completed') samples.get(task.name)!.push(task.result.latency.mean);
		}
	}
	return {
		label: 'this harness, one sequential run of all workloads (not a kernel)',
		unit: 'ms',
		rows: [...samples].map(([variant, each]) => ({
			variant,
			samples: each.length,
			p50: median(each),
			mad: deviation(each),
		})),
		elapsedSeconds,
	};
}
