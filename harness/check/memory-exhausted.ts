/*
 * harness/check/memory-exhausted.ts - not a fault of any kernel: the simulated machine is too small
 * for what the workload asks of it.
 */
import type { Oracle } from './oracle.ts';

export const memoryExhausted: Oracle = {
	name: 'simulated memory exhausted',
	says: 'a pool or list of the simulation is full: a limit of the simulation, not of the kernel',
	mutant: 'chain-nodes-are-never-freed',
};
