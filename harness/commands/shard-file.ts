/*
 * harness/commands/shard-file.ts - what a part of a run was asked, beside its journal: whoever puts the parts together
 * reads it again, and asks the same of the whole.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGiven } from '../catalogue/given-file.ts';
import { parseShard, type Shard } from '../compare/shard.ts';
import { BadInput, cannotAppend, shardSays } from '../messages/index.ts';

export const shardFormat = 'rmaplab-shard/1';
const shardName = 'shard.json';

export interface ShardFile {
	readonly shard: Shard;
	/** What stood behind `compare` on the command line, word by word. */
	readonly asked: readonly string[];
}

/** @throws BadInput when it cannot be written */
export function noteShard(folder: string, { shard, asked }: ShardFile): void {
	const path = join(folder, shardName);
	const file = { format: shardFormat, shard: `${shard.index}/${shard.of}`, asked };
	try {
		writeFileSync(path, `${JSON.stringify(file, null, '\t')}\n`);
	} catch (error) {
		throw new BadInput(cannotAppend(path, error));
	}
}

/** @throws BadInput when there is none, or it has another form */
export function readShard(folder: string): ShardFile {
	const path = join(folder, shardName);
	let read: { format?: unknown; shard?: unknown; asked?: unknown } | null;
	try {
		read = JSON.parse(readGiven(path).toString('utf8')) as typeof read;
	} catch (error) {
		if (error instanceof BadInput) throw error;
		throw new BadInput(shardSays.noShard(path));
	}
	const shard = typeof read?.shard === 'string' ? parseShard(read.shard) : null;
	const isRead =
		read?.format === shardFormat &&
		Array.isArray(read.asked) &&
		read.asked.every((each) => typeof each === 'string');
	if (shard === null || !isRead) throw new BadInput(shardSays.noShard(path));
	return { shard, asked: read!.asked as string[] };
}
