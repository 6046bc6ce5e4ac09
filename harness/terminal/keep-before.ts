/*
 * harness/terminal/keep-before.ts - what another run has left in a folder is not lost to the next one: it goes into a
 * folder beside, one run at most.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, cannotWrite } from '../messages/index.ts';

/** Within the folder of the reports. */
const before = 'before';

/** What a run writes, and no journal or lock. */
const isReport = (name: string): boolean =>
	name === 'patches' || /\.(?:csv|html|json|png|svg|txt)$/.test(name);

interface Run {
	readonly command?: string;
	/** Why it is not whole. */
	readonly limits?: unknown;
}

/** Null where there are no results of ours. */
function runIn(folder: string): Run | null {
	try {
		const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Run & {
			readonly format?: unknown;
		};
		return String(results.format).startsWith('rmaplab-result/') ? results : null;
	} catch {
		return null;
	}
}

/**
 * Moves away what a run by another command has left, or a whole one by the same command where this one is cut short.
 * Returns where to, or null where nothing had to go.
 * @throws BadInput when it cannot be moved
 * @example keepBefore('rmaplab-report', { command: 'compare --workload quiet' }) // 'rmaplab-report/before'
 */
export function keepBefore(folder: string, next: Run): string | null {
	const earlier = runIn(folder);
	if (earlier === null) return null;
	const isSame = earlier.command === next.command;
	const isLess = earlier.limits === undefined && next.limits !== undefined;
	if (isSame && !isLess) return null;
	const to = join(folder, before);
	try {
		if (existsSync(to)) rmSync(to, { recursive: true });
		mkdirSync(to);
		for (const name of readdirSync(folder).filter(isReport))
			renameSync(join(folder, name), join(to, name));
	} catch (error) {
		throw new BadInput(cannotWrite(to, error));
	}
	return to;
}
