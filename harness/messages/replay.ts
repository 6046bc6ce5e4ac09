/*
 * harness/messages/replay.ts - what replays say.
 */
import { counted, grouped } from '../text/count.ts';
import { lockNamesIn } from './mail.ts';

export function notAToken(text: string): string {
	return (
		// It is one line, whatever was given.
		`error: '${text.replaceAll(/\s+/g, ' ')}' is no token; one looks like ` +
		`forced-unmap:trunc-vs-fault@3f9ac1.07be52:A1cB9a`
	);
}

/** A token is of a text that is no longer there: as with git, one name never stands for two things. */
export function staleToken(what: string, was: string, is: string): string {
	return (
		`error: ${what} has changed since this token was made (${was}, now ${is}), so it shows another ` +
		`execution now; without the part from '@' to ':' it is followed on what ${what} is now`
	);
}

export function workloadNotOfToken(wanted: string, place: string, is: string): string {
	return `error: the token is of workload '${wanted}', and ${place} says 'scenario ${is}'`;
}

/** What a token of 80 characters has no room for, and where it is looked up. */
export function tokenNeedsResults(
	lacks: 'schedule' | 'variant' | 'workload',
	path: string,
	why: 'not readable' | 'not there',
): string {
	const what = {
		schedule: 'the schedule of this token is',
		variant: `the name of this token's variant is cut off; it is`,
		workload: `the name of this token's workload is cut off; it is`,
	}[lacks];
	const so = why === 'not readable' ? `${path} cannot be read` : `${path} has no such token`;
	const or = lacks === 'schedule' ? '' : `, or --${lacks} NAME`;
	return (
		`error: ${what} in the results of the run that printed it, and ${so}: ` +
		`add --results FOLDER/results.json${or}`
	);
}

export function notResults(path: string): string {
	return `${path}:1:1: error: no results.json of rmaplab`;
}

export function otherResults(path: string, format: string, wanted: string): string {
	return (
		`${path}:1:1: error: its format is ${format}, and this version reads ${wanted}; ` +
		"run 'rmaplab compare' anew, or name other results with --results"
	);
}

/** How much of an execution a table does not have, and how to see it. */
export function stepsLeftOut(count: number, steps: number, shows: string): string {
	const what = shows === 'meets' ? 'by which no cpu meets another' : 'that only look';
	return `Left out: ${grouped(count)} of ${counted(steps, 'step')}, ${what}. replay --all prints every step.`;
}

/** What the short names of locks in a table mean; '' where none has another name. */
export function locksOfTable(locks: readonly string[]): string {
	const says = lockNamesIn(locks);
	return says === '' ? '' : `Locks: ${says}.`;
}

/** A schedule asks for a step that cannot be taken; `functionName` is '' of what has ended. */
export function scheduleLeaves(
	step: number,
	task: string,
	functionName: string,
	wanted: string,
): string {
	const where = functionName === '' ? task : `${task}, in ${functionName}(),`;
	return `the schedule does not fit: ${where} cannot take step ${step + 1}: ${wanted}`;
}

export function noSuchCpu(letter: string, cpus: number): string {
	return `error: the schedule does not fit: there is no cpu '${letter}', only ${counted(cpus, 'cpu')}`;
}

export function needsVariantFile(): string {
	return 'for a variant of your own add --variant FILE';
}

export function needsWorkloadFile(): string {
	return 'for a litmus file of your own add --workload FILE';
}

export function stepHelp(): string[] {
	return [
		'Enter, space  next step         n  on to the next switch of cpu',
		'b             back one step     q  quit        ?  this help',
	];
}

export function stepUnknownKey(key: string): string {
	return `no such key ${JSON.stringify(key)}; ? = help`;
}

/** What one cpu is about, between two steps; `what` is from replay/state.ts. */
export function cpuDoes(
	does: 'runs' | 'waits' | 'ended' | 'died',
	functionName: string,
	what: string,
): string {
	switch (does) {
		case 'runs':
			return `next in ${functionName}(): ${what}`;
		case 'waits':
			return `waits in ${functionName}(): ${what}`;
		case 'ended':
			return 'has ended';
		case 'died':
			return `has died: ${what}`;
	}
}

export function cpuHolds(locks: readonly string[]): string {
	return `holds ${locks.join(', ')}`;
}

export function stepTitle(variant: string, workload: string, steps: number): string {
	return `${variant} on ${workload}, ${counted(steps, 'step')}; ? = help`;
}

export function stepHead(step: number, steps: number, task: number, name: string): string {
	return `-- step ${step} of ${steps}, CPU${task} ${name}`;
}

/** What a program's access comes to, see harness/mm/bookkeeping.ts; `kind` is 0 of a load. */
export function accessPhrase(kind: number, value: number, observed: number): string {
	if (observed === -1) return 'the access faults';
	if (observed === -2) return 'the access reaches a freed page';
	if (kind === 2) return 'the program stores bytes beside the value';
	return kind === 0 ? `the program reads ${observed}` : `the program stores ${value}`;
}

/** What a flush of the TLBs comes to; `wrote` when one of them had a translation to drop. */
export function flushed(wrote: boolean): string {
	return wrote ? 'flush_tlb: stale translations are dropped' : 'flush_tlb: nothing to drop';
}

/** What a store buffer that has been emptied means for a cpu. */
export function storesSeen(): string {
	return 'its stores are seen by all';
}

/** What a barrier means for early loads; `again` when some were stale before. */
export function loadsFresh(again: boolean): string {
	return again ? 'its loads are fresh again' : 'its loads are fresh';
}

/** What a program waits for that uses a map which another one makes. */
export function untilTold(map: string): string {
	return `until it is told where ${map} is`;
}

export function untilOthersEnded(): string {
	return 'until all others have ended';
}

/** Why one cpu stops and another goes on; `waitsFor` is what it waits for, and who has that. */
export function switchReason(
	why: 'preempted' | 'waits' | 'ended' | 'died',
	waitsFor: string,
): string {
	if (why === 'waits') return `waits for ${waitsFor}`;
	return why === 'preempted' ? 'is preempted' : `has ${why}`;
}

/** Who has a lock of which no step of the race tells. */
export function heldSinceBefore(): string {
	return 'held since before the race';
}

/** Of a schedule that was given, where the run went on behind it. */
export function scheduleEnds(steps: number): string {
	return (
		`note: the schedule ends after ${counted(steps, 'step')}; from there the cpus ran one after the other ` +
		'(a token that was cut short looks like this)'
	);
}
