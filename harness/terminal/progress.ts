/*
 * harness/terminal/progress.ts - progress on stderr: one rewritten line on a terminal, else a plain line
 * every ten seconds; none where nobody wants it.
 */
import { isQuiet } from './look.ts';

const everyMs = 10_000;

export class Progress {
	#last = performance.now();
	#width = 0;

	say(line: string): void {
		if (isQuiet()) return;
		if (process.stderr.isTTY) {
			process.stderr.write(`\r${line.padEnd(this.#width)}`);
			this.#width = line.length;
		} else if (performance.now() - this.#last >= everyMs) {
			this.#last = performance.now();
			process.stderr.write(`${line}\n`);
		}
	}

	/** Clears the rewritten line. */
	end(): void {
		if (process.stderr.isTTY && this.#width > 0)
			process.stderr.write(`\r${' '.repeat(this.#width)}\r`);
	}
}
