/*
 * harness/commands/option-values.ts - values of options: what is no such value is refused with what it has to be.
 */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import {
	noPath,
	noPercentage,
	notACount,
	notADuration,
	notASize,
	notUpTo,
	shardSays,
} from '../messages/index.ts';
import { parseShard, type Shard } from '../compare/shard.ts';
import { parseBytes, parseMilliseconds } from '../text/quantity.ts';

/** A whole number from 1. */
export function positive(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(notACount());
	return value;
}

/** A file or a folder to write to. Without a name that would be the current folder, which nobody means. */
export function target(text: string): string {
	if (text.trim() === '') throw new InvalidArgumentError(noPath());
	return text;
}

/** More than a few workers for each core only cost memory. */
export function jobs(text: string): number {
	const most = 8 * availableParallelism();
	const value = Number(text);
	if (Number.isInteger(value) && value >= 1 && value <= most) return value;
	throw new InvalidArgumentError(notUpTo(most));
}

/** A time, in milliseconds. */
export function budget(text: string): number {
	const value = parseMilliseconds(text);
	if (value === null) throw new InvalidArgumentError(notADuration());
	return value;
}

/** A size, as it was written and in bytes. */
export function memory(text: string): { readonly text: string; readonly bytes: number } {
	const bytes = parseBytes(text);
	if (bytes === null) throw new InvalidArgumentError(notASize());
	return { text, bytes };
}

/** Where a Redis is that was started without a word. */
export const redisUsual = 'redis://127.0.0.1:6379';

/** One part of several, counted from 1. */
export function shard(text: string): Shard {
	const value = parseShard(text);
	if (value === null) throw new InvalidArgumentError(shardSays.notAShard());
	return value;
}

/** A percentage from 0; a word such as NaN or Infinity is none. */
export function percentage(text: string): number {
	if (!/^\d+(?:\.\d+)?%?$/.test(text)) throw new InvalidArgumentError(noPercentage());
	return Number.parseFloat(text);
}
