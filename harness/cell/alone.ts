/*
 * harness/cell/alone.ts - stops one cpu at each lock that it takes and lets another run alone, which finds whoever
 * waits by spinning. Random schedules seldom leave a cpu alone for long enough.
 */
import type { Access } from '../engine/kinds.ts';
import { follow } from '../explore/follow.ts';
import type { Problem } from '../explore/problem.ts';
import { defaultLimits } from './limits.ts';

/** What others may be waiting for from here on. */
const begins: ReadonlySet<Access | null> = new Set<Access>(['acquire', 'try', 'set']);

/** Runs the first `cpus` tasks one after the other, each of them first once. @throws KernelFault */
export function runInTurn(problem: Problem, cpus: number): void {
	for (let task = 0; task < cpus; task++) {
		follow(problem, [{ task, steps: null }], defaultLimits.alone);
	}
}

/**
 * Runs each of the first `cpus` tasks up to each lock that it takes when it runs first, and each of the
 * others from there, then all to their ends.
 * @throws KernelFault when a call spins
 */
export function runAlone(problem: Problem, cpus: number): void {
	for (let holder = 0; holder < cpus; holder++) {
		const stops: number[] = [];
		let steps = 0;
		follow(problem, [{ task: holder, steps: null }], {
			...defaultLimits.alone,
			onStep: (task, { access }) => {
				if (task !== holder) return;
				steps++;
				if (begins.has(access)) stops.push(steps);
			},
		});
		for (const stop of stops) {
			for (let other = 0; other < cpus; other++) {
				if (other === holder) continue;
				const schedule = [
					{ task: holder, steps: stop },
					{ task: other, steps: null },
				];
				follow(problem, schedule, { ...defaultLimits.alone, lenient: true });
			}
		}
	}
}
