/*
 * harness/terminal/keep-before.ts - what another run has left in a folder is not lost to the next one: it goes into a
 * folder beside, one run at most.
 */
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmdirSync,
	rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Within the folder of the reports. */
const before = 'before';
const patches = 'patches';

/** What a run writes, and no journal or lock, nor what is half written. */
const isReport = (name: string): boolean => /\.(?:csv|html|json|patch|png|svg|txt)$/.test(name);

interface Run {
	readonly command?: string;
	/** Why it is not whole. */
	readonly limits?: unknown;
}

/** What is looked at of the results that a folder has. */
export interface EarlierRun extends Run {
	readonly variants: readonly { readonly name: unknown }[];
}

/** Null where there are no results of ours. */
export function earlierRun(folder: string): EarlierRun | null {
	try {
		const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as EarlierRun & {
			readonly format?: unknown;
		};
		return String(results.format).startsWith('rmaplab-result/') ? results : null;
	} catch {
		return null;
	}
}

/** Reports by their paths in the folder. */
function reportsIn(folder: string): string[] {
	const within = join(folder, patches);
	const some = existsSync(within) ? readdirSync(within).map((name) => join(patches, name)) : [];
	return [...readdirSync(folder), ...some].filter(isReport);
}

/**
 * Moves away what a run by another command has left, or a whole one by the same command where this one is cut short.
 * Returns where to, or null where nothing had to go. @throws where it cannot be moved
 * @example keepBefore('rmaplab-report', earlier, { command: 'compare --workload quiet' }) // 'rmaplab-report/before'
 */
export function keepBefore(folder: string, earlier: Run | null, next: Run): string | null {
	if (earlier === null) return null;
	const isSame = earlier.command === next.command;
	const isLess = earlier.limits === undefined && next.limits !== undefined;
	if (isSame && !isLess) return null;
	const to = join(folder, before);
	rmSync(to, { recursive: true, force: true });
	for (const name of reportsIn(folder)) {
		mkdirSync(dirname(join(to, name)), { recursive: true });
		renameSync(join(folder, name), join(to, name));
	}
	const within = join(folder, patches);
	if (existsSync(within) && readdirSync(within).length === 0) rmdirSync(within);
	return to;
}
