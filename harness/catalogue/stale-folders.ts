/*
 * harness/catalogue/stale-folders.ts - folders for a while in that of the system: who makes one, and who was killed
 * before it could remove its own.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whose folder it is stands in its name. */
const ours = /^rmaplab-(\d+)-\w{6}$/;

/** A new folder of this process. @throws Error where there is no room for one */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), `rmaplab-${process.pid}-`));

/** Removes the folders of processes that there are no more; what cannot be removed stays. */
export function removeStaleFolders(): void {
	for (const name of readNames()) {
		const [, pid] = ours.exec(name) ?? [];
		if (pid === undefined || isAlive(Number(pid))) continue;
		try {
			rmSync(join(tmpdir(), name), { recursive: true });
		} catch {
			// Somebody else's, or gone by now.
		}
	}
}

function readNames(): readonly string[] {
	try {
		return readdirSync(tmpdir());
	} catch {
		return [];
	}
}

/** A number that was given out again is taken for the process that it was: its folder stays. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}
