/*
 * harness/audit/hostile/read-inputs.ts - one hostile input after the other to the readers; what fails is made smaller.
 *
 * An input follows from the seed and its number, so that each can be made again.
 */
import { mixOne } from '../../engine/mix.ts';
import { below, seeded } from '../../engine/seeded.ts';
import type { HostileCount, HostileFailure, HostileJob } from './hostile-job.ts';
import { hostileText } from './mutate.ts';
import { outcomeOf, type Reader } from './reader.ts';

/** Milliseconds of processor time that one input may take: readers of some kilobytes take less than ten. */
const slowFrom = 4000;
const attemptsMax = 1500;

export interface HostileInput {
	readonly reader: Reader;
	readonly text: string;
}

export function inputOf(readers: readonly Reader[], seed: number, number: number): HostileInput {
	const random = seeded(mixOne(seed) ^ mixOne(number));
	const draw = (most: number): number => below(most, random());
	const reader = readers[number % readers.length]!;
	return { reader, text: hostileText(draw, reader.texts) };
}

type Counts = Record<string, HostileCount>;

/** Who is told what comes of inputs. */
export interface InputsWatcher {
	/** Once for each way to fail. */
	readonly onFailure: (failure: HostileFailure) => void;
	/** Those since it was told before. */
	readonly onCounts: (counts: Counts, isLast: boolean) => void;
}

const inputsBetweenCounts = 500;

/**
 * All inputs of a job.
 * @param shown what the command line makes of what is said before it prints it
 */
export function readInputs(
	readers: readonly Reader[],
	{ seed, from, end, at }: Omit<HostileJob, 'folder'>,
	{ onFailure, onCounts }: InputsWatcher,
	shown: (said: string) => string,
): void {
	let counts: Counts = {};
	const known = new Set<string>();
	const place = new Int32Array(at);
	for (let number = from; number < end; number++) {
		Atomics.store(place, 0, number);
		if (number > from && (number - from) % inputsBetweenCounts === 0) {
			onCounts(counts, false);
			counts = {};
		}
		const { reader, text } = inputOf(readers, seed, number);
		const count = (counts[reader.kind] ??= { accepted: 0, refused: 0, failed: 0, slowest: 0 });
		const begun = processorTime();
		const outcome = outcomeOf(reader, text, shown);
		const took = processorTime() - begun;
		count.slowest = Math.max(count.slowest, took);
		const how = outcome.kind === 'failed' ? outcome.how : took > slowFrom ? 'takes too long' : null;
		if (how === null) {
			count[outcome.kind]++;
			continue;
		}
		count.failed++;
		const key = `${reader.kind} ${how.replaceAll(/\d+/g, 'N')}`;
		if (known.has(key)) continue;
		known.add(key);
		const input = outcome.kind === 'failed' ? leastOf(reader, text, how, shown) : text;
		onFailure({ number, kind: reader.kind, how, input });
	}
	onCounts(counts, true);
}

/** Takes letters out as long as the reader fails in the same way. */
function leastOf(
	reader: Reader,
	text: string,
	how: string,
	shown: (said: string) => string,
): string {
	let least = text;
	let attempts = 0;
	const isSame = (fewer: string): boolean => {
		attempts++;
		const outcome = outcomeOf(reader, fewer, shown);
		return outcome.kind === 'failed' && outcome.how === how;
	};
	for (let size = text.length >> 1; size >= 1; size = size === 1 ? 0 : size >> 1) {
		for (let at = 0; at < least.length && attempts < attemptsMax;) {
			const fewer = least.slice(0, at) + least.slice(at + size);
			if (isSame(fewer)) least = fewer;
			else at += size;
		}
	}
	return least;
}

/** Milliseconds of all threads: on a busy machine a thread may wait for its turn. */
export function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
