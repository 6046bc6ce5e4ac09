/*
 * harness/terminal/write-reports.ts - puts reports into a folder, each whole or not at all.
 *
 * Each is written beside its place and moved there once all are on the disk, so that neither a full disk nor
 * a kill leaves half a report where a whole one was.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput, cannotWrite } from '../messages/index.ts';

/** @throws BadInput when one cannot be written */
export function writeReports(
	folder: string,
	reports: readonly { readonly file: string; readonly text: string | Uint8Array }[],
): void {
	const paths = reports.map(({ file }) => join(folder, file));
	const beside = (path: string): string => `${path}.new`;
	try {
		for (const [i, { text }] of reports.entries()) {
			mkdirSync(dirname(paths[i]!), { recursive: true });
			writeFileSync(beside(paths[i]!), text);
		}
		for (const path of paths) renameSync(beside(path), path);
	} catch (error) {
		for (const path of paths) rmSync(beside(path), { force: true, recursive: true });
		throw new BadInput(cannotWrite(folder, error));
	}
}
