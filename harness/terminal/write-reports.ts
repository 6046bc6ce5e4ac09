/*
 * harness/terminal/write-reports.ts - puts reports into a folder, each whole or not at all.
 *
 * Each is written beside its place and moved there once all are on the disk, so that neither a full disk nor
 * a kill leaves half a report where a whole one was. Patches of variants that only the run before had go then,
 * so that all that is there is of one run.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput, cannotWrite } from '../messages/index.ts';
import { type EarlierRun, earlierRun, keepBefore } from './keep-before.ts';

/**
 * Returns where the reports of another run went, or null.
 * @param next the run that writes: what another one has left is kept; without it, it is written over
 * @throws BadInput when one cannot be written
 */
export function writeReports(
	folder: string,
	reports: readonly { readonly file: string; readonly text: string | Uint8Array }[],
	next: Parameters<typeof keepBefore>[2] | null = null,
): string | null {
	const paths = reports.map(({ file }) => join(folder, file));
	const beside = (path: string): string => `${path}.new`;
	const earlier = earlierRun(folder);
	try {
		for (const [i, { text }] of reports.entries()) {
			mkdirSync(dirname(paths[i]!), { recursive: true });
			writeFileSync(beside(paths[i]!), text);
		}
		const kept = next === null ? null : keepBefore(folder, earlier, next);
		for (const path of paths) renameSync(beside(path), path);
		for (const path of patchesOf(earlier).map((file) => join(folder, file)))
			if (!paths.includes(path)) rmSync(path, { force: true });
		return kept;
	} catch (error) {
		for (const path of paths.map(beside).filter((each) => existsSync(each))) {
			rmSync(path, { force: true, recursive: true });
		}
		throw new BadInput(cannotWrite(folder, error));
	}
}

/** Takes away reports that an earlier run has left and this one does not write: they would be taken for this one's. */
export function removeReports(folder: string, ...names: readonly string[]): void {
	for (const name of names) rmSync(join(folder, name), { force: true });
}

/** The patches that were written with these results; none where there are no results of ours. */
function patchesOf(earlier: EarlierRun | null): string[] {
	if (!Array.isArray(earlier?.variants)) return [];
	return earlier.variants
		.map((each) => String(each?.name))
		.filter((name) => /^[\w+-]+$/.test(name))
		.map((name) => `patches/${name}.patch`);
}
