/*
 * harness/explore/pct.ts - probabilistic concurrency testing: a random order of priority among the tasks,
 * and a few random steps at which the task that would go on falls behind all others.
 *
 * After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic
 * guarantees of finding bugs", ASPLOS 2010. What takes d ordered steps of n tasks that make at most k
 * steps together is met by each execution with a probability of at least 1 / (n k ** (d - 1)), however
 * many steps lie between.
 *
 * k is the longest execution so far that came to its end; until there is one, every task that can run is
 * equally likely. The same holds in an execution beyond twice k steps: a strict order would call a
 * livelock what only waits for a task of lower priority.
 */
import { below, seeded } from '../engine/seeded.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { pick } from './random.ts';
import { sample, type Sampler, type SamplingOptions } from './sampling.ts';

/** A sampler that is made for what takes `depth` (d, from 1) ordered steps. */
export function pct(depth: number): Sampler {
	return (problem: Problem, options: SamplingOptions, onTerminal: OnTerminal): void => {
		const next = seeded(options.seed);
		const tasksCount = problem.roots.length;
		/** By task; those that fell behind have 1 to depth - 1, the others more. */
		const priority = new Int32Array(tasksCount);
		const changeAt = new Int32Array(depth - 1);
		let longest = 0;
		let steps = 0;
		const first = (enabled: number): number => {
			let best = -1;
			for (let task = 0; task < tasksCount; task++) {
				if ((enabled >> task) & 1 && (best < 0 || priority[task]! > priority[best]!)) best = task;
			}
			return best;
		};
		const chooser = {
			begin(): void {
				steps = 0;
				for (let task = 0; task < tasksCount; task++) {
					const other = below(task + 1, next());
					priority[task] = priority[other]!;
					priority[other] = depth + task;
				}
				for (let i = 0; i < changeAt.length; i++) changeAt[i] = below(longest, next());
			},
			choose(enabled: number): number {
				const step = steps++;
				if (step >= 2 * longest) return pick(enabled, next());
				// Not sorted by step: which of those that fell behind goes on first is random too.
				for (let i = 0; i < changeAt.length; i++) {
					if (changeAt[i] === step) priority[first(enabled)] = i + 1;
				}
				return first(enabled);
			},
			end(kind: string): void {
				if (kind !== 'livelock' && steps > longest) longest = steps;
			},
		};
		sample(problem, options, chooser, onTerminal);
	};
}
