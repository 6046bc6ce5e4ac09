/*
 * harness/commands/compare.ts - rmaplab compare.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { renderReports, terminalText } from '../../reports/index.ts';
import { variants as ours } from '../../variants/index.ts';
import { compare } from '../compare.ts';
import { defaultCellOptions } from '../cell.ts';
import { isPath, loadVariant } from '../load-variant.ts';
import { wallClockOf } from '../measure/wall-clock.ts';
import { finished, progressLine, expectationUnmet } from '../messages.ts';
import { readWorkload, workloadNames } from './workloads.ts';
import { Progress } from './progress.ts';

export interface CompareFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly out: string;
	readonly seed: number;
	readonly states: number;
	readonly runs: number;
	readonly jobs?: number | undefined;
	readonly auditRaces?: true | undefined;
	readonly wallClock: boolean;
	readonly json?: true | undefined;
}

const base = 'lock-page-convert';

/** Returns the exit status: 1 when an `expect` line was not met. */
export async function runCompare(flags: CompareFlags): Promise<number> {
	const began = performance.now();
	const chosen = flags.variant ?? Object.keys(ours);
	// The base is always among them: every number is given against it.
	const names = chosen.includes(base) || chosen.every(isPath) ? [...chosen] : [base, ...chosen];
	if (chosen.every(isPath)) names.unshift(base);
	const known = await Promise.all(names.map(loadVariant));
	const variantNames = [...Object.keys(ours), ...known.map(({ variant }) => variant.name)];
	const workloads = (flags.workload ?? workloadNames()).map((each) =>
		readWorkload(each, variantNames),
	);
	const progress = new Progress();
	const comparison = await compare({
		...defaultCellOptions,
		base,
		variants: names,
		workloads,
		seed: flags.seed,
		statesMax: flags.states,
		sampleRuns: flags.runs,
		auditRaces: flags.auditRaces === true,
		jobs: flags.jobs ?? availableParallelism(),
		journal: join(flags.out, 'journal.jsonl'),
		onCell: (cell, done, all) =>
			progress.say(progressLine(done, all, `${cell.variant} on ${cell.workload}`)),
	});
	progress.end();
	const elapsedSeconds = (performance.now() - began) / 1000;
	const full = {
		...comparison,
		wallClock: flags.wallClock
			? await wallClockOf(
					known.map(({ variant }) => variant),
					workloads,
					elapsedSeconds,
				)
			: null,
	};
	for (const { file, text } of await renderReports(full)) {
		const path = join(flags.out, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	process.stdout.write(
		flags.json
			? `${JSON.stringify(full, null, '\t')}\n`
			: terminalText(full, {
					colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
				}),
	);
	const complete = full.cells.filter((cell) => cell.explored.kind === 'complete').length;
	process.stderr.write(
		`${finished(full.cells.length, complete, elapsedSeconds.toFixed(1))}; ${flags.out}/\n`,
	);
	const unmet = full.cells.flatMap((cell) => cell.expectations.filter((each) => !each.met));
	for (const each of unmet) {
		process.stderr.write(`${expectationUnmet(each)}\n`);
	}
	return unmet.length > 0 ? 1 : 0;
}
