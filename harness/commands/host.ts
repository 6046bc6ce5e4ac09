/*
 * harness/commands/host.ts - rmaplab host: the running kernel as the judge of what single calls answer.
 */
import { release } from 'node:os';
import { hostLitmusText, hostText } from '../../reports/index.ts';
import { runHost } from '../audit/host/run-host.ts';
import { runHostLitmus } from '../audit/host/run-litmus.ts';
import { readWorkloads } from '../catalogue/litmus.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { hostSaid } from '../messages/index.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { Progress } from '../terminal/progress.ts';
import { straightModule } from './straight-module.ts';

export interface HostFlags {
	readonly variant: string;
	/** Milliseconds. */
	readonly for: number;
	readonly seed: number;
	readonly json?: true | undefined;
}

/** What programs see of the kernels that this is run on is that of 6.18, as far as these calls go. */
const kernel = 'linux-6-18';
const callsOfSequence = 120;
const differencesMax = 8;

/** Returns the exit status: 1 when something differs that no cause explains. @throws BadInput */
export async function runHostCommand(flags: HostFlags): Promise<number> {
	const loaded = await loadVariant(flags.variant);
	const variant = { name: loaded.variant.name, module: await straightModule(loaded) };
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const progress = new Progress();
	const result = await runHost(
		{
			release: release(),
			variant,
			kernel,
			seed: flags.seed,
			time: flags.for,
			calls: callsOfSequence,
			differencesMax,
		},
		{
			signal: stop.signal,
			onBatch: (results, differ) => progress.say(hostSaid.progress(results, differ)),
		},
	);
	progress.end();
	process.stdout.write(
		flags.json === true ? `${JSON.stringify(result, null, '\t')}\n` : `${hostText(result)}\n`,
	);
	if (stop.signal.aborted) return interruptedStatus();
	return result.unexplained > 0 ? 1 : 0;
}

/** Runs litmus tests in which nothing races. Returns the exit status: 1 when an answer differs. @throws BadInput */
export async function runHostFiles(
	files: readonly string[],
	{ variant, json }: Pick<HostFlags, 'variant' | 'json'>,
): Promise<number> {
	const loaded = await loadVariant(variant);
	const workloads = readWorkloads(files, null);
	const straight = { name: loaded.variant.name, module: await straightModule(loaded) };
	const results = await runHostLitmus(workloads, straight, kernel);
	process.stdout.write(
		json === true
			? `${JSON.stringify(results, null, '\t')}\n`
			: `${results.map((each) => hostLitmusText(release(), each)).join('\n\n')}\n`,
	);
	return results.every(({ agree }) => agree) ? 0 : 1;
}
