/*
 * harness/messages/hostile.ts - what npm run hostile and npm run kills say.
 */
import { grouped } from '../text/count.ts';

export const hostileUsage = (): string =>
	'error: npm run hostile -- [--count N] [--commands N] [--seed N]';

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
		`${failed === 0 ? 'none crashes, hangs or is refused without a word' : `${failed} ways to fail`}`,
};
