/*
 * harness/commands/fuzz.ts - rmaplab fuzz: random concurrent programs, and a corpus of what they show.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { baseName } from '../../variants/index.ts';
import { fuzzText } from '../../reports/index.ts';
import { runFuzz } from '../audit/fuzz/run-fuzz.ts';
import { workloadNames } from '../catalogue/litmus.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { fuzzSaid } from '../messages/index.ts';
import type { FuzzResult } from '../result.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { columnsOf } from '../terminal/look.ts';
import { Progress } from '../terminal/progress.ts';

export interface FuzzFlags {
	readonly variant?: readonly string[] | undefined;
	/** Milliseconds for all variants together. */
	readonly for?: number | undefined;
	readonly programs?: number | undefined;
	readonly seed?: number | undefined;
	readonly out: string;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

const timeUnsaid = 60_000;

/** Returns the exit status. @throws BadInput */
export async function runFuzzCommand(flags: FuzzFlags): Promise<number> {
	const variants = await Promise.all((flags.variant ?? [baseName]).map(loadVariant));
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const whole = flags.for ?? (flags.programs === undefined ? timeUnsaid : null);
	const results: FuzzResult[] = [];
	for (const variant of variants) {
		if (stop.signal.aborted) break;
		const progress = new Progress();
		const result = await runFuzz(
			{
				variant,
				seed: flags.seed ?? null,
				time: whole === null ? null : whole / variants.length,
				programs: flags.programs ?? null,
				threads: flags.jobs ?? availableParallelism(),
				folder: join(flags.out, variant.variant.name),
				litmus: workloadNames(),
			},
			{
				signal: stop.signal,
				onProgram: ({ findings }, ran) => progress.say(fuzzSaid.progress(ran, findings.length)),
			},
		);
		progress.end();
		results.push(result);
		if (flags.json !== true) process.stdout.write(`${fuzzText(result, columnsOf())}\n`);
	}
	if (flags.json === true) process.stdout.write(`${JSON.stringify(results, null, '\t')}\n`);
	return stop.signal.aborted ? interruptedStatus() : 0;
}
