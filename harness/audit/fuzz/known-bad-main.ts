/*
 * harness/audit/fuzz/known-bad-main.ts - npm run known-bad: whether random programs find again what litmus tests show on
 * variants that are known to be bad, and neither on the base nor on what the variant stacks on.
 *
 * The limit is of processor time: how long that takes is up to who else computes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { baseName } from '../../../variants/index.ts';
import { workloadNames } from '../../catalogue/litmus.ts';
import { loadVariant } from '../../catalogue/variant.ts';
import { fuzzKnownBad } from '../../messages/index.ts';
import type { Corpus } from './filed.ts';
import { runFuzz } from './run-fuzz.ts';

const usual = [
	'convert-v1',
	'convert-v2a',
	'fault-read-retry',
	'forced-unmap',
	'forced-unmap-blocking',
	'invalidate2-two-plain',
	'mlock-unevictable',
	'mm3-lists',
	'no-bug-chainlock',
	'unmap-restart',
];
const options = {
	variant: { type: 'string', multiple: true, default: usual },
	seconds: { type: 'string', default: '300' },
	seed: { type: 'string', default: '2003' },
	jobs: { type: 'string', default: '2' },
} as const;
const values = valuesOrEnd();
const [seconds, seed, threads] = [values.seconds, values.seed, values.jobs].map(Number) as [
	number,
	number,
	number,
];
if (![seconds, seed, threads].every((each) => Number.isInteger(each) && each > 0)) endWithUsage();

function valuesOrEnd() {
	try {
		return parseArgs({ options }).values;
	} catch {
		return endWithUsage();
	}
}

function endWithUsage(): never {
	process.stderr.write(`${fuzzKnownBad.usage()}\n`);
	process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-known-bad-'));

/** Milliseconds between two looks at how much of a processor was used. */
const lookEvery = 100;

/**
 * Runs random programs until one shows what is wanted, or so many seconds of a core are used; the litmus tests before do
 * not count, and nothing else is minimised.
 */
async function fuzzUntil(
	where: string,
	secondsMax: number,
	isWanted: (corpus: Corpus, key: string) => boolean,
): Promise<{
	readonly corpus: Corpus | null;
	readonly programs: number;
	readonly seconds: number;
	/** Of a processor, all threads together, outside the kernel. */
	readonly userSeconds: number;
}> {
	const stop = new AbortController();
	let begun = performance.now();
	let used = process.cpuUsage();
	let seen: Corpus | null = null;
	let timer: NodeJS.Timeout | undefined;
	const userSeconds = (): number => process.cpuUsage(used).user / 1e6;
	const result = await runFuzz(
		{
			variant: await loadVariant(where),
			seed,
			time: null,
			programs: null,
			threads,
			folder: join(folder, where),
			litmus: workloadNames(),
			isIdle: (key) => seen === null || !isWanted(seen, key),
		},
		{
			signal: stop.signal,
			onLitmus: (corpus) => {
				seen = corpus;
				begun = performance.now();
				used = process.cpuUsage();
				timer = setInterval(() => {
					if (userSeconds() >= secondsMax) stop.abort();
				}, lookEvery);
				if (secondsMax === 0) stop.abort();
			},
			onProgram: (corpus) => {
				if (corpus.findings.length > 0) stop.abort();
			},
		},
	);
	clearInterval(timer);
	return {
		corpus: seen,
		programs: result.programs,
		seconds: (performance.now() - begun) / 1000,
		userSeconds: userSeconds(),
	};
}

const shown = new Map<string, readonly string[]>();
async function shownByLitmus(where: string): Promise<readonly string[]> {
	const keys = shown.get(where) ?? (await fuzzUntil(where, 0, () => false)).corpus?.litmus ?? [];
	shown.set(where, keys);
	return keys;
}

let missed = 0;
for (const where of values.variant) {
	const { base } = (await loadVariant(where)).variant;
	const known = new Set(await shownByLitmus(baseName));
	if (base !== undefined) for (const key of await shownByLitmus(base.name)) known.add(key);
	const run = await fuzzUntil(
		where,
		seconds,
		({ litmus }, key) => litmus?.includes(key) === true && !known.has(key),
	);
	const found = run.corpus?.findings[0]?.key ?? null;
	const all = (run.corpus?.litmus ?? []).filter((key) => !known.has(key)).length;
	if (found === null) missed++;
	process.stdout.write(
		`${fuzzKnownBad.row(where, all, found, run.programs, run.seconds, run.userSeconds)}\n`,
	);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = missed > 0 ? 1 : 0;
