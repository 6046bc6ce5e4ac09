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

/** Runs random programs until `isFound` says so, or the time is over; the litmus tests before do not count. */
async function fuzzUntil(
	where: string,
	milliseconds: number,
	isFound: (corpus: Corpus) => boolean,
): Promise<{
	readonly corpus: Corpus | null;
	readonly programs: number;
	readonly seconds: number;
}> {
	const stop = new AbortController();
	let begun = performance.now();
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
		},
		{
			signal: stop.signal,
			onLitmus: (corpus) => {
				seen = corpus;
				begun = performance.now();
				timer = setTimeout(() => stop.abort(), milliseconds);
				if (milliseconds === 0) stop.abort();
			},
			onProgram: (corpus) => {
				if (isFound(corpus)) stop.abort();
			},
		},
	);
	clearTimeout(timer);
	return { corpus: seen, programs: result.programs, seconds: (performance.now() - begun) / 1000 };
}

const base = new Set((await fuzzUntil(baseName, 0, () => false)).corpus?.litmus ?? []);
let missed = 0;
for (const where of values.variant) {
	const wanted = (corpus: Corpus): string | undefined =>
		corpus.findings.find(({ key }) => corpus.litmus?.includes(key) === true && !base.has(key))?.key;
	const run = await fuzzUntil(where, seconds * 1000, (corpus) => wanted(corpus) !== undefined);
	const found = run.corpus === null ? undefined : wanted(run.corpus);
	const all = (run.corpus?.litmus ?? []).filter((key) => !base.has(key)).length;
	if (found === undefined) missed++;
	process.stdout.write(
		`${fuzzKnownBad.row(where, all, found ?? null, run.programs, run.seconds)}\n`,
	);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = missed > 0 ? 1 : 0;
