/*
 * harness/audit/fuzz/shape.ts - what a finding takes, told briefly: the calls that race in its smallest program.
 *
 * Random programs show the same finding again and again. One whose cpus make the calls of a program that is known to
 * show it, in their order, is taken to show that one, and is not minimised.
 */
import type { Workload } from '../../workload.ts';

/** By cpu: the words of its calls. */
export type Shape = readonly (readonly string[])[];

/** Calls before the race count where nothing races. */
export function shapeOf({ cpus, processes }: Workload, beforeRace: boolean): Shape {
	const programs = beforeRace ? processes : cpus;
	return programs
		.map(({ calls }) => calls.map(({ call }) => call))
		.filter((words) => words.length > 0)
		.toSorted((a, b) => b.length - a.length || (a.join() < b.join() ? -1 : 1));
}

/** Whether the cpus of `large` make all calls of those of `small`, each on a cpu of its own. */
export function holds(large: Shape, small: Shape): boolean {
	const [first, ...rest] = small;
	if (first === undefined) return true;
	return large.some(
		(words, i) =>
			isPart(first, words) && holds([...large.slice(0, i), ...large.slice(i + 1)], rest),
	);
}

function isPart(some: readonly string[], all: readonly string[]): boolean {
	let at = 0;
	for (const word of all) if (word === some[at]) at++;
	return at === some.length;
}
