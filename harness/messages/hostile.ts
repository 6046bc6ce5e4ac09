/*
 * harness/messages/hostile.ts - what npm run hostile and npm run kills say.
 */
import { grouped } from '../text/count.ts';

export const hostileUsage = (): string =>
	'error: npm run hostile -- [--count N] [--commands N] [--seed N] [--jobs N]';

interface Count {
	readonly accepted: number;
	readonly refused: number;
	readonly failed: number;
	/** Milliseconds. */
	readonly slowest: number;
}

const counted = ({ accepted, refused, failed, slowest }: Count): string =>
	`accepted ${grouped(accepted)}, refused ${grouped(refused)}, failed ${grouped(failed)}, ` +
	`slowest ${Math.round(slowest)} ms`;

export const hostileSaid = {
	part: (done: number, all: number, failures: number): string =>
		`${grouped(done)}/${grouped(all)} inputs, ${failures} ways to fail`,
	kind: (kind: string, count: Count): string => `${kind.padEnd(10)} ${counted(count)}`,
	commands: (runs: number, count: Count): string =>
		`${'commands'.padEnd(10)} ${counted(count)} (${grouped(runs)} runs)`,
	failure: (failure: {
		readonly number: number;
		readonly kind: string;
		readonly how: string;
		readonly input: string | null;
	}): string =>
		`FAILED ${failure.kind}, input ${failure.number}: ${failure.how}\n` +
		`  ${JSON.stringify(failure.input)}`,
	sum: (inputs: number, failed: number, seed: number, seconds: number): string =>
		`${grouped(inputs)} hostile inputs, seed ${seed}, ${Math.round(seconds)} s: ` +
		(failed === 0 ? 'none crashes, hangs or is refused without a word' : `${failed} ways to fail`),
};

export const killsUsage = (): string => 'error: npm run kills -- [--count N] [--seed N]';

export const killsSaid = {
	part: (done: number, all: number, kills: number): string => `${done}/${all} runs, ${kills} kills`,
	differs: (run: number, files: readonly string[]): string =>
		`FAILED run ${run}: other bytes in ${files.join(', ')}`,
	sum: (
		runs: number,
		kills: number,
		withCells: number,
		files: number,
		differ: number,
		seed: number,
	): string =>
		`${runs} runs, ${kills} kills, seed ${seed}; ${withCells} kills left cells in the journal; ` +
		(differ === 0
			? `all ${files} files of each run are those of a run that nobody has killed`
			: `${differ} runs write other bytes`),
};
