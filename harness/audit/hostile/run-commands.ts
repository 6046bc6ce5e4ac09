/*
 * harness/audit/hostile/run-commands.ts - hostile files, options, tokens and environments to the built command line.
 *
 * A command may work, find something, or refuse: status 0, 1 or 2. Where it refuses it says so, and writes nothing but
 * what it was told to write.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../catalogue/source.ts';
import { mixOne } from '../../engine/mix.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { rmaplabIn, type CommandRan } from './command-line.ts';
import type { HostileCount, HostileFailure } from './hostile-job.ts';
import { type Draw, hostileText } from './mutate.ts';

interface Sample {
	/** The arguments; `given` is a hostile word. */
	readonly args: (given: string) => readonly string[];
	/** Of which the word, or the file of it, is made. */
	readonly texts: readonly string[];
	/** The name of the file in which it stands; left out where it is an argument. */
	readonly file?: string;
	readonly environment?: (given: string) => Readonly<Record<string, string>>;
}

const shipped = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');

/** An argument and a variable cannot hold NUL, and a lone surrogate is none of a word. */
const word = (text: string): string =>
	Buffer.from(text.replaceAll('\0', '').slice(0, 5000)).toString('utf8');

function samplesIn(folder: string): readonly Sample[] {
	const litmus = shipped('workloads/litmus/trunc-vs-fault.litmus');
	const variant = shipped('variants/mail/leave-vmtruncate.ts');
	const results = readFileSync(join(folder, 'results.json'), 'utf8');
	const recording =
		'{"sequence":0}\n["p0 trunc t1 3",{"ok":0}]\n["p0 mmap 0 3 t1 0 rw s",{"ok":0}]\n["p0 r 1",{"val":0}]\n';
	const operations =
		'mapwrite 0x1000 0x1000 0x0\n#! remap 0x0 0x1000 0x1000\ntruncate 0x0 0x0 0x0\n';
	const options = ['10', '2003', 'no-bug', '4GiB', '10s', 'trunc-vs-fault', '--json', 'a+b', '*'];
	const token = ['lock-page-convert:trunc-vs-fault@13cc11.2e3fb6:B1aA3tBa'];
	return [
		{ args: () => ['check', 'f.litmus'], texts: [litmus], file: 'f.litmus' },
		{ args: () => ['check', './f.ts'], texts: [variant], file: 'f.ts' },
		{ args: () => ['recorded', 'f.jsonl'], texts: [recording], file: 'f.jsonl' },
		{ args: () => ['fsx', '--replay', 'f.fsxops'], texts: [operations], file: 'f.fsxops' },
		{ args: () => ['report', 'f.json', '--out', 'out'], texts: [results], file: 'f.json' },
		{ args: () => ['diff', 'f.json', 'results.json'], texts: [results], file: 'f.json' },
		{ args: (given) => ['replay', given], texts: token },
		{ args: (given) => ['list', 'variants', given], texts: options },
		{ args: (given) => ['check', '--variant', given], texts: options },
		{ args: (given) => ['fsx', '--count', given], texts: options },
		{ args: (given) => ['perf', 'rmap-test', '--set', given], texts: options },
		{ args: (given) => ['host', '--for', given], texts: ['x1s', 'x', '-5s'] },
		{
			args: () => ['list', 'variants'],
			texts: options,
			environment: (given) => ({
				COLUMNS: given,
				TERM: given,
				NO_COLOR: given,
				FORCE_COLOR: given,
				LANG: given,
				XDG_CACHE_HOME: given,
			}),
		},
	];
}

export interface CommandsPlan {
	readonly seed: number;
	readonly count: number;
	readonly folder: string;
}

export interface CommandsResult {
	readonly counts: HostileCount;
	readonly failures: readonly HostileFailure[];
}

export function runCommands({ seed, count, folder }: CommandsPlan): CommandsResult {
	const samples = samplesIn(folder);
	const counts: HostileCount = { accepted: 0, refused: 0, failed: 0, slowest: 0 };
	const failures: HostileFailure[] = [];
	const before = new Set(readdirSync(packageRoot()));
	for (let number = 0; number < count; number++) {
		const random = seeded(mixOne(seed + 1) ^ mixOne(number));
		const draw: Draw = (most) => below(most, random());
		const sample = samples[number % samples.length]!;
		const given = hostileText(draw, sample.texts);
		if (sample.file !== undefined) writeFileSync(join(folder, sample.file), given);
		const args = sample.args(word(given));
		const begun = performance.now();
		const ran = rmaplabIn(folder, args, sample.environment?.(word(given)));
		counts.slowest = Math.max(counts.slowest, performance.now() - begun);
		const more = readdirSync(packageRoot()).filter((name) => !before.has(name));
		const how = more.length > 0 ? `writes ${more.join(', ')}` : badlyEnded(ran);
		if (how === null) {
			counts[ran.status === 2 ? 'refused' : 'accepted']++;
			continue;
		}
		counts.failed++;
		failures.push({ number, kind: args.slice(0, 2).join(' ').slice(0, 60), how, input: given });
	}
	return { counts, failures };
}

/** Null where it ended as a command may. */
function badlyEnded({ status, stderr }: CommandRan): string | null {
	if (status === null) return 'is ended by a signal, or takes too long';
	if (status > 2) return `ends with status ${status}: ${stderr.slice(0, 300)}`;
	if (/internal fault|\n +at .*:\d+:\d+\)?\n/.test(stderr))
		return `faults: ${stderr.slice(0, 300)}`;
	if (status === 2 && !/error: /.test(stderr))
		return `refuses without a word: ${stderr.slice(0, 100)}`;
	return null;
}
