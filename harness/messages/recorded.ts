/*
 * harness/messages/recorded.ts - what rmaplab recorded says.
 */
import type { Observed } from '../result.ts';
import { counted, grouped } from '../text/count.ts';

export const badRecording = (place: string, why: string): string => `${place}: error: ${why}`;

export const noSuchKernel = (given: string, all: readonly string[]): string =>
	`error: no recorded kernel '${given}'; there are ${all.join(', ')}`;

export const machineTooLarge = (objects: number, most: number): string =>
	`error: the recording needs a machine of ${grouped(objects)} pages and vmas, and ${grouped(most)} are the most; take a shorter part of it`;

export const recordedFailed = (variant: string, file: string, why: string): string =>
	`error: ${variant} on ${file}: ${why.replaceAll(/data:text\/javascript[^ ]*/g, 'the variant')}`;

export const recordedSilent = (seconds: number): string =>
	`no answer for ${seconds} s; a loop that makes no step goes on for ever (--patience)`;

export const recordedEnded = (): string => 'it ended the thread that it ran in';

/** The sentences around the tables of `rmaplab recorded`. */
export const recordedSaid = {
	head: (): string =>
		'Answers of real kernels to recorded sequences of calls, and of variants.\n' +
		'alike: sequences without a difference; agree: answers that are the recorded\n' +
		'ones; why: how many others there are, by their cause.',
	recording: (file: string, sequences: number, results: number, kernel: string): string =>
		`${file}: ${grouped(sequences)} sequences, ${grouped(results)} answers; its kernel is ${kernel}`,
	observed: ({ looks, alike, ptes, agree, differ }: Observed): string =>
		`page tables: ${grouped(agree)} of ${grouped(ptes)} ptes agree, ${alike} of ${counted(looks, 'look')} in all of them` +
		Object.entries(differ)
			.flatMap(([kind, count]) => (count === 0 ? [] : [`; ${kind} ${count}`]))
			.join(''),
	observedBy: (what: string, names: readonly string[]): string => `${what} (${names.join(', ')})`,
	cost: (machine: string): string =>
		`What these calls cost on ${machine}, modelled, in ms; and pages of VM_LOCKED vmas that went: by a call of ` +
		'their own process, beyond the end of a file that was truncated, inside it.',
	unexplained: 'unexplained',
	cause: (id: string, what: string, source: string): string => `${id}: ${what} (${source})`,
	died: (count: number, of: string): string => `died in ${count} sequences: ${of}`,
	example: (variant: string, cause: string, sequence: number): string =>
		`${cause}, ${variant}, from sequence ${sequence}:`,
	exampleEnd: (recorded: string, said: string): string => `there ${recorded}, here ${said}`,
	progress: (done: number, all: number): string => `${done}/${all} variants on recordings`,
	assumed: (file: string, kernel: string): string =>
		`note: ${file} is taken for answers of the kernel that ${kernel} stands for; --kernel says otherwise`,
};
