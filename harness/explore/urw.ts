/*
 * harness/explore/urw.ts - a random walk among schedules that are about equally likely: each task is
 * chosen with a probability proportional to the steps that it has left.
 *
 * After the algorithm URW of Zhao, Wolff, Mathur and Roychoudhury, "Selectively uniform concurrency
 * testing", ASPLOS 2025. With a and b steps left there are C(a + b, a) ways on, a / (a + b) of which begin
 * with the first task; so among tasks of fixed length that never wait every interleaving is equally
 * likely. To choose evenly at each step instead favours those in which all tasks advance together.
 *
 * How much is left of a task is the mean over the earlier executions that came through its local state.
 * Where none did, it is what the mean task of its index would have left, at least one step. Of tasks that
 * branch or wait the walk is thus uniform only as nearly as the mean tells. The first execution knows
 * nothing and chooses evenly.
 */
import { seeded } from '../engine/seeded.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { sample, type SamplingOptions } from './sampling.ts';

/** A sum of steps left, and of how many occasions. */
class Mean {
	sum = 0;
	count = 0;

	add(value: number): void {
		this.sum += value;
		this.count++;
	}
}

/** A `Sampler`, see sampling.ts. */
export function walk(problem: Problem, options: SamplingOptions, onTerminal: OnTerminal): void {
	const next = seeded(options.seed);
	const tasksCount = problem.roots.length;
	/** Steps left, by local state. */
	const ahead: (Mean | undefined)[] = [];
	const lengths = problem.roots.map(() => new Mean());
	/** Local states that the tasks of this execution came through. */
	const path: number[][] = problem.roots.map(() => []);
	const left = new Float64Array(tasksCount);
	const leftOf = (task: number, local: number): number => {
		const known = ahead[local];
		if (known !== undefined) return known.sum / known.count;
		const { sum, count } = lengths[task]!;
		return count === 0 ? 1 : Math.max(1, sum / count - path[task]!.length);
	};
	const chooser = {
		begin(): void {
			for (const locals of path) locals.length = 0;
		},
		choose(enabled: number, locals: Int32Array): number {
			let all = 0;
			for (let task = 0; task < tasksCount; task++) {
				left[task] = (enabled >> task) & 1 ? leftOf(task, locals[task]!) : 0;
				all += left[task]!;
			}
			let skip = ((next() >>> 0) / 2 ** 32) * all;
			let chosen = 31 - Math.clz32(enabled);
			for (let task = 0; task < tasksCount; task++) {
				if (!((enabled >> task) & 1)) continue;
				if (skip < left[task]!) {
					chosen = task;
					break;
				}
				skip -= left[task]!;
			}
			path[chosen]!.push(locals[chosen]!);
			return chosen;
		},
		end(kind: string): void {
			// Where one goes round in a circle, what was left is not known.
			if (kind === 'livelock') return;
			for (const [task, locals] of path.entries()) {
				lengths[task]!.add(locals.length);
				for (const [i, local] of locals.entries()) {
					(ahead[local] ??= new Mean()).add(locals.length - i);
				}
			}
		},
	};
	sample(problem, options, chooser, onTerminal);
}
