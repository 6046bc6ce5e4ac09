/*
 * harness/terminal/write-reports.ts - puts reports into a folder, each whole or not at all.
 *
 * Each is written beside its place and moved there once all are on the disk, so that neither a full disk nor
 * a kill leaves half a report where a whole one was. Patches of variants that only the run before had go then,
 * so that all that is there is of one run.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput, cannotWrite } from '../messages/index.ts';

/** @throws BadInput when one cannot be written */
export function writeReports(
	folder: string,
	reports: readonly { readonly file: string; readonly text: string | Uint8Array }[],
): void {
	const paths = reports.map(({ file }) => join(folder, file));
	const beside = (path: string): string => `${path}.new`;
	const earlier = patchesOfResults(join(folder, 'results.json')).map((file) => join(folder, file));
	try {
		for (const [i, { text }] of reports.entries()) {
			mkdirSync(dirname(paths[i]!), { recursive: true });
			writeFileSync(beside(paths[i]!), text);
		}
		for (const path of paths) renameSync(beside(path), path);
		for (const path of earlier) if (!paths.includes(path)) rmSync(path, { force: true });
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
function patchesOfResults(path: string): string[] {
	try {
		const results = JSON.parse(readFileSync(path, 'utf8')) as {
			readonly format?: unknown;
			readonly variants: readonly { readonly name: unknown }[];
		};
		if (!String(results.format).startsWith('rmaplab-result/')) return [];
		return results.variants
			.map(({ name }) => String(name))
			.filter((name) => /^[\w+-]+$/.test(name))
			.map((name) => `patches/${name}.patch`);
	} catch {
		return [];
	}
}
