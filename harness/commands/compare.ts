/*
 * harness/commands/compare.ts - rmaplab compare.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { renderReports, terminalText } from '../../reports/index.ts';
import { baseName as base, variants as ours } from '../../variants/index.ts';
import { Board } from '../board.ts';
import { compare } from '../compare.ts';
import { defaultCellOptions } from '../cell.ts';
import type { Strategy } from '../explore/strategies.ts';
import { isPath, loadVariant } from '../load-variant.ts';
import { wallClockOf } from '../measure/wall-clock.ts';
import { megabytesMin, statesInMemory } from '../memory-limit.ts';
import {
	BadInput,
	exactNeedsRoom,
	expectationUnmet,
	finished,
	limitsPhrase,
	memoryMeans,
	memoryTooSmall,
	noVerdict,
	progressLine,
	resumeHint,
} from '../messages.ts';
import { shippedDiscussions } from './discussions.ts';
import { interruptedStatus, onInterrupt } from './interrupt.ts';
import { Progress } from './progress.ts';
import { defaultCells } from './selection.ts';
import { Watcher } from './standing.ts';
import { readWorkload, workloadNames } from './workloads.ts';

export interface CompareFlags {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly out: string;
	readonly seed: number;
	readonly states: number;
	/** Milliseconds from the start of the process to the end of the last search. */
	readonly budget?: number | undefined;
	/** As it was written, and bytes. */
	readonly memory?: { readonly text: string; readonly bytes: number } | undefined;
	readonly setupSteps?: number | undefined;
	readonly runs: number;
	readonly sampleStrategy: Strategy;
	readonly jobs?: number | undefined;
	readonly auditRaces?: true | undefined;
	readonly exact?: true | undefined;
	readonly wallClock: boolean;
	readonly json?: true | undefined;
	/** Every variant on every litmus, also what a run leaves out when it is not told what to run. */
	readonly all?: true | undefined;
}

const progressEveryMs = 250;

/** Returns the exit status: 1 when an `expect` line was not met. */
export async function runCompare(flags: CompareFlags): Promise<number> {
	const began = performance.now();
	if (flags.exact && flags.memory !== undefined) throw new BadInput(exactNeedsRoom());
	const chosen = flags.variant ?? Object.keys(ours);
	// The base is always among them: every number is given against it.
	const names = chosen.includes(base) || chosen.every(isPath) ? [...chosen] : [base, ...chosen];
	if (chosen.every(isPath)) names.unshift(base);
	const known = await Promise.all(names.map(loadVariant));
	const variantNames = [...Object.keys(ours), ...known.map(({ variant }) => variant.name)];
	const workloads = (flags.workload ?? workloadNames()).map((each) =>
		readWorkload(each, variantNames),
	);
	const discussions = shippedDiscussions();
	const isDefault = flags.variant === undefined && flags.workload === undefined && !flags.all;
	const wants = isDefault ? defaultCells(discussions, workloads, names) : () => true;
	// Timed are those that run what the base runs.
	const isWhole = (name: string): boolean =>
		workloads.every((each) => wants(name, each.name) || !wants(base, each.name));
	const jobs = flags.jobs ?? availableParallelism();
	const statesFit = statesThatFit(flags, jobs);
	const deadline = flags.budget ?? null;
	const board = new Board(jobs);
	const progress = new Progress();
	const cells = known.reduce(
		(sum, { variant }) => sum + workloads.filter(({ name }) => wants(variant.name, name)).length,
		0,
	);
	const watcher = new Watcher(board, cells, deadline);
	onInterrupt(() => board.stop('interrupted'));
	const timers = [setInterval(() => progress.say(progressLine(watcher.now())), progressEveryMs)];
	if (deadline !== null) {
		timers.push(setTimeout(() => board.stop('budget'), Math.max(0, deadline - began)));
	}
	const comparison = await compare({
		...defaultCellOptions,
		base,
		variants: names,
		workloads,
		wants,
		discussions,
		seed: flags.seed,
		statesMax: Math.min(flags.states, statesFit),
		...(flags.setupSteps === undefined ? {} : { setupStepsMax: flags.setupSteps }),
		sampleRuns: flags.runs,
		sampleStrategy: flags.sampleStrategy,
		auditRaces: flags.auditRaces === true,
		exact: flags.exact === true,
		board,
		budget: deadline === null ? null : { milliseconds: deadline, statesMax: statesFit },
		journal: join(flags.out, 'journal.jsonl'),
		onCell: (cell, done) => watcher.cell(cell, done),
	}).finally(() => {
		for (const timer of timers) clearTimeout(timer);
	});
	progress.end();
	const elapsedSeconds = (performance.now() - began) / 1000;
	// A run that was cut short has no time for what says nothing about the variants.
	const full = {
		...comparison,
		wallClock:
			flags.wallClock && board.stopped === null
				? await wallClockOf(
						known.map(({ variant }) => variant).filter(({ name }) => isWhole(name)),
						workloads.filter(({ name }) => wants(base, name)),
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
	process.stderr.write(`${finished(full, elapsedSeconds.toFixed(1))}; ${flags.out}/\n`);
	if (full.limits !== undefined) process.stderr.write(`${limitsPhrase(full.limits)}\n`);
	if (board.stopped === 'interrupted' || full.cells.length < cells) {
		process.stderr.write(`${resumeHint(full.cells.length, cells)}\n`);
	}
	for (const cell of full.cells) {
		const said = noVerdict(cell);
		if (said !== null) process.stderr.write(`${said}\n`);
	}
	const unmet = full.cells.flatMap((cell) => cell.expectations.filter((each) => !each.met));
	for (const each of unmet) {
		process.stderr.write(`${expectationUnmet(each)}\n`);
	}
	if (board.stopped === 'interrupted') return interruptedStatus;
	return unmet.length > 0 ? 1 : 0;
}

/**
 * Stored states that one search may reach. Without --memory only a budget needs a ceiling, since it has no
 * other: half of what the machine or its container has.
 */
function statesThatFit(flags: CompareFlags, jobs: number): number {
	const { memory } = flags;
	if (memory === undefined) {
		const constrained = process.constrainedMemory();
		const total = Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
		return flags.budget === undefined
			? Infinity
			: Math.max(flags.states, statesInMemory(total / 2, jobs));
	}
	const states = statesInMemory(memory.bytes, jobs);
	if (states === 0) throw new BadInput(memoryTooSmall(memory.text, jobs, megabytesMin(jobs)));
	process.stderr.write(`--memory ${memory.text}: ${memoryMeans(states, jobs)}\n`);
	return states;
}
