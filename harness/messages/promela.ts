/*
 * harness/messages/promela.ts - what the exported models and the judge say.
 */
import { counted } from '../text/count.ts';
import { didYouMean } from './variants.ts';

/** Head comment of an exported model. */
export function promelaHeader(variant: string, workload: string, states: number): string[] {
	return [
		`rmaplab: variant ${variant} on workload ${workload}, all interleavings`,
		'',
		'Generated from the simulated kernel: a process per cpu, a label per local state (function and',
		'operation beside it), a variable per word of memory that ever changes. A word that never does is',
		'the number that it is. What was never seen here is assert(false).',
		'',
		'	spin -a -o2 -o3 model.pml && cc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -E -m2000000',
		'',
		`rmaplab reaches ${counted(states, 'state')}; pan has to store as many.`,
	];
}

/** Comment above the variables for locks. */
export function promelaHolds(): string {
	return 'What a task holds, as numbers of sets of locks, where its label does not tell.';
}

/** Comment above the process that prints the ends. */
export function promelaReports(): string[] {
	return [
		'Runs only when nothing else can, prints that state and does not change it: where each task stands,',
		'then the variables in the order of their declaration.',
	];
}

export function toolFailed(tool: string, what: string): string {
	return `${tool} failed: ${what.trim().split('\n').slice(-3).join('; ')}`;
}

/** What two counts of one cell disagree about, a line each. */
export function judgeComplaints(
	ours: JudgedCount,
	theirs: JudgedCount,
	more: { errors: readonly string[]; endsDiffer: boolean; isComplete: boolean },
): string[] {
	const lines = more.errors.map((each) => `the judge says: ${each}`);
	if (!more.isComplete) lines.push('our own search was not complete');
	for (const what of ['states', 'transitions', 'ends'] as const) {
		if (ours[what] !== theirs[what])
			lines.push(`${what}: ${ours[what]} here, ${theirs[what]} there`);
	}
	if (more.endsDiffer && ours.ends === theirs.ends) lines.push('as many ends, but other ones');
	const missing = theirs.violations.filter((each) => !ours.violations.includes(each));
	const extra = ours.violations.filter((each) => !theirs.violations.includes(each));
	lines.push(...missing.map((each) => `violated there only: ${each}`));
	lines.push(...extra.map((each) => `violated here only: ${each}`));
	return lines;
}

interface JudgedCount {
	readonly states: number;
	readonly transitions: number;
	readonly ends: number;
	readonly violations: readonly string[];
}

export function judgeUsage(): string {
	return (
		'error: usage: npm run judge -- [--variants A,./B.ts] [--workloads C,./D.litmus] [--states N] ' +
		'[--least N] [--write]'
	);
}

export function judgeWritesOfRecord(states: number): string {
	return (
		'error: --write keeps the run of record; of a part of it, it goes with its variants and litmus tests only, ' +
		`and with --states ${states}`
	);
}

/** Printed when SPIN or a C compiler is missing. */
export function judgeNeeds(): string {
	return 'skipped: needs spin and a C compiler (Debian: apt-get install spin tcc)';
}

/** What became of one cell before the judge. */
export function judgedLine(
	variant: string,
	workload: string,
	judged:
		| { kind: 'judged'; ours: JudgedCount; complaints: readonly string[] }
		| { kind: 'too large' | 'ends before the race' }
		| { kind: 'not expressible'; why: string },
): string[] {
	const cell = `${variant} on ${workload}`;
	if (judged.kind === 'not expressible') return [`${cell}: no model, ${judged.why}`];
	if (judged.kind !== 'judged') return [`${cell}: ${judged.kind}`];
	const { states, transitions, ends, violations } = judged.ours;
	const counts =
		`${counted(states, 'state')}, ${counted(transitions, 'transition')}, ` +
		`${counted(ends, 'end')}, ${counted(violations.length, 'violation')}`;
	if (judged.complaints.length === 0) return [`${cell}: equal: ${counts}`];
	return [`${cell}: NOT equal: ${counts}`, ...judged.complaints.map((each) => `  ${each}`)];
}

export function judgedSummary(
	tally: { cells: number; judged: number; agreed: number; least: number },
	tools: { spinVersion: string; compiler: string },
	seconds: string,
): string {
	const enough = tally.agreed < tally.least ? `; at least ${tally.least} have to be` : '';
	return (
		`${tally.agreed} of ${counted(tally.judged, 'judged cell')} equal${enough}; ` +
		`${tally.cells - tally.judged} of ${tally.cells} not judged; ` +
		`${tools.spinVersion}, ${tools.compiler}; ${seconds} s`
	);
}

/** Head of the table that the repository keeps. */
export function judgeHead(tools: { spinVersion: string }, statesMax: number): string[] {
	return [
		`Cells on which ${tools.spinVersion} and rmaplab agree, written by npm run judge -- --write`,
		'',
		'SPIN walked every state of the model that rmaplab export promela writes, unreduced (-DNOREDUCE,',
		'-o2, -o3). Equal are the number of states and of transitions, the set of ends (all of memory and',
		"where each cpu stands) and the violated oracles with their sites: those of SPIN's ends on one side,",
		"those that rmaplab's reduced search reports on the other. Livelocks and lock order are judged on",
		`paths and not compared. Cells of more than ${statesMax} states were left out.`,
		'',
	];
}

export function noSuchFormat(format: string, suggestion: string | null): string {
	return `error: no format ${JSON.stringify(format)}${didYouMean(suggestion)}; there is: promela`;
}

export function exportEndsBeforeRace(variant: string, workload: string): string {
	return `error: ${variant} on ${workload} ends before the race begins: there is nothing to explore`;
}

export function exportTooLarge(statesMax: number): string {
	return `error: more than ${counted(statesMax, 'state')}; a model needs all of them: --states N`;
}

export function exportNotExpressible(why: string): string {
	return `error: no model can be written: what ${why} does depends on who holds which lock`;
}
