/*
 * harness/messages/perf-clock.ts - what is said of the wall-clock of the simulation.
 */
import { counted, grouped } from '../text/count.ts';

export const perfClockSaid = {
	head: (base: string, rounds: number, questions: number): string =>
		`Wall-clock of the simulation on this machine, by tinybench: no cost of a kernel. Median of ` +
		`${counted(rounds, 'round')}, in which the variants take turns, in milliseconds; against ${base}: Hodges and ` +
		`Lehmann's shift, the interval (95 %, bootstrap) of the difference of the medians, and p of Mann and Whitney ` +
		`after Holm over ${counted(questions, 'question')}. ~ is not told apart.`,
	columns: { median: 'ms', shift: 'shift', interval: '95 %', p: 'p' } as const,
	alike: (variants: readonly string[]): string => `~ ${variants.join(', ')}`,
	/** Of a chart. */
	title: (): string => 'Wall-clock of the simulation on this machine',
	subtitle: (base: string, rounds: number): readonly string[] => [
		`against the median of ${base}, percent; ${counted(rounds, 'round')} by turns; says nothing of a kernel`,
		'dot: difference of the medians, with its 95 % interval; filled: told apart, hollow: not (~)',
	],
	progress: (load: string, done: number, rounds: number, secondsLeft: number): string =>
		`timing ${load}: ${done}/${rounds} rounds  ${Math.ceil(secondsLeft)} s left`,
	interrupted: (done: number, all: number): string =>
		`interrupted: ${done} of ${all} rounds are timed, and are what is shown; no later run goes on with them`,
	tooFew: (rounds: number, needed: number, questions: number): string =>
		`${counted(rounds, 'round')} cannot tell anything apart among ${counted(questions, 'question')}: ` +
		`it takes ${grouped(needed)}`,
};

export const roundsOfCurves = (): string =>
	`error: --rounds times loads beside each other, and --curve runs one in several sizes; give one of them`;
