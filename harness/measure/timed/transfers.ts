/*
 * harness/measure/timed/transfers.ts - cycles until a cache line comes from another cpu, and where each number is from.
 *
 * The rules of machines.ts hold here: no number was fitted to a published table. Kernels for one cpu are not here: they
 * have no locks that another cpu could wait for.
 */
import type { MachineName, Sourced } from '../machines.ts';

export interface Transfers {
	/** Cpus next to each other that are near: those of a quad, or of a socket. A power of two. */
	readonly group: Sourced;
	/** Cycles from a cpu of the same group, and from any other. */
	readonly near: Sourced;
	readonly far: Sourced;
}

const measured: Sourced = {
	value: 100,
	source:
		'measured 29 November 2026: two threads hand a word to and fro, 95.7 ns for both ways, best of 400; on two cores of an EPYC, since the Xeon of machines.ts was not at hand',
};

export const transfersOf: Readonly<Partial<Record<MachineName, Transfers>>> = {
	'numaq-16way': {
		group: { value: 4, source: 'Sequent NUMA-Q: quads of four processors' },
		near: {
			value: 39,
			source:
				'McKenney, recalled: 55 ns, an atomic increment with transfer 113.2 less one without 58.2',
		},
		far: {
			value: 398,
			source:
				'assumed: as remote memory, 3.5 times 162.4 ns; see lineMisses in machines.ts for both numbers',
		},
	},
	modern: {
		group: { value: 64, source: 'assumed: all cores share one L3' },
		near: measured,
		far: measured,
	},
};
