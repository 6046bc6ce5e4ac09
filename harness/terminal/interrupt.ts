/*
 * harness/terminal/interrupt.ts - a signal once ends the run in good order, a second one at once.
 */

/** Exit status of a command that was interrupted: 130 of Ctrl-C, and what the shell says of other signals. */
let status = 130;

export const interruptedStatus = (): number => status;

/** Ctrl-C, a polite kill, and a terminal that was closed. */
const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What the first signal does; null before anybody has said so. */
let atFirst: (() => void) | null = null;
let isFirst = true;

/**
 * Instead of exiting on the first of these signals calls `first`, and exits on the second. Who calls it again takes over.
 *
 * One listener stays for good. Without any, a signal would kill the process in the midst of its exit; and one that has
 * come to the process is lost with the listener that it was for, when another is put in its place.
 */
export function onInterrupt(first: () => void): void {
	const isListening = atFirst !== null;
	atFirst = first;
	isFirst = true;
	if (isListening) return;
	for (const signal of Object.keys(statuses) as (keyof typeof statuses)[]) {
		process.on(signal, () => {
			status = statuses[signal];
			if (!isFirst) process.exit(status);
			isFirst = false;
			atFirst!();
		});
	}
}
