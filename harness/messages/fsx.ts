/*
 * harness/messages/fsx.ts - what rmaplab fsx says.
 */
import { grouped } from '../text/count.ts';

export const badOperation = (place: string, why: string): string => `${place}: error: ${why}`;

export const fsxSilent = (variant: string, seconds: number): string =>
	`error: ${variant} gave no answer for ${seconds} s; a loop that makes no step goes on for ever (--patience)`;

export const fsxEnded = (variant: string): string =>
	`error: ${variant} ended the thread that it ran in`;

export const fsxFailed = (variant: string, why: string): string =>
	`error: ${variant}: ${why.replaceAll(/data:text\/javascript[^ ]*/g, 'the variant')}`;

/** The first line of a litmus test. */
export const fsxFound = (): string =>
	'Found by random operations on one file, held against a copy of it (rmaplab fsx).';

/** The sentences of the report. */
export const fsxSaid = {
	sum: (variant: string, operations: number, runs: number, failed: number): string =>
		`${variant}: ${grouped(operations)} operations in ${grouped(runs)} runs, ` +
		`${failed === 0 ? 'each answer is that of the copy' : `${grouped(failed)} runs end with an answer that is not that of the copy`}.`,
	how: (seed: number, pages: number, seconds: number): string =>
		`seed ${seed}, a file of up to ${pages} pages, ${seconds.toFixed(1)} s`,
	replayed: (pages: number): string => `a file of up to ${pages} pages`,
	skipped: (counts: string): string => `Left out: ${counts}.`,
	cut: (count: number, why: string): string =>
		`${grouped(count)} runs were cut short: ${why}. That is a limit of the simulation and no answer.`,
	failure: (count: number, cause: string): string =>
		`${count === 1 ? 'One run ends' : `${grouped(count)} runs end`} so (${cause}):`,
	end: (wanted: string, said: string): string =>
		`the copy has ${wanted}, the kernel ${said.startsWith('dies: ') ? said : `has ${said}`}`,
	died: (of: string): string => `dies: ${of}`,
	unexplained: (isOfBase: boolean): string =>
		isOfBase
			? 'as the base, and no cause is known'
			: 'no cause is known, and the base answers right',
	known: (cause: string, isOfBase: boolean): string =>
		isOfBase ? `${cause}, as the base` : `${cause}, and the base answers right`,
	others: (count: number): string => `${grouped(count)} more runs failed and were not looked at.`,
	noPunch: 'punch_hole (the kernel refuses it)',
	progress: (operations: number, failed: number): string =>
		`${grouped(operations)} operations, ${grouped(failed)} runs failed`,
};
