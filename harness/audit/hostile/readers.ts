/*
 * harness/audit/hostile/readers.ts - the readers of what users give, and good texts for each.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseClaims } from '../../../workloads/claims/index.ts';
import { formatLitmusError, parseLitmusBuffer } from '../../../workloads/litmus/index.ts';
import { listLitmusFiles, litmusFolder } from '../../../workloads/litmus/load.ts';
import { printLitmus } from '../../../workloads/litmus/print.ts';
import { fsxProgramOf } from '../../../workloads/sequence/fsx-operations.ts';
import { sequencesOf } from '../../../workloads/sequence/recording.ts';
import { blankTypes } from '../../catalogue/erase-types.ts';
import { ourNames } from '../../catalogue/discussions.ts';
import { functionsOf, packageRoot } from '../../catalogue/source.ts';
import { matchingFiles } from '../../catalogue/matching-files.ts';
import { Journal } from '../../compare/journal.ts';
import type { RunIdentity } from '../../compare/identity.ts';
import { derived } from '../../measure/straight/derive.ts';
import { withParts } from '../../measure/straight/parts.ts';
import { nestedTooDeeply, notAToken, notADuration, notASize } from '../../messages/index.ts';
import type { FoundCell } from '../../result.ts';
import { parseBytes, parseMilliseconds } from '../../text/quantity.ts';
import { parseToken, printSchedule } from '../../text/token.ts';
import { parseSteps } from '../calibrate/language.ts';
import { importFsx } from '../import/fsx.ts';
import { importPerf } from '../import/perf-script.ts';
import { importStrace } from '../import/strace.ts';
import type { Reader } from './reader.ts';

/** Good texts are not longer, so that a million inputs are read in minutes. */
const goodMax = 2300;
const gunzipped = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');

/** Some pieces of a long text that begin with a line. */
function pieces(text: string, head = ''): readonly string[] {
	const lines = text.split('\n');
	const size = 12;
	const many = 30;
	return Array.from({ length: many }, (_, i) => {
		const at = Math.floor((i * Math.max(0, lines.length - size)) / many);
		return head + lines.slice(at, at + size).join('\n');
	});
}

const inRoot = (pattern: string): string[] => matchingFiles(join(packageRoot(), pattern));

function readAll(pattern: string): readonly string[] {
	return inRoot(pattern)
		.map((path) => readFileSync(path, 'utf8'))
		.filter((text) => text.length <= goodMax);
}

const traces = (ending: string): readonly string[] =>
	inRoot(`workloads/sequence/traces/*.${ending}.gz`).flatMap((path) => pieces(gunzipped(path)));

/** @param folder for files of readers that take no text; it is the caller's to take away */
export function readersOf(folder: string): readonly Reader[] {
	mkdirSync(folder, { recursive: true });
	const languages = languageReaders();
	// Litmus tests are what most users write: they come twice as often as each of the others.
	return [
		...languages,
		languages[0]!,
		...recordingReaders(),
		...wordReaders(),
		journalReader(folder),
	];
}

function languageReaders(): readonly Reader[] {
	const names = ourNames();
	return [
		{
			kind: 'litmus',
			hasPlace: true,
			texts: listLitmusFiles().map((file) => readFileSync(join(litmusFolder(), file), 'utf8')),
			read: (text) => {
				const read = parseLitmusBuffer(Buffer.from(text), 'f.litmus');
				if ('error' in read) return formatLitmusError(read.error);
				// What is taken can be printed, and what is printed can be read.
				const again = parseLitmusBuffer(Buffer.from(printLitmus(read.workload)), 'f.litmus');
				if ('error' in again) throw new Error(`printed and not read: ${again.error.message}`);
				return null;
			},
		},
		{
			kind: 'claims',
			hasPlace: true,
			texts: inRoot('workloads/claims/*.claims').flatMap((path) =>
				pieces(readFileSync(path, 'utf8')),
			),
			read: (text) => {
				const read = parseClaims(text, 'f.claims', names);
				return 'error' in read ? formatLitmusError(read.error) : null;
			},
		},
		{
			kind: 'steps',
			hasPlace: true,
			texts: readAll('workloads/calibrate/*.steps'),
			read: (text) => {
				parseSteps(text, 'f.steps');
				return null;
			},
		},
		{ kind: 'variant', hasPlace: true, texts: readAll('variants/mail/*.ts'), read: readVariant },
	];
}

