/*
 * harness/messages/sequence.ts - what is said of workloads that are sequences of calls, where others are litmus tests.
 */

import { counted, grouped } from '../text/count.ts';

/** The sentences around the tables of imported and recorded workloads. */
export const sequenceSaid = {
	/** `sequence` is null where there is one. */
	site: (site: string, sequence: number | null, call: number): string =>
		`${site}, ${sequence === null ? '' : `sequence ${sequence} `}call ${call}`,
	question: (calls: number, sequences: number): string =>
		`Calls of a recording, ${counted(calls, 'call')} in ${counted(sequences, 'sequence')}: what is answered, what is found between them, and what do they cost?`,
	oneNameForTwo: (name: string, one: string, other: string): string =>
		`error: ${one} and ${other} are both called '${name}', and results and tokens tell workloads apart by ` +
		`that name: rename ${other}`,
	noLitmus: (path: string): string =>
		`${path}:1:1: error: calls of a recording are no litmus test; compare, perf, replay, minimise and recorded take them`,
	head: (reference: string): string =>
		'Sequences of calls that were imported or recorded; above, each counts as a litmus test. There is one order of ' +
		'the calls, so what is not found is not there, where oracles looked: at 4 to 32 places of a sequence, before processes exit and at the ' +
		`end. fix, add, move, left: findings against ${reference}; answers: calls that are answered otherwise; own, beyond, ` +
		'inside: pages that went from VM_LOCKED vmas, by a call of their own process, beyond the end of a file or in a hole ' +
		'that was made, and inside it; ms: modelled.',
	file: (name: string, calls: number, machine: string): string =>
		`${name}: ${counted(calls, 'call')}, cost on ${machine}`,
	differ: (variant: string, differ: number, compared: number, causes: string): string =>
		`${variant}: ${grouped(differ)} of ${counted(compared, 'answer')} differ: ${causes}`,
	/** Null of what has no name. */
	explained: (id: string | null, answers: number, isOf: string | null): string =>
		`${id ?? 'unexplained'} ${grouped(answers)}${isOf === null ? '' : ` (of ${isOf})`}`,
	asRecorded: (variants: readonly string[], all: number): string => {
		if (variants.length === 0) return 'Nobody answers everything as the file says.';
		if (variants.length === all) return 'All answer as the file says.';
		const [first, ...others] = variants;
		const more = others.length === 0 ? '' : ` and ${others.length} more`;
		return `As the file says: ${first}${more}.`;
	},
	finding: (variant: string, oracle: string, site: string): string =>
		`${oracle} (${site}), ${variant}:`,
	cause: (id: string | null, variant: string): string => `${id ?? 'unexplained'}, ${variant}:`,
	answered: (reference: string, theirs: string, variant: string, said: string): string =>
		`${reference} ${theirs}, ${variant} ${said}`,
	moreCalls: (count: number): string => `${counted(count, 'call')} before these`,
	noLitmusRun: (): string => 'No litmus test was run: of calls that overlap nothing is said.',
	inResults: (): string => 'What these do to sequences of calls is in report.txt.',
	perfFinding: (detail: string, call: number): string => `${detail} (call ${grouped(call)})`,
	onlyLoads: (path: string, flag: string): string =>
		`error: ${path} is a sequence of calls in one order, and ${flag} is for loads of ours: leave one of them out`,
	outOfMemory: (name: string): string =>
		`error: ${name} needs more memory than this machine gives: take a shorter part of the recording`,
	asLitmus: (): string => 'The fewest calls of a recording that show this.',
	replayHead: (variant: string, workload: string, calls: number, sequence: number | null): string =>
		`${variant} on ${workload}: the first ${counted(calls, 'call')}` +
		(sequence === null ? '' : ` of sequence ${sequence}`),
	otherwise: (recorded: string): string => `the file says ${recorded}`,
	nothingFound: (): string => 'Oracles find nothing behind the last of these calls.',
	fewest: (oracle: string, calls: number, of: number): string =>
		`The fewest calls found that show '${oracle}': ${calls} of ${grouped(of)}.`,
	written: (files: readonly string[]): string => `written: ${files.join(', ')}`,
	noLitmusForm: (): string =>
		'As a litmus test they cannot be written, or would not show it: several processes, more than 16 pages, or a call ' +
		'that the language does not have.',
	onlyPrinted: (flag: string): string =>
		`error: ${flag} is for schedules of several cpus, and these calls have one order: replay prints it`,
	nothingToShow: (oracle: string | null): string =>
		`error: the calls of this token end with no finding${oracle === null ? '' : ` of '${oracle}'`}`,
	threadEnded: (): string => 'error: the thread that made the calls ended before it was done',
	ended: (workload: string): string => `the thread of ${workload} ended before it was done`,
};
