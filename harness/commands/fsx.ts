/*
 * harness/commands/fsx.ts - rmaplab fsx: random operations on a file of one variant, held against a copy.
 */
import { basename } from 'node:path';
import { fsxText } from '../../reports/index.ts';
import { baseName } from '../../variants/index.ts';
import { fsxProgramOf } from '../../workloads/sequence/fsx-operations.ts';
import type { FsxJob } from '../audit/fsx/fsx-job.ts';
import { runFsx } from '../audit/fsx/run-fsx.ts';
import { textIn } from '../catalogue/given-text.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { fsxSaid } from '../messages/index.ts';
import type { FsxFailure, FsxResult } from '../result.ts';
import { Progress } from '../terminal/progress.ts';
import { straightModule } from './straight-module.ts';
import { writeFsxFiles } from './fsx-files.ts';

export interface FsxFlags {
	readonly variant: string;
	readonly count: number;
	readonly seed: number;
	readonly replay?: string | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

/** Its functions say why something fails. */
const kernel = 'linux-3-14';
const bytesMax = 2 ** 24;

/** Returns the exit status: 1 when something fails that the base answers right, or that no cause explains. @throws BadInput */
export async function runFsxCommand(flags: FsxFlags, patience: number): Promise<number> {
	const program =
		flags.replay === undefined ? null : fsxProgramOf(textIn(flags.replay, bytesMax), flags.replay);
	const work: FsxJob['work'] =
		program === null
			? { seed: flags.seed, count: flags.count }
			: { operations: program.operations };
	const loaded = await loadVariant(flags.variant);
	const variant = { name: loaded.variant.name, module: await straightModule(loaded) };
	const progress = new Progress();
	const ran = await runFsx(
		{ variant, base: baseName, kernel, work, patience },
		{ onProgress: (operations, failed) => progress.say(fsxSaid.progress(operations, failed)) },
	);
	progress.end();
	const skipped = { ...program?.skipped, ...ran.skipped };
	const result: FsxResult = { ...ran, skipped };
	if (flags.out !== undefined) writeFsxFiles(flags.out, basename(variant.name), result);
	process.stdout.write(
		flags.json === true ? `${JSON.stringify(result, null, '\t')}\n` : `${fsxText(result)}\n`,
	);
	return result.failures.some(isOwn) ? 1 : 0;
}

const isOwn = ({ cause, isOfBase }: FsxFailure): boolean => cause === null || !isOfBase;
