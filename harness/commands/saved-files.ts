/*
 * harness/commands/saved-files.ts - waits until somebody has saved a file, by looking at it again and again: an editor may
 * write in place, or put a new file where the old one was, and a network disk tells nobody.
 */
import { statSync } from 'node:fs';

const everyMs = 100;

/** What tells one state of the files from another; a file that is not there has one, too. */
function stateOf(paths: readonly string[]): string {
	return paths
		.map((path) => {
			const stats = statSync(path, { throwIfNoEntry: false });
			return stats === undefined ? 'gone' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
		})
		.join('\n');
}

export class SavedFiles {
	#paths: readonly string[];
	/** As it was when the files were read last. */
	#read: string;
	/** As it was at the last look. */
	#seen: string;
	#timer: NodeJS.Timeout;
	/** Told once of a save. */
	#listener: (() => void) | null = null;

	constructor(paths: readonly string[]) {
		this.#paths = paths;
		this.#read = stateOf(paths);
		this.#seen = this.#read;
		this.#timer = setInterval(() => this.#look(), everyMs);
	}

	/** To be called before files are read: what is saved from now on is a new save. */
	reads(paths: readonly string[]): void {
		this.#paths = paths;
		this.#read = stateOf(paths);
		this.#seen = this.#read;
	}

	/** Calls the listener once, when a save is over. */
	onSave(listener: (() => void) | null): void {
		this.#listener = listener;
	}

	end(): void {
		clearInterval(this.#timer);
	}

	/** A save is over when two looks see the same, and it is not what was read. */
	#look(): void {
		const now = stateOf(this.#paths);
		const isOver = now === this.#seen && now !== this.#read;
		this.#seen = now;
		if (!isOver || this.#listener === null) return;
		const listener = this.#listener;
		this.#listener = null;
		listener();
	}
}