/** Types go, functions are found, and the rest is made straight. */
function readVariant(text: string): string | null {
	try {
		functionsOf('f.ts', text);
		// What blankTypes() leaves may be no module all the same, which the import of it would say.
		withParts(
			derived(blankTypes(text), 'f.ts', () => null, './operations.js'),
			'./link.js',
		);
	} catch (error) {
		// The tool says so, see user-modules.ts.
		if (error instanceof RangeError) return nestedTooDeeply('f.ts');
		const { loc, message } = error as Error & { readonly loc?: { line: number; column: number } };
		if (!(error instanceof SyntaxError) || loc === undefined) throw error;
		return `f.ts:${loc.line}:${loc.column + 1}: ${message.split('\n')[0]}`;
	}
	return null;
}

function recordingReaders(): readonly Reader[] {
	const ofRecordings = inRoot('workloads/sequence/data/*.gz').flatMap((path) =>
		pieces(gunzipped(path), '{"sequence":0}\n'),
	);
	const importer = (kind: string, read: (text: string) => unknown): Reader => ({
		kind,
		hasPlace: false,
		texts: traces(kind === 'fsx' ? 'fsxops' : kind),
		read: (text) => {
			read(text);
			return null;
		},
	});
	return [
		{
			kind: 'recording',
			hasPlace: true,
			texts: ofRecordings,
			read: (text) => {
				sequencesOf(text, 'f.jsonl');
				return null;
			},
		},
		importer('strace', importStrace),
		importer('perf', importPerf),
		importer('fsx', importFsx),
		{
			kind: 'fsxops',
			hasPlace: true,
			texts: [...traces('fsxops'), '#! remap 0x1000 0x1000 0x0\n#! refill 0x4\n#! map\nfsync\n'],
			read: (text) => {
				fsxProgramOf(text, 'f.fsxops');
				return null;
			},
		},
	];
}

function wordReaders(): readonly Reader[] {
	return [
		{
			kind: 'token',
			hasPlace: false,
			texts: [
				'lock-page-convert:trunc-vs-fault@13cc11.2e3fb6:B1aA3tBa',
				'leave-to-shrink-list:leave-to-shrink@55fdc2.424649:B1aA20BmA1vCl',
				'a~:b~@13cc11:=0123456789ab',
				'no-bug:trunc-vs-fault:-',
			],
			read: (text) => {
				const token = parseToken(text);
				if (token === null) return notAToken(text);
				printSchedule(token.schedule);
				return null;
			},
		},
		{
			kind: 'quantity',
			hasPlace: false,
			texts: ['10s', '5m', '2h', '250ms', '512MB', '4GiB', '1.5h'],
			read: (text) => {
				const [time, size] = [parseMilliseconds(text), parseBytes(text)];
				if (time === null && size === null) return `${notADuration()} ${notASize()}`;
				for (const each of [time, size]) {
					if (each !== null && !(Number.isFinite(each) && each >= 0)) throw new Error(`is ${each}`);
				}
				return null;
			},
		},
	];
}

const identity: RunIdentity = {
	tool: 'rmaplab 0.1.0',
	code: { 'the oracles': '0123456789abcdef' },
	variants: { a: { 'a.ts': '0123' }, b: { 'b.ts': '4567' } },
	workloads: { w: '89ab' },
	options: { seed: 2003 },
	cells: 'cdef',
};

/** Another run's journal, too: what it differs in is said. */
function journalReader(folder: string): Reader {
	const path = join(folder, 'journal.jsonl');
	const cell = { variant: 'a', workload: 'w' } as unknown as FoundCell;
	const written = [identity, { ...identity, options: { seed: 7 } }].map((run) => {
		rmSync(path, { force: true });
		const journal = new Journal(path, run);
		journal.append(cell);
		journal.append({ ...cell, variant: 'b' });
		journal.fail('b');
		return readFileSync(path, 'utf8');
	});
	return {
		kind: 'journal',
		hasPlace: false,
		texts: written,
		read: (text) => {
			writeFileSync(path, text);
			const { cells } = new Journal(path, identity);
			if (cells.some((each) => typeof each?.variant !== 'string')) throw new Error('no cell');
			return null;
		},
	};
}
