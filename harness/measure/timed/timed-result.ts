/*
 * harness/measure/timed/timed-result.ts - what a run of the timed mode took, in seconds, and what the time was spent on.
 */
import { termOf } from '../cost.ts';
import { eventNames } from '../events.ts';
import type { TimedRun } from './timed-kernel.ts';

interface TimedWait {
	/** The kernel's name of a lock, or the disk. */
	readonly name: string;
	/** Seconds. */
	readonly spinning: number;
	readonly sleeping: number;
	readonly times: number;
	readonly refused: number;
}

export interface TimedResult {
	readonly cpus: number;
	/** Seconds; user and system time are sums over all cpus. */
	readonly user: number;
	readonly system: number;
	readonly disk: number;
	readonly elapsed: number;
	readonly events: Readonly<Record<string, number>>;
	readonly waits: {
		readonly spinning: number;
		readonly sleeping: number;
		readonly byName: readonly TimedWait[];
	};
	/** By term of the cost model, with transfers of lines and spinning: its share of the system time. */
	readonly sensitivity: Readonly<Record<string, number>>;
}

export function timedResult({ simulator, machine, costs }: TimedRun, cpus: number): TimedResult {
	const { kernel, scheduler } = simulator;
	const seconds = (cycles: number): number => cycles / costs.clockHz;
	const sum = (of: (each: (typeof scheduler.cpus)[number]) => number): number =>
		scheduler.cpus.reduce((total, each) => total + of(each), 0);
	const byName = [...scheduler.waits.tallies]
		.map(([name, tally]) => ({
			name,
			spinning: seconds(tally.spinning),
			sleeping: seconds(tally.sleeping),
			times: tally.times,
			refused: tally.refused,
		}))
		.toSorted(
			(a, b) => b.spinning + b.sleeping - a.spinning - a.sleeping || (a.name < b.name ? -1 : 1),
		);
	const system = sum((cpu) => cpu.system);
	const spun = byName.reduce((total, each) => total + each.spinning, 0);
	const shares: Record<string, number> = {};
	const add = (term: string, cycles: number): void => {
		shares[term] = (shares[term] ?? 0) + (system === 0 ? 0 : cycles / system);
	};
	for (const name of eventNames) {
		if (name !== 'userAccesses') add(termOf[name], machine.counts[name] * costs.byEvent[name]);
	}
	add('line transfers', kernel.nearTransfers * costs.near + kernel.farTransfers * costs.far);
	add('spinning', spun * costs.clockHz);
	return {
		cpus,
		user: seconds(sum((cpu) => cpu.user)),
		system: seconds(system),
		disk: seconds(kernel.diskCycles),
		elapsed: seconds(Math.max(...scheduler.cpus.map(({ clock }) => clock))),
		events: {
			...machine.events,
			nearTransfers: kernel.nearTransfers,
			farTransfers: kernel.farTransfers,
		},
		waits: {
			spinning: spun,
			sleeping: byName.reduce((total, each) => total + each.sleeping, 0),
			byName,
		},
		sensitivity: Object.fromEntries(Object.entries(shares).toSorted((a, b) => b[1] - a[1])),
	};
}
