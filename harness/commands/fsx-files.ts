/*
 * harness/commands/fsx-files.ts - what fsx found, as files that other commands read.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../compare/folder-lock.ts';
import { BadInput, notWritten } from '../messages/index.ts';
import type { FsxResult } from '../result.ts';

/**
 * Writes each failure as operations, as a sequence and, where there is one, as a litmus test.
 * @throws BadInput where they cannot be written
 */
export function writeFsxFiles(folder: string, variant: string, { failures }: FsxResult): void {
	try {
		makeFolder(folder);
		for (const [i, { operations, sequence, litmus }] of failures.entries()) {
			const name = join(folder, `fsx-${variant}-${i + 1}`);
			writeFileSync(`${name}.fsxops`, `${operations.join('\n')}\n`);
			writeFileSync(`${name}.jsonl`, `${sequence.join('\n')}\n`);
			if (litmus !== null) writeFileSync(`${name}.litmus`, litmus);
		}
	} catch (error) {
		const { code = '', message } = error as NodeJS.ErrnoException;
		throw new BadInput(notWritten(folder, code || message));
	}
}
