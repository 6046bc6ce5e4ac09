/*
 * harness/replay/diverge.ts - one schedule on two variants: where they part, side by side.
 */
import type { LiveEvent } from '../engine/live.ts';
import { folded } from './diagram.ts';
import { readerStack } from './reader-name.ts';
import { describeEvent } from './trace.ts';

/** What is the same in both when the same step is taken and answers the same. */
const keyOf = ({ task, step, observed, stack, death }: LiveEvent): string =>
	JSON.stringify([
		task,
		step.kind,
		step.object,
		step.operation.field?.name,
		step.operation.bit,
		step.operation.name,
		step.value,
		observed,
		stack,
		death?.oracle,
	]);

/** Index of the first step at which two executions differ; null when there is none. */
export function divergence(one: readonly LiveEvent[], other: readonly LiveEvent[]): number | null {
	const length = Math.max(one.length, other.length);
	for (let i = 0; i < length; i++) {
		const [a, b] = [one[i], other[i]];
		if (a === undefined || b === undefined || keyOf(a) !== keyOf(b)) return i;
	}
	return null;
}

/** One of the two executions. */
export interface Side {
	readonly variant: string;
	readonly events: readonly LiveEvent[];
	readonly nameOf: (address: number) => string;
	readonly functionOf: (name: string) => string;
}

/** Steps shown before the two part, and from there on. */
export const stepsBefore = 4;
const stepsAfter = 12;

/**
 * The two executions beside each other around step `at`, in lines of at most so many columns; an empty line
 * stands where they part. A line with the cpu and its function stands where either changes.
 */
export function sideBySide(
	left: Side,
	right: Side,
	names: readonly string[],
	at: number,
	columns: number,
): string[] {
	const width = Math.max(widthMin, Math.floor((columns - 1) / 2));
	const rowsOf = (first: number, last: number): string[][] => {
		const both = [left, right].map((side) =>
			columnOf(side, names, first, last).map((line) => folded(line, width - 1)),
		);
		const rows = Math.max(...both.map((column) => column.length));
		return Array.from({ length: rows }, (_, i) => i).flatMap((i) =>
			beside(both[0]![i], both[1]![i]),
		);
	};
	return [
		[left.variant, right.variant],
		['----', '----'],
		...rowsOf(Math.max(0, at - stepsBefore), at - 1),
		['', ''],
		...rowsOf(at, at + stepsAfter - 1),
	].map(([a, b]) => `${a!.padEnd(width)} ${b!}`.trimEnd());
}

/** No column is narrower. */
const widthMin = 20;

/** Two texts of some lines each, line by line. */
const beside = (one: readonly string[] = [], other: readonly string[] = []): string[][] =>
	Array.from({ length: Math.max(one.length, other.length) }, (_, i) => [
		one[i] ?? '',
		other[i] ?? '',
	]);

function columnOf(side: Side, names: readonly string[], first: number, last: number): string[] {
	let place = '';
	const lines = side.events.slice(first, last + 1).flatMap((event) => {
		const now = `CPU${event.task} ${names[event.task] ?? ''}: ${readerStack(event.stack, side.functionOf).at(-1)!}()`;
		const head = now === place ? [] : [now];
		place = now;
		return [...head, ...describeEvent(event, side.nameOf).map((text) => `  ${text}`)];
	});
	return side.events.length <= last ? [...lines, '(all have ended)'] : lines;
}
