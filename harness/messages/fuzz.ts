/*
 * harness/messages/fuzz.ts - what rmaplab fuzz says.
 */
import { counted, grouped } from '../text/count.ts';

export const fuzzCorpusBroken = (path: string): string =>
	`${path}:1:1: error: this is no corpus of rmaplab fuzz; take another folder with --out`;

export const fuzzOtherSeed = (path: string, variant: string, seed: number): string =>
	`${path}:1:1: error: this corpus is of ${variant} as it was then, with seed ${seed}; ` +
	`take another folder with --out`;

export const fuzzThreadEnded = (): string => 'error: a thread that runs random programs has ended';

/** The sentences of the report, and of the files. */
export const fuzzSaid = {
	question: (oracle: string, site: string, variant: string, program: string): string =>
		`Shows '${oracle}' (${site}) on ${variant}. Made smaller from the random program ${program}.`,
	head: (variant: string, programs: number, first: number, seed: number): string =>
		`${variant}: ${counted(programs, 'random program')}, ` +
		`${grouped(first)} to ${grouped(first + programs - 1)} of seed ${seed}.`,
	none: (variant: string, seed: number): string => `${variant}: no random program, seed ${seed}.`,
	rate: (seconds: number, rate: number, threads: number): string =>
		`${seconds.toFixed(1)} s, ${rate.toFixed(1)} programs/s on ${counted(threads, 'thread')}.`,
	outcomes: (complete: number, cut: number, sampled: number, stopped: number): string =>
		`Of all until now, ${grouped(complete)} were searched completely, ${grouped(cut)} in part; of ` +
		`${grouped(sampled)} some random schedules were run, of ${grouped(stopped)} none.`,
	coverage: (
		lines: { readonly entered: number; readonly known: number | null },
		sites: number,
		pairs: { readonly met: number; readonly thinkable: number },
	): string =>
		`They entered ${grouped(lines.entered)}${lines.known === null ? '' : ` of ${grouped(lines.known)}`} ` +
		`lines of the kernel and ` +
		`${grouped(sites)} accesses; ${grouped(pairs.met)} pairs of accesses met, of ` +
		`${grouped(pairs.thinkable)} about one field.`,
	growthHead: (): readonly string[] => ['programs', 's', 'accesses', 'pairs', 'findings'],
	news: (count: number): string =>
		count === 0
			? 'Nothing is new: litmus tests of the tree show all of it.'
			: `${counted(count, 'finding')} that no litmus test of the tree shows on it:`,
	known: (count: number): string => `${counted(count, 'finding')} that litmus tests show as well:`,
	finding: (oracle: string, site: string): string => `${oracle}: ${site}`,
	where: (name: string, seen: number, preemptions: number, steps: number): string =>
		`${name}.litmus, ${counted(seen, 'program')}, ` +
		`${counted(preemptions, 'preemption')}, ${counted(steps, 'step')}`,
	closed: (by: readonly string[]): string =>
		by.length === 0 ? 'no repair of Linux closes it' : `closed by ${by.join(', ')}`,
	progress: (programs: number, findings: number): string =>
		`${counted(programs, 'program')}, ${counted(findings, 'finding')}`,
};

/** Of npm run known-bad. */
export const fuzzKnownBad = {
	usage: (): string =>
		'usage: npm run known-bad -- [--variant NAME]... [--seconds N] [--seed N] [--jobs N]\n' +
		'(seconds of a core, all threads together, for each variant)',
	row: (
		variant: string,
		wanted: number,
		found: string | null,
		programs: number,
		seconds: number,
		userSeconds: number,
	): string =>
		`${variant}: ${counted(wanted, 'finding')} of its own; ` +
		`${found === null ? 'none of them found' : `found '${found}'`} ` +
		`after ${counted(programs, 'program')}, ${seconds.toFixed(0)} s ` +
		`(${userSeconds.toFixed(0)} s of a core)`,
};
