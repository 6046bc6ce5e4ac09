/*
 * harness/measure/cost.ts - makes time of counted events, and says what a conclusion rests on.
 *
 * The model is a sum: events times cycles, divided by the clock. Nothing overlaps, so that each term can be taken out.
 * Waiting for locks and for other cpus is not in it; a load runs on one cpu here.
 */
import { eventNames, type EventName, type Events } from './events.ts';
import type { Machine } from './machines.ts';

/** What is taken out together, because one idea of the hardware stands behind it. */
export type Term =
	| 'memory words'
	| 'line misses'
	| 'atomics'
	| 'locks'
	| 'lists'
	| 'calls'
	| 'slab'
	| 'entries'
	| 'page contents'
	| 'tlb'
	| 'disk'
	| 'program';

/** Every event belongs to one term. */
export const termOf: Readonly<Record<EventName, Term>> = {
	loads: 'memory words',
	stores: 'memory words',
	atomics: 'atomics',
	locks: 'locks',
	unlocks: 'locks',
	listSteps: 'lists',
	calls: 'calls',
	allocations: 'slab',
	frees: 'slab',
	lineMisses: 'line misses',
	userAccesses: 'program',
	faults: 'entries',
	syscalls: 'entries',
	pageZeroings: 'page contents',
	pageCopies: 'page contents',
	tlbFlushes: 'tlb',
	diskReads: 'disk',
	diskWrites: 'disk',
};

/** All terms, in the order of the events. */
export const costTerms: readonly Term[] = [...new Set(eventNames.map((name) => termOf[name]))];

/** Seconds of the simulated machine, as time(1) prints them. */
export interface Times {
	readonly userSeconds: number;
	readonly systemSeconds: number;
	/** That the disk works. The program waits for it, and nothing else runs. */
	readonly diskSeconds: number;
	readonly elapsedSeconds: number;
}

export interface TimeOptions {
	/** The term that costs nothing. */
	readonly without?: Term;
	/** How pages lie on disk; next to each other unless said otherwise. */
	readonly diskOrder?: 'sequential' | 'random';
}

/**
 * The modelled time of counted events. On a machine of 1 GHz where a load costs 10 cycles and a user access 100,
 * 200,000,000 loads and 10,000,000 user accesses are `{userSeconds: 1, systemSeconds: 2, diskSeconds: 0,
 * elapsedSeconds: 3}`.
 */
export function timeOf(events: Events, machine: Machine, options: TimeOptions = {}): Times {
	const seconds = (isUser: boolean): number =>
		eventNames
			.filter((name) => termOf[name] !== options.without && (name === 'userAccesses') === isUser)
			.reduce((sum, name) => sum + events[name] * machine.cycles[name].value, 0) /
		machine.clockHz.value;
	const pages = options.without === 'disk' ? 0 : events.diskReads + events.diskWrites;
	const userSeconds = seconds(true);
	const systemSeconds = seconds(false);
	const diskSeconds = pages * machine.diskSeconds[options.diskOrder ?? 'sequential'].value;
	return {
		userSeconds,
		systemSeconds,
		diskSeconds,
		elapsedSeconds: userSeconds + systemSeconds + diskSeconds,
	};
}

export interface Sensitivity {
	readonly term: Term;
	/** System time when the term costs nothing. */
	readonly systemSeconds: number;
	/** Of the whole system time, that this term makes; from 0 to 1. */
	readonly share: number;
}

/**
 * Each term off in turn, the largest share first. Shares add up to 1, because the model is a sum; all are 0 when there
 * is no system time. A ratio of two variants that stays the same without a term does not rest on it.
 */
export function sensitivity(events: Events, machine: Machine): Sensitivity[] {
	const whole = timeOf(events, machine).systemSeconds;
	return costTerms
		.map((term) => {
			const { systemSeconds } = timeOf(events, machine, { without: term });
			return { term, systemSeconds, share: whole === 0 ? 0 : (whole - systemSeconds) / whole };
		})
		.toSorted((a, b) => b.share - a.share);
}
