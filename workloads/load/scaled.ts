/*
 * workloads/load/scaled.ts - the sizes at which published tables are simulated, where the published ones take too long.
 *
 * What a walk over vmas costs depends on how many there are, so windows and tasks stay as published. Pages and memory
 * are a part of it, and so are iterations, which repeat themselves. Whoever wants the published sizes gives them
 * to `rmaplab perf --full`.
 *
 * How long a child runs before another one does matters as much as any cost. A child that waits for the disk lets the
 * others run, and they find its pages there until they wait at the same page: so children go in step, in slices much
 * shorter than the file. With slices in which a child goes over the whole file by itself each of them pages all of
 * it in again, and objrmap took 63 times the system time of pte_chains instead of 13 times.
 */
export interface ScaledTable {
	/** By name of the published table. */
	readonly table: string;
	/** What differs from the parameters of the table. */
	readonly parameters: Readonly<Record<string, number>>;
	/** What that means, in a few words. */
	readonly said: string;
}

export const scaledTables: readonly ScaledTable[] = [
	{
		table: 'rmap-test-1',
		parameters: { pages: 60, memory: 6553, iterations: 2, slice: 585 },
		said: 'a tenth of the pages and of the memory, 2 of 10 iterations, children in step as those are that wait for one disk (slice 585; with whole rounds by turns, 58,500, the ratio was 63)',
	},
	{
		table: 'rmap-test-3',
		// Its one child has no turns to take.
		parameters: { iterations: 2 },
		said: 'all pages and all memory, 2 of 10 iterations, so that this command ends in ten minutes',
	},
];

/** Tables that are not simulated, and why. */
export const tablesLeftOut: Readonly<Record<string, string>> = {
	'rmap-test-4': 'only one column was published',
	sdet: 'throughput of scripts that nobody has; its loads are not ours',
	highpte: 'no variant keeps page tables in high memory',
	'decision-support': 'the database is not known; see the memory of shared-tasks',
	'profile-ticks': 'time is not told by function here',
	'kernbench-16': 'contention of 16 cpus is not modelled',
};
