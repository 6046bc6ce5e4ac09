/*
 * harness/compare/split-jobs.ts - parts of jobs for workers that would have none: the variants of one litmus test share
 * what is known of their functions, so they are one job as long as there are enough of them.
 */
import type { Job } from './job.ts';

/** A part has so many variants at least: each worker learns once more what the functions do. */
const variantsMin = 2;

/** As many jobs as there are workers, if that can be; the job with the most variants is split first. */
export function splitFor(workers: number, jobs: readonly Job[]): Job[] {
	const all = [...jobs];
	while (all.length > 0 && all.length < workers) {
		const [largest] = all.toSorted((a, b) => b.variants.length - a.variants.length);
		const { variants } = largest!;
		if (variants.length < 2 * variantsMin) break;
		const half = Math.ceil(variants.length / 2);
		const parts = [variants.slice(0, half), variants.slice(half)];
		const jobs = parts.map((each, i) => ({
			...largest!,
			variants: each,
			searchesReference: largest!.searchesReference && i === parts.length - 1,
		}));
		all.splice(all.indexOf(largest!), 1, ...jobs);
	}
	return all;
}
