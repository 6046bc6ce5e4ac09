/*
 * harness/commands/merge.ts - rmaplab merge: puts the parts of a run together and reports as one run would have. What is
 * missing, foreign or in contradiction is refused.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CommanderError } from '@commander-js/extra-typings';
import { lockFolder } from '../compare/folder-lock.ts';
import { differencesOf } from '../compare/identity.ts';
import { Journal, readJournal, type ReadJournal } from '../compare/journal.ts';
import { wantedOf } from '../compare/matrix.ts';
import { shardOf } from '../compare/shard.ts';
import { BadInput, shardSays } from '../messages/index.ts';
import { cellKeyOf, type FoundCell } from '../result.ts';
import { runCompare } from './compare.ts';
import { compareFlagsOf } from './compare-commands.ts';
import { type CompareFlags, planOf } from './compare-plan.ts';
import { readShard, type ShardFile } from './shard-file.ts';

export interface MergeFlags {
	readonly out: string;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

interface Part extends ShardFile {
	readonly folder: string;
	readonly flags: CompareFlags;
	readonly journal: ReadJournal;
}

/** Returns the exit status, that of the comparison. @throws BadInput when the parts are no whole */
export async function runMerge(
	folders: readonly string[],
	{ out, jobs, json }: MergeFlags,
): Promise<number> {
	const parts = folders.map(partIn);
	const first = parts[0]!;
	for (const part of parts) refuseForeign(first, part);
	const flags = { ...first.flags, out, jobs, json };
	const cells = cellsOf(parts);
	await refuseGaps(flags, parts, cells);
	const unlock = lockFolder(out);
	try {
		const journal = new Journal(join(out, 'journal.jsonl'), first.journal.run);
		const known = new Set(journal.cells.map(cellKeyOf));
		for (const [key, { cell }] of cells) if (!known.has(key)) journal.append(cell);
	} finally {
		unlock();
	}
	return runCompare(flags);
}

function partIn(folder: string): Part {
	const file = readShard(folder);
	return {
		...file,
		folder,
		flags: flagsOf(folder, file.asked),
		journal: readJournal(join(folder, 'journal.jsonl')),
	};
}

/** Read as the command line reads it. */
function flagsOf(folder: string, asked: readonly string[]): CompareFlags {
	try {
		return compareFlagsOf(asked);
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		throw new BadInput(shardSays.asksNoComparison(folder, error.message));
	}
}

/** What may differ from machine to machine. */
const ofItsMachine: ReadonlySet<string> = new Set([
	'out',
	'jobs',
	'memory',
	'cache',
	'shard',
	'quiet',
	'color',
	'patience',
]);

const essenceOf = (flags: CompareFlags): unknown =>
	Object.fromEntries(Object.entries(flags).filter(([name]) => !ofItsMachine.has(name)));

/** @throws BadInput when the two are not parts of one run, or are the same part */
function refuseForeign(first: Part, part: Part): void {
	if (part.shard.of !== first.shard.of) {
		throw new BadInput(shardSays.otherCount(first, part));
	}
	const differences = differencesOf(first.journal.run, part.journal.run);
	if (differences.length > 0) throw new BadInput(shardSays.foreign(part, first, differences));
	if (!isDeepStrictEqual(essenceOf(first.flags), essenceOf(part.flags))) {
		throw new BadInput(shardSays.askedOtherwise(part, first));
	}
}

/** @throws BadInput when two parts tell of one cell what is not the same */
function cellsOf(parts: readonly Part[]): Map<string, { cell: FoundCell; folder: string }> {
	const cells = new Map<string, { cell: FoundCell; folder: string }>();
	for (const { folder, journal } of parts) {
		for (const cell of journal.cells) {
			const key = cellKeyOf(cell);
			const known = cells.get(key);
			if (known === undefined) cells.set(key, { cell, folder });
			else if (!isDeepStrictEqual(known.cell, cell)) {
				throw new BadInput(shardSays.disagree(cell, known.folder, folder));
			}
		}
	}
	return cells;
}

/** @throws BadInput when a cell is in none of the parts; a variant that has failed has none to miss */
async function refuseGaps(
	flags: CompareFlags,
	parts: readonly Part[],
	cells: ReadonlyMap<string, unknown>,
): Promise<void> {
	const plan = await planOf(flags, performance.now());
	const failed = new Set(parts.flatMap(({ journal }) => journal.failed));
	const wanted = wantedOf({ ...plan, variants: plan.known });
	const missing = wanted.filter((each) => !failed.has(each.variant) && !cells.has(cellKeyOf(each)));
	if (missing.length === 0) return;
	const { of } = parts[0]!.shard;
	const lacking = new Set(missing.map((each) => shardOf(each, of)));
	const given = new Map(parts.map((each) => [each.shard.index, each.folder]));
	throw new BadInput(
		shardSays.gaps(
			{ missing: missing.length, all: wanted.length },
			[...lacking]
				.toSorted((a, b) => a - b)
				.map((index) => ({ index, of, folder: given.get(index) ?? null })),
		),
	);
}
