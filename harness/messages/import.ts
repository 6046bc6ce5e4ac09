/*
 * harness/messages/import.ts - what rmaplab import says.
 */
import { counted, grouped } from '../text/count.ts';

export const noSuchRecorder = (given: string, close: string | null, all: string): string =>
	`error: no recordings of '${given}'${close === null ? '' : ` (did you mean '${close}'?)`}; there are ${all}`;

const madeBy: Readonly<Record<string, string>> = {
	strace: 'strace -f -y -ttt -s 0 -o FILE PROGRAM',
	perf: 'perf script --show-mmap-events -F pid,tid,time,event,trace',
	fsx: 'fsx --record-ops=FILE',
};

export const noRecording = (path: string, kind: string): string =>
	`${path}:1:1: error: no line of it is one of ${kind}; a recording is made by ${madeBy[kind]}`;

export const nothingImported = (path: string, why: string): string =>
	`${path}:1:1: error: nothing of it can be in a workload${why === '' ? '' : `: ${why}`}`;

export const isThere = (path: string): string =>
	`error: ${path} is there already; --force writes over it, --out names another`;

export const notWritten = (path: string, why: string): string =>
	`error: ${path} cannot be written: ${why}`;

/** What `rmaplab import` prints. */
export const importSaid = {
	head: (imported: number, events: number, path: string): string =>
		`${grouped(imported)} of ${counted(events, 'call')} and events of the recording are in ${path}`,
	size: (calls: number, processes: number, files: number): string =>
		`It makes ${counted(calls, 'call')} in ${counted(processes, 'process', 'processes')} on ${counted(files, 'file')}.`,
	skipped: (count: number, kind: string): string => `${grouped(count).padStart(9)}  ${kind}`,
	skippedHead: 'Not in it:',
	next: (path: string): string => `rmaplab recorded ${path}`,
};
