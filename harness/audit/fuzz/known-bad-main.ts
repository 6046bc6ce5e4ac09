/*
 * harness/audit/fuzz/known-bad-main.ts - npm run known-bad: whether random programs find again what litmus tests show on
 * variants that are known to be bad and the base does not show.
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
const { values } = parseArgs({
	options: {
		variant: { type: 'string', multiple: true, default: usual },
		seconds: { type: 'string', default: '300' },
		seed: { type: 'string', default: '2003' },
		jobs: { type: 'string', default: '2' },
	},
});
const [seconds, seed, threads] = [values.seconds, values.seed, values.jobs].map(Number) as [
	number,
	number,
	number,
];
if (![seconds, seed, threads].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${fuzzKnownBad.usage()}\n`);
	process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-known-bad-'));

/**
 * Runs random programs until one shows what is wanted, or the time is over; the litmus tests before do not count, and
 * nothing else is minimised.
 */
async function fuzzUntil(
	where: string,
	milliseconds: number,
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
				timer = setTimeout(() => stop.abort(), milliseconds);
				if (milliseconds === 0) stop.abort();
			},
			onProgram: (corpus) => {
				if (corpus.findings.length > 0) stop.abort();
			},
		},
	);
	clearTimeout(timer);
	return {
		corpus: seen,
		programs: result.programs,
		seconds: (performance.now() - begun) / 1000,
		userSeconds: process.cpuUsage(used).user / 1e6,
	};
}

const base = new Set((await fuzzUntil(baseName, 0, () => false)).corpus?.litmus ?? []);
const isWanted = ({ litmus }: Corpus, key: string): boolean =>
	litmus?.includes(key) === true && !base.has(key);
let missed = 0;
for (const where of values.variant) {
	const run = await fuzzUntil(where, seconds * 1000, isWanted);
	const found = run.corpus?.findings[0]?.key ?? null;
	const all = (run.corpus?.litmus ?? []).filter((key) => !base.has(key)).length;
	if (found === null) missed++;
	process.stdout.write(
		`${fuzzKnownBad.row(where, all, found, run.programs, run.seconds, run.userSeconds)}\n`,
	);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = missed > 0 ? 1 : 0;
