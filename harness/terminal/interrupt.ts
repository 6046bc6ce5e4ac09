/*
 * harness/terminal/interrupt.ts - Ctrl-C once ends the run in good order, Ctrl-C twice at once.
 */

/** Exit status of a command that was interrupted. */
export const interruptedStatus = 130;

/** Instead of exiting on the first SIGINT calls `first`, and exits on the second. */
export function onInterrupt(first: () => void): void {
	let isFirst = true;
	process.removeAllListeners('SIGINT');
	// One listener for good: without any, the next signal would kill the process in the midst of its exit.
	process.on('SIGINT', () => {
		if (!isFirst) process.exit(interruptedStatus);
		isFirst = false;
		first();
	});
}
