/*
 * harness/audit/fuzz/weights.ts - which calls a round of random programs makes, and how often each.
 *
 * Programs that may make every call make few of each, and miss what takes two of one. So each round leaves out about
 * half of all calls (Groce and others, Swarm Testing, ISSTA 2012).
 */
import { needsProcess } from '../../../workloads/litmus/calls.ts';
import { below, seeded } from '../../engine/seeded.ts';
import type { Call } from '../../workload.ts';

export type Word = Call['call'];

/** Calls that race; those a kernel thread can make too come last. */
const ofProcess = [...needsProcess] as readonly Word[];

const ofAnybody: readonly Word[] = [
	'truncate',
	'reclaim',
	'shrink',
	'refill',
	'read',
	'write',
	'punch',
	'fsync',
	'direct-read',
	'direct-write',
	'invalidate',
	'swapoff',
	'fail',
];

/** All words of the language. */
export const allWords: readonly Word[] = [...ofProcess, ...ofAnybody];

/** Programs of one round. */
export const programsOfRound = 24;

/** Of one round: weights of the calls that it makes. */
export interface Weights {
	readonly process: readonly (readonly [Word, number])[];
	readonly thread: readonly (readonly [Word, number])[];
	/** Of 100 maps before the race: how many are of a file, and how many of these shared. */
	readonly files: number;
	readonly shared: number;
	/** Of 100 programs: on weak memory, with cpus that are threads of one process. */
	readonly weak: number;
	readonly threads: number;
}

const weightMax = 8;

/** The stream of random words of one part of a run; parts with other numbers have nothing in common. */
export const streamOf = (seed: number, part: number): (() => number) => {
	const first = seeded(seed ^ Math.imul(part + 1, 0x85ebca6b));
	return seeded(first() ^ part);
};

/** @param round counts from 0 */
export function weightsOf(seed: number, round: number): Weights {
	const random = streamOf(seed, -1 - round);
	const draw = (count: number): number => below(count, random());
	const some = (words: readonly Word[]): (readonly [Word, number])[] => {
		const chosen = words.flatMap((word) =>
			draw(2) === 0 ? [] : [[word, 1 + draw(weightMax)] as const],
		);
		return chosen.length > 0 ? chosen : [[words[draw(words.length)]!, 1]];
	};
	return {
		process: some(ofProcess),
		thread: some(ofAnybody),
		files: 40 + draw(61),
		shared: 30 + draw(71),
		weak: draw(8) === 0 ? 50 : 0,
		threads: draw(101),
	};
}
