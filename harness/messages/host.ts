/*
 * harness/messages/host.ts - what rmaplab host says.
 */
import { counted, grouped } from '../text/count.ts';

export const noLinux = (platform: string): string =>
	`error: rmaplab host asks a running Linux, and this is ${platform}; 'rmaplab recorded' needs none`;

export const noCompiler = (tried: readonly string[]): string =>
	`error: rmaplab host compiles a small C program, and none of ${tried.join(', ')} is here; ` +
	`'rmaplab recorded' needs none`;

export const notCompiled = (compiler: string, why: string): string =>
	`error: ${compiler} does not compile the helper: ${why}`;

export const helperEnded = (): string => 'error: the helper on the running kernel has ended';

/** The sentences of the report. */
export const hostSaid = {
	sum: (
		release: string,
		variant: string,
		results: number,
		agree: number,
		sequences: number,
	): string =>
		`Linux ${release} and ${variant}: ${grouped(results)} answers of ${grouped(sequences)} random sequences, ` +
		`${results === agree ? 'none differs' : `${grouped(results - agree)} differ`}.`,
	how: (seed: number, seconds: number): string => `seed ${seed}, ${seconds.toFixed(1)} s`,
	why: (causes: string): string => `Why they differ: ${causes}.`,
	unexplained: (count: number): string => `unexplained ${count}`,
	difference: (count: number): string =>
		count === 1 ? 'One sequence begins to differ so:' : `${count} sequences begin to differ so:`,
	end: (host: string, simulated: string): string => `Linux ${host}, here ${simulated}`,
	progress: (results: number, differ: number): string =>
		`${grouped(results)} answers, ${grouped(differ)} differ`,
};

/** Of litmus tests. */
export const hostLitmus = {
	races: (place: string, cpu: string): string =>
		`${place}: error: cpu '${cpu}' races with another; rmaplab host runs tests in which nothing races, ` +
		`since nobody chooses the schedule of a running kernel`,
	cannot: (place: string, what: string): string =>
		`${place}: error: the running kernel cannot be asked for '${what}'`,
	head: (release: string, workload: string, variant: string, differ: number): string =>
		`${workload}: Linux ${release} and ${variant} ` +
		(differ === 0 ? 'answer the same.' : `differ in ${counted(differ, 'answer')}.`),
	columns: (variant: string): readonly string[] => ['call', 'Linux', variant],
};
