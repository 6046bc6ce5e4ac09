/*
 * harness/commands/fixture.ts - for tests: the built command line in a folder of its own. Needs dist/, which `npm test`
 * builds first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';

export interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A new folder, which goes when the tests of a file are done, and the command line run there, without colours. */
export function commandLineIn(name: string): {
	readonly folder: string;
	readonly rmaplab: (...args: string[]) => Ran;
} {
	const folder = mkdtempSync(join(tmpdir(), `rmaplab-${name}-`));
	afterAll(() => rmSync(folder, { recursive: true }));
	const cli = join(packageRoot(), 'dist/harness/cli.js');
	const rmaplab = (...args: string[]): Ran =>
		spawnSync(process.execPath, [cli, ...args], {
			encoding: 'utf8',
			cwd: folder,
			env: { ...process.env, NO_COLOR: '1' },
		});
	return { folder, rmaplab };
}
