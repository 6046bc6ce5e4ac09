/*
 * harness/commands/loads-beside.ts - what the variants of a comparison cost under load: a few loads, smaller than those of
 * `rmaplab perf`, once all verdicts are known. It asks for the mail's proposals, or for files of a user's own on all
 * litmus tests.
 */
import { baseName, proposalNames } from '../../variants/index.ts';
import { checkGiven, parametersOf } from '../../workloads/load/given.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import { toolVersion } from '../catalogue/source.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { Board } from '../compare/board.ts';
import { BadInput, perfSaid } from '../messages/index.ts';
import { perfFormat, type PerfResult } from '../result.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { Progress } from '../terminal/progress.ts';
import { type PerfLoad, type PerfPlan, runPerf } from './run-perf.ts';
import { perfVariant } from './straight-module.ts';
import { note } from '../terminal/look.ts';

const machine = 'p4-2.7ghz-up';

/** What the mail is about: windows that are remapped, direct writes that invalidate, and the price of reverse maps. */
const few: readonly PerfLoad[] = [
	{ load: 'rmap-test', parameters: { iterations: 1, windows: 10 } },
	{ load: 'remap-windows', parameters: { rounds: 4 } },
	{ load: 'fork-exec', parameters: {} },
	{ load: 'direct-io', parameters: { rounds: 20 } },
];

export interface Beside {
	readonly known: readonly LoadedVariant[];
	/** The variants that were named, if any were. */
	readonly named: readonly string[] | undefined;
	/** Whether a choice of litmus tests was made: then nobody asks for loads. */
	readonly isOfSome: boolean;
	readonly workers: number;
	/** Milliseconds until the run has to end; null when it may take its time. */
	readonly millisecondsLeft: number | null;
	/** Whether rows say how long they took here. */
	readonly isTimed: boolean;
	readonly board: Board;
}

/** Those to run, the base first, and how one has them run in full; null where nobody asks for loads. */
function askedFor({ known, named, isOfSome }: Beside): {
	readonly variants: readonly LoadedVariant[];
	readonly command: string;
} | null {
	if (isOfSome) return null;
	const byName = (name: string): LoadedVariant | undefined =>
		known.find(({ variant }) => variant.name === name);
	const base = byName(baseName);
	if (base === undefined) return null;
	const proposals = proposalNames.map(byName).filter((each) => each !== undefined);
	if (proposals.length === proposalNames.length) {
		return { variants: [base, ...proposals], command: 'npx rmaplab perf' };
	}
	const own = known.filter(({ variant }) => (variant.userCode?.functions.size ?? 0) > 0);
	if (named === undefined || own.length === 0) return null;
	const given = own.map((each) => each.given).join(' ');
	return { variants: [base, ...own], command: `npx rmaplab perf --variant ${given}` };
}

async function planOf(variants: readonly LoadedVariant[], workers: number): Promise<PerfPlan> {
	return {
		variants: await Promise.all(variants.map(perfVariant)),
		loads: few.map(({ load, parameters }) => {
			const of = loadNamed(load);
			return { load, parameters: checkGiven(of, parametersOf(of, 'small', parameters)) };
		}),
		machine,
		workers,
	};
}

/**
 * The costs; null where nobody asks for them, or the run was ended meanwhile or a file has no straight form, which is
 * said on stderr. `failed` is told of a user's variant that comes to no end.
 */
export async function loadsBeside(
	beside: Beside,
	failed: (why: string) => void,
): Promise<PerfResult | null> {
	const { board, workers, millisecondsLeft, isTimed } = beside;
	const asked = askedFor(beside);
	if (asked === null) return null;
	const { variants, command } = asked;
	const stop = new AbortController();
	board.whenStopped(() => stop.abort());
	const timer =
		millisecondsLeft === null
			? null
			: setTimeout(() => stop.abort(), Math.max(0, millisecondsLeft));
	const progress = new Progress();
	const all = few.length * variants.length;
	let done = 0;
	try {
		const plan = await planOf(variants, workers);
		const rows = stop.signal.aborted
			? []
			: await runPerf(plan, {
					signal: stop.signal,
					onFailure: (_, why) => failed(why),
					onRow: () => progress.say(perfSaid.besideProgress(++done, all)),
				});
		progress.end();
		if (!stop.signal.aborted) {
			const exact = rows.map((row) => ({ ...row, wallClock: {} }));
			return {
				format: perfFormat,
				base: baseName,
				version: toolVersion(),
				command,
				rows: isTimed ? rows : exact,
			};
		}
		note(perfSaid.besideSkipped(command));
	} catch (error) {
		if (!(error instanceof BadInput)) throw error;
		// The verdicts stand all the same.
		process.stderr.write(`${fitForTerminal(error.message)}\n`);
	} finally {
		if (timer !== null) clearTimeout(timer);
	}
	return null;
}
