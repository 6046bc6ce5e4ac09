/*
 * harness/catalogue/litmus.ts - finds litmus files by name or path for every command.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLitmusError, parseLitmusBuffer } from '../../workloads/litmus/index.ts';
import {
	listLitmusFiles,
	listLitmusFilesOfTheMail,
	litmusNameOf,
} from '../../workloads/litmus/load.ts';
import {
	BadInput,
	claimsAreNoLitmus,
	noSuchWorkload,
	oneNameForTwoWorkloads,
	sequenceSaid,
} from '../messages/index.ts';
import { isSequenceFile } from '../text/sequence-file.ts';
import { nearest } from '../text/nearest.ts';
import { readGiven } from './given-file.ts';
import { ownFile } from './own-file.ts';
import { packageRoot } from './source.ts';
import type { Workload } from '../workload.ts';
import { oracles } from '../check/index.ts';
import { givenOnce, placeOf } from './given-once.ts';
import { matchingFiles } from './matching-files.ts';

const folder = join('workloads', 'litmus');

/** By name: where it lies in the folder. Null until somebody asks; the folder is read once. */
let files: ReadonlyMap<string, string> | null = null;

function shippedFiles(): ReadonlyMap<string, string> {
	files ??= new Map(listLitmusFiles().map((file) => [litmusNameOf(file), file]));
	return files;
}

/** Names of ours, those of the mail first. */
export const workloadNames = (): readonly string[] => [...shippedFiles().keys()];

/** Names of those that a comparison runs when nobody says what, in alphabetical order. */
export const workloadNamesOfTheMail = (): readonly string[] =>
	listLitmusFilesOfTheMail().map(litmusNameOf);

const isOurs = (where: string): boolean => !/[\\/.]/.test(where);

/** Path of a shipped litmus test, from the package's root. */
const pathOfOurs = (name: string): string =>
	join(folder, shippedFiles().get(name) ?? `${name}.litmus`);

/** The file of what was asked for. */
const fileOf = (where: string): string =>
	isOurs(where) ? join(packageRoot(), pathOfOurs(where)) : where;

/**
 * In the order in which they are asked for; one that is asked for twice comes once, and a note says so.
 * @throws BadInput when one cannot be read, or two have one name
 */
export function readWorkloads(
	asked: readonly string[],
	variants: readonly string[] | null,
): readonly Workload[] {
	const once = givenOnce(asked.flatMap(matchingFiles), (each) => placeOf(fileOf(each)));
	const byName = new Map<string, Workload>();
	for (const each of once) {
		const workload = readWorkload(each, variants);
		const earlier = byName.get(workload.name);
		if (earlier !== undefined) {
			throw new BadInput(oneNameForTwoWorkloads(workload.name, earlier.path, workload.path));
		}
		byName.set(workload.name, workload);
	}
	return [...byName.values()];
}

/**
 * The same for a command that speaks of all of ours as well; what is ours already is left out.
 * @throws BadInput as well when one has a name of ours
 */
export function readWorkloadsBesideOurs(
	asked: readonly string[],
	variants: readonly string[],
): readonly Workload[] {
	const places = new Set(workloadNames().map((name) => placeOf(fileOf(name))));
	const own = readWorkloads(
		asked.filter((each) => !places.has(placeOf(fileOf(each)))),
		variants,
	);
	for (const { name, path } of own) {
		if (!workloadNames().includes(name)) continue;
		throw new BadInput(oneNameForTwoWorkloads(name, pathOfOurs(name), path));
	}
	return own;
}

/** The file of a litmus test of the user's own, as it was given; null of a shipped one. */
export const fileOfOwn = ({ name, path }: Workload): string | null =>
	path === pathOfOurs(name) && workloadNames().includes(name) ? null : path;

/** A litmus test that is in no file. @throws BadInput when its text is wrong */
export function workloadOf(text: string, name: string): Workload {
	const read = parseLitmusBuffer(Buffer.from(text), name);
	if ('error' in read) throw new BadInput(formatLitmusError(read.error));
	return read.workload;
}

/** What stands in the file of a litmus test that was read; null where it has gone since. */
export function textOf(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}

/** Whether the name of a shipped litmus test can stand for this one. */
export function isWhatItsNameMeans(
	{ name, digest }: Workload,
	variants: readonly string[],
): boolean {
	return !workloadNames().includes(name) || readWorkload(name, variants).digest === digest;
}

/**
 * Reads one litmus file; a name without a slash or dot is one of ours.
 * @param variants of which its `expect` lines may speak; null where these do not matter
 * @throws BadInput with one gcc-style line when it cannot be read
 */
export function readWorkload(where: string, variants: readonly string[] | null): Workload {
	const known = workloadNames();
	if (isOurs(where) && !known.includes(where)) {
		const meant = ownFile(where, 'workload') ?? nearest(where, known);
		throw new BadInput(noSuchWorkload(where, meant));
	}
	const path = isOurs(where) ? pathOfOurs(where) : where;
	if (isSequenceFile(path)) throw new BadInput(sequenceSaid.noLitmus(path));
	if (path.endsWith('.claims')) throw new BadInput(claimsAreNoLitmus(path));
	const bytes = isOurs(where) ? readFileSync(fileOf(where)) : readGiven(where);
	const read = parseLitmusBuffer(bytes, path, {
		...(variants === null ? {} : { variants }),
		fileOfVariant: (name) => ownFile(name, 'variant'),
		oracles: Object.keys(oracles),
		judgedAtEnd: Object.values(oracles).flatMap(({ name, atEnd }) =>
			atEnd === undefined ? [] : [name],
		),
	});
	if ('error' in read) throw new BadInput(formatLitmusError(read.error));
	return read.workload;
}
