/*
 * harness/terminal/interrupt.ts - a signal once ends the run in good order, a second one at once.
 */

/** Exit status of a command that was interrupted: 130 of Ctrl-C, and what the shell says of other signals. */
let status = 130;

export const interruptedStatus = (): number => status;

/** Ctrl-C, a polite kill, and a terminal that was closed. */
const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Instead of exiting on the first of these signals calls `first`, and exits on the second. */
export function onInterrupt(first: () => void): void {
	let isFirst = true;
	for (const signal of Object.keys(statuses) as (keyof typeof statuses)[]) {
		process.removeAllListeners(signal);
		// One listener for good: without any, the next signal would kill the process in the midst of its exit.
		process.on(signal, () => {
			status = statuses[signal];
			if (!isFirst) process.exit(status);
			isFirst = false;
			first();
		});
	}
}
