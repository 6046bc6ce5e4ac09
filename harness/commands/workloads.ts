/*
 * harness/commands/workloads.ts - finds litmus files by name or path for every command.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLitmusError, parseLitmusBuffer } from '../../workloads/litmus/index.ts';
import { listLitmusFiles } from '../../workloads/litmus/load.ts';
import { BadInput, noSuchWorkload, unreadable } from '../messages.ts';
import { nearest } from '../nearest.ts';
import { packageRoot } from '../source.ts';
import type { Workload } from '../workload.ts';
import { oracles } from '../check/index.ts';

const folder = join('workloads', 'litmus');

/** Names of ours, in alphabetical order. */
export function workloadNames(): string[] {
	return listLitmusFiles().map((file) => file.replace(/^.*\//, '').replace(/\.litmus$/, ''));
}

/**
 * Reads one litmus file; a name without a slash or dot is one of ours.
 * @throws BadInput with one gcc-style line when it cannot be read
 */
export function readWorkload(where: string, variants: readonly string[]): Workload {
	const ours = !/[\\/.]/.test(where);
	const known = workloadNames();
	if (ours && !known.includes(where))
		throw new BadInput(noSuchWorkload(where, nearest(where, known)));
	const path = ours ? join(folder, `${where}.litmus`) : where;
	let bytes: Uint8Array;
	try {
		bytes = readFileSync(ours ? join(packageRoot(), path) : path);
	} catch {
		throw new BadInput(unreadable(path));
	}
	const read = parseLitmusBuffer(bytes, path, { variants, oracles: Object.keys(oracles) });
	if ('error' in read) throw new BadInput(formatLitmusError(read.error));
	return read.workload;
}
