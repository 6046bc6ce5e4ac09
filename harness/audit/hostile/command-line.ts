/*
 * harness/audit/hostile/command-line.ts - the built command line, run as users run it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../catalogue/source.ts';

/** Milliseconds: longer than any of the commands takes on a slow machine. */
const timeMax = 120_000;
const bytesMax = 2 ** 26;

export interface CommandRan {
	/** Null where it was ended, by a signal or because it took too long. */
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export function rmaplabIn(
	folder: string,
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
): CommandRan {
	const cli = join(packageRoot(), 'dist', 'harness', 'cli.js');
	const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
		cwd: folder,
		encoding: 'utf8',
		timeout: timeMax,
		maxBuffer: bytesMax,
		env: { ...process.env, NO_COLOR: '1', RMAPLAB_NO_CACHE: '1', ...environment },
	});
	return { status, stdout, stderr };
}
