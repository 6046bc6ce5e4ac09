/*
 * harness/commands/stack.ts - rmaplab stack: patches merged into one file.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { loadStack } from '../catalogue/load-stack.ts';
import { mergedStack, type Stack } from '../catalogue/stack.ts';
import { stackText } from '../catalogue/stack-text.ts';
import { note } from '../terminal/look.ts';
import { refuseName } from '../catalogue/user-file.ts';
import { loadEach } from '../catalogue/variant.ts';
import {
	BadInput,
	conflictMarked,
	fileExists,
	notWritable,
	stackedSummary,
} from '../messages/index.ts';

export interface StackFlags {
	readonly out?: string | undefined;
}

/** Of the file, where none is written. */
const defaultName = 'stacked';

/** Writes the stack to `--out`, else to standard output. Returns the exit status: 1 when it has conflicts. */
export async function runStack(patches: readonly string[], { out }: StackFlags): Promise<number> {
	const given = patches.join('+');
	const path = out ?? `${defaultName}.ts`;
	const name = basename(path).replace(/\.m?ts$/, '');
	refuseName(path, name);
	if (out !== undefined && existsSync(out)) throw new BadInput(fileExists(out));
	const elements = await loadEach(given);
	const stack = await mergedStack(elements, given);
	// What merges may still not parse, or call what is not there.
	if (stack.conflicts.length === 0) await loadStack(elements, given);
	const text = stackText(stack, path, name);
	if (out === undefined) process.stdout.write(text);
	else write(out, text);
	const isMerged = stack.conflicts.length === 0;
	for (const line of said(stack, path, text)) {
		if (isMerged) note(line);
		else process.stderr.write(`${line}\n`);
	}
	return isMerged ? 0 : 1;
}

function write(path: string, text: string): void {
	try {
		writeFileSync(path, text, { flag: 'wx' });
	} catch (error) {
		throw new BadInput(notWritable(path, error));
	}
}

function said({ pieces, patches, conflicts }: Stack, path: string, text: string): string[] {
	const marked = text
		.split('\n')
		.flatMap((line, i) =>
			line.startsWith('<<<<<<< ') ? [{ line: i + 1, below: line.slice(8) }] : [],
		);
	// The text has them in the order of the kernel's files; each is told by where it stands.
	const merged = [...pieces.values()].filter(({ kind }) => kind === 'merged').length;
	return conflicts.length > 0
		? marked.map(({ line, below }) => conflictMarked(path, line, functionAt(text, line), below))
		: [
				stackedSummary(
					path,
					patches.map(({ name }) => name),
					pieces.size,
					merged,
				),
			];
}

/** The function that a line of a text belongs to. */
function functionAt(text: string, line: number): string {
	const before = text.split('\n').slice(0, line);
	const heads = before.map((each) => /^function\* (\w+)/.exec(each)?.[1]);
	return heads.findLast((name) => name !== undefined) ?? '';
}
