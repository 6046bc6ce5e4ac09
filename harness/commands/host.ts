/*
 * harness/commands/host.ts - rmaplab host: the running kernel as the judge of what single calls answer.
 */
import { release } from 'node:os';
import { hostText } from '../../reports/index.ts';
import { runHost } from '../audit/host/run-host.ts';
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
