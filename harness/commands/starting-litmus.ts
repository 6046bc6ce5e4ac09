/*
 * harness/commands/starting-litmus.ts - the litmus test that a proposal about a kernel function starts from: one whose runs
 * come to that function, since another would find nothing and would not say why.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseName, variants } from '../../variants/index.ts';
import { bootVariant, type BootedVariant } from '../cell/boot.ts';
import { stageOf } from '../cell/stage.ts';
import {
	readWorkload,
	workloadNames,
	workloadNamesOfTheMail,
	workloadOf,
} from '../catalogue/litmus.ts';
import { packageRoot } from '../catalogue/source.ts';
import { newLitmus, startedFrom, startedInVain } from '../messages/index.ts';
import { runExecution } from '../replay/execution.ts';
import type { Segment } from '../text/token.ts';
import type { Workload } from '../workload.ts';

export interface StartingLitmus {
	readonly text: string;
	/** The test of ours that it is; null of the usual one. */
	readonly from: string | null;
	/** Whether one of the runs that were tried comes to the function. */
	readonly reaches: boolean;
}

/** Whether the cpus, run one after the other, come to a function while the race is on. */
function reaches(booted: BootedVariant, workload: Workload, functionName: string): boolean {
	const stage = stageOf(booted, workload);
	if (stage.problem === null) return false;
	const cpus = workload.cpus.map((_, task): Segment => ({ task, steps: null }));
	return [cpus, cpus.toReversed()].some((schedule) => {
		const { result } = runExecution({ ...stage, booted }, schedule);
		const { after } = stage.placed;
		return result.events.some(({ task, stack }) => task !== after && stack.includes(functionName));
	});
}

/** Of ours those in which something races, those about the mail first, and the smaller ones of each. */
function candidates(): Workload[] {
	const ofTheMail = new Set(workloadNamesOfTheMail());
	const all = workloadNames().map((name) => readWorkload(name, null));
	const size = ({ name, cpus }: Workload): number =>
		(cpus.length > 1 ? 0 : 2000) +
		(ofTheMail.has(name) ? 0 : 1000) +
		cpus.reduce((sum, { calls }) => sum + 10 + calls.length, 0);
	return all.filter(({ memory }) => memory === 'sc').toSorted((a, b) => size(a) - size(b));
}

/** A file of ours under another name, without what it expects of variants. */
function renamed({ name, path }: Workload, as: string, functionName: string): string {
	const lines = readFileSync(join(packageRoot(), path), 'utf8')
		.trimEnd()
		.split('\n')
		.filter((line) => !/^(?:serves|expect)\b/.test(line))
		.map((line) => line.replace(/^scenario\s+\S+/, `scenario ${as}`));
	return `${[...lines, '', ...startedFrom(name, functionName, as)].join('\n')}\n`;
}

/** A litmus test of that name for a proposal about a function. */
export function startingLitmus(name: string, functionName: string): StartingLitmus {
	const booted = bootVariant(variants[baseName]!);
	const usual = newLitmus(name, name);
	if (reaches(booted, workloadOf(usual.join('\n'), name), functionName)) {
		return { text: `${usual.join('\n')}\n`, from: null, reaches: true };
	}
	const found = candidates().find((each) => reaches(booted, each, functionName));
	if (found === undefined) {
		const text = `${[...usual, '', ...startedInVain(functionName)].join('\n')}\n`;
		return { text, from: null, reaches: false };
	}
	return { text: renamed(found, name, functionName), from: found.name, reaches: true };
}
