/*
 * harness/measure/events.ts - what a load makes the kernel do, counted. The counts are exact: the same load gives the
 * same numbers on any machine. The cost model (cost.ts) makes time of them.
 */

/** Names of what is counted, in the order of tables. */
export const eventNames = [
	/** Loads and stores of words of kernel memory, ptes among them. */
	'loads',
	'stores',
	/** Read-modify-write steps that lock the bus: bit operations, atomic counters, xchg. */
	'atomics',
	/** Locks taken, and locks given back. */
	'locks',
	'unlocks',
	/** Elements of lists that were looked at. */
	'listSteps',
	/** Kernel functions entered. */
	'calls',
	/** Objects from and to the slab and page allocators. */
	'allocations',
	'frees',
	/** Cache lines of kernel memory that were not in the simulated cache. */
	'lineMisses',
	/** Loads and stores of user programs, page faults, and system calls. */
	'userAccesses',
	'faults',
	'syscalls',
	/** Pages cleared for a program, and pages copied. */
	'pageZeroings',
	'pageCopies',
	/** Flushes of translations; on more than one cpu each is an interrupt to the others. */
	'tlbFlushes',
	/** Pages read from and written to disk or swap. */
	'diskReads',
	'diskWrites',
] as const;

export type EventName = (typeof eventNames)[number];

/** How often each happened; whole numbers. */
export type Events = Readonly<Record<EventName, number>>;
