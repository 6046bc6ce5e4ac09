/*
 * harness/commands/import.ts - rmaplab import: a recording of a real program becomes a workload.
 */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { importFsx } from '../audit/import/fsx.ts';
import { importPerf } from '../audit/import/perf-script.ts';
import type { Read } from '../audit/import/read.ts';
import { importStrace } from '../audit/import/strace.ts';
import { textIn } from '../catalogue/given-text.ts';
import {
	BadInput,
	importSaid,
	isThere,
	noRecording,
	noSuchRecorder,
	nothingImported,
	notWritten,
} from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';

export interface ImportFlags {
	readonly out?: string | undefined;
	readonly force?: true | undefined;
	readonly json?: true | undefined;
}

/** What reads the recordings of whom. */
const recorders: Readonly<Record<string, (text: string) => Read>> = {
	strace: importStrace,
	perf: importPerf,
	fsx: importFsx,
};

const bytesMax = 2 ** 26;
/** Kinds that are named where nothing can be imported. */
const kindsNamed = 3;

/** @throws BadInput */
export function runImport(kind: string, file: string, flags: ImportFlags): void {
	const readAll = Object.hasOwn(recorders, kind) ? recorders[kind] : undefined;
	if (readAll === undefined) {
		const all = Object.keys(recorders);
		throw new BadInput(noSuchRecorder(kind, nearest(kind, all), all.join(', ')));
	}
	const read = readAll(textIn(file, bytesMax));
	if (read.known === 0) throw new BadInput(noRecording(file, kind));
	if (read.imported === 0) {
		const kinds = Object.entries(read.skipped).slice(0, kindsNamed);
		const why = kinds.map(([name, count]) => `${count} ${name}`).join(', ');
		throw new BadInput(nothingImported(file, why));
	}
	const workload =
		flags.out ??
		`${basename(file)
			.replace(/\.gz$/, '')
			.replace(/\.txt$/, '')}.jsonl`;
	write(workload, `${read.lines.join('\n')}\n`, flags.force === true);
	const { imported, skipped, events, processes, files } = read;
	// The first line of a workload begins it, and the others are calls.
	const calls = read.lines.length - 1;
	if (flags.json === true) {
		const result = { imported, skipped, workload, events, calls, processes, files };
		process.stdout.write(`${JSON.stringify(result, null, '\t')}\n`);
		return;
	}
	const lines = [
		importSaid.head(imported, events, workload),
		importSaid.size(calls, processes, files),
		...(Object.keys(skipped).length === 0 ? [] : [importSaid.skippedHead]),
		...Object.entries(skipped).map(([name, count]) => importSaid.skipped(count, name)),
		'',
		importSaid.next(workload),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}

/** @throws BadInput where there is something of that name, or no place for it */
function write(path: string, text: string, isForced: boolean): void {
	try {
		writeFileSync(path, text, { flag: isForced ? 'w' : 'wx' });
	} catch (error) {
		const { code = '', message } = error as NodeJS.ErrnoException;
		throw new BadInput(code === 'EEXIST' ? isThere(path) : notWritten(path, code || message));
	}
}
