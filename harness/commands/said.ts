/*
 * harness/commands/said.ts - what to say of an error that is no fault of this tool.
 */
import { badInputOf } from '../catalogue/bad-input.ts';
import { systemRefuses } from '../messages/index.ts';
import { fitForTerminal } from '../terminal/fit.ts';

/** What a disk or a folder says that has changed while a command runs. */
const refusals: ReadonlySet<string> = new Set([
	'EACCES',
	'EDQUOT',
	'EFBIG',
	'EIO',
	'ENOENT',
	'ENOSPC',
	'EPERM',
	'EROFS',
]);

/** The sentence, that of a worker's too; null of a fault of this tool. */
export function saidOf(error: unknown): string | null {
	if (error instanceof Error && error.name === 'BadInput') return error.message;
	const ofTheSystem = (error as NodeJS.ErrnoException | null)?.code ?? '';
	if (refusals.has(ofTheSystem)) return systemRefuses(error);
	return badInputOf(error)?.message ?? null;
}

/** Prints what an error says, and returns the exit status. */
export function say(error: unknown): number {
	const sentence = saidOf(error);
	const fault = (): string =>
		`internal fault: ${error instanceof Error ? error.stack : String(error)}`;
	process.stderr.write(`${sentence === null ? fault() : fitForTerminal(sentence)}\n`);
	return sentence === null ? 3 : 2;
}
