/*
 * harness/messages/replay.ts - what replays say.
 */
import { counted } from '../text/count.ts';

export function notAToken(text: string): string {
	return `error: '${text}' is no token; one looks like forced-unmap:trunc-vs-fault@3f9ac1:A1cB9a`;
}

export function staleToken(workload: string, was: string, is: string): string {
	return `warning: ${workload} has changed since this token was made (${was}, now ${is})`;
}

export function scheduleLeaves(
	step: number,
	task: string,
	functionName: string,
	wanted: string,
): string {
	const where = functionName === '' ? task : `${task}, in ${functionName}(),`;
	return `the recorded schedule no longer fits: ${where} cannot take step ${step}: ${wanted}`;
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

/** Who has a lock of which no step of the race tells. */
export function heldSinceBefore(): string {
	return 'held since before the race';
}
