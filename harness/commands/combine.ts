/*
 * harness/commands/combine.ts - rmaplab combine: which set of patches is enough, at what price, and what none closes.
 */
import { availableParallelism } from 'node:os';
import { combinedFiles, combinedText, costsBeside } from '../../reports/index.ts';
import { baseName, controlName, proposalNames, repairNames } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { readWorkloads, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { combine } from '../compare/combine.ts';
import { describeCauses } from '../compare/describe-causes.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import type { Matrix } from '../compare/matrix.ts';
import { endsEarlierOn } from '../compare/uncovered.ts';
import {
	combinedHead,
	combineInterrupted,
	controlIsClean,
	type NamedFiles,
	stacksLeftOut,
} from '../messages/index.ts';
import { explained, type FoundCell } from '../result.ts';
import { columnsOf, note } from '../terminal/look.ts';
import { interruptedStatus } from '../terminal/interrupt.ts';
import { writeReports } from '../terminal/write-reports.ts';
import type { Workload } from '../workload.ts';
import { isFailed, sayFailed, withoutFailed } from './failed-variants.ts';
import { namedFiles, ourOrigin } from './named-files.ts';
import { runEach } from './run-matrix.ts';
import { stacksOf, type Stacks } from './stack-sets.ts';
import { wholeTokens } from './whole-tokens.ts';
import { faultStatus, withdrawnCells } from './withdrawn.ts';

export interface CombineFlags {
	readonly upTo: number;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

const isClean = ({ variant, violations, explored }: FoundCell): boolean =>
	variant === controlName && violations.length === 0 && explored.kind === 'complete';

function headOf(
	{ cells, searched }: Matrix,
	{ loaded, refused, repeated }: Stacks,
	workloads: readonly Workload[],
): string {
	const counts = { searched, same: cells.length - searched };
	return [
		combinedHead(loaded.length, workloads.length, counts),
		stacksLeftOut(refused, repeated),
		controlIsClean(controlName, cells.filter(isClean).length, workloads.length),
	].join(' ');
}

/** Returns the exit status. @throws BadInput when a name is unknown, or a report cannot be written */
export async function runCombine(names: readonly string[], flags: CombineFlags): Promise<number> {
	// Whether there is room for reports is known before the searches begin.
	const unlock = flags.out === undefined ? (): void => {} : lockFolder(flags.out);
	try {
		return await runStacks(names, flags);
	} finally {
		unlock();
	}
}

async function runStacks(names: readonly string[], flags: CombineFlags): Promise<number> {
	const given = await loadVariants(names.length > 0 ? names : proposalNames);
	const asked = given.map((each) => each.given);
	const stacks = await stacksOf(asked, flags.upTo);
	const beside = await loadVariants([baseName, ...repairNames]);
	const isBeside = (name: string): boolean => beside.some(({ variant }) => variant.name === name);
	const inRun = [...beside, ...stacks.loaded.filter(({ variant }) => !isBeside(variant.name))];
	const known = namesBeside(inRun.map(({ variant }) => variant.name));
	const all = readWorkloads(flags.workload ?? workloadNamesOfTheMail(), known);
	const workloads = flags.workload === undefined ? testsOfAll(all) : all;
	const board = new Board(flags.jobs ?? availableParallelism());
	const matrix = await runEach({
		variants: inRun,
		workloads,
		statesMax: flags.states,
		witnessPreemptionsMax: 0,
		board,
		goesOn: true,
	});
	// Stacks that did not run on all tests cannot be held against each other.
	if (board.stopped !== null) {
		note(combineInterrupted());
		return interruptedStatus();
	}
	const named = namedFiles(inRun, workloads);
	await report(withoutFailed(matrix), { stacks, asked, workloads, named, ran: inRun }, flags);
	const faults = withdrawnCells(matrix, named);
	for (const each of faults) process.stderr.write(`${each}\n`);
	const hasFailed = sayFailed(matrix);
	if (faults.length > 0) return faultStatus;
	return hasFailed ? 2 : 0;
}

interface Ran {
	readonly stacks: Stacks;
	/** The single patches. */
	readonly asked: readonly string[];
	readonly workloads: readonly Workload[];
	readonly named: NamedFiles;
	/** Base and repairs, and all stacks. */
	readonly ran: readonly LoadedVariant[];
}

async function report(
	matrix: Matrix,
	{ stacks, asked, workloads, named, ran }: Ran,
	flags: CombineFlags,
): Promise<void> {
	const means = { costsBeside, endsEarlier: endsEarlierOn(ran, workloads), control: controlName };
	const cells = matrix.cells.map(wholeTokens);
	const combined = combine(cells, baseName, stacks.patchesOf, means);
	const causes = describeCauses(cells, {
		reference: baseName,
		variants: [...new Set([...asked, ...repairNames])].filter((each) => !isFailed(matrix)(each)),
		repairs: repairNames,
		endsEarlier: means.endsEarlier,
	});
	const data = {
		...combined,
		unclosed: explained(combined.unclosed, causes),
		causes,
		cells: { searched: matrix.searched, same: cells.length - matrix.searched },
		control: controlName,
		controlCounts: combined.control,
	};
	const json = `${JSON.stringify(data, null, '\t')}\n`;
	const about = { reference: baseName, causes, named, origin: ourOrigin() };
	const head = headOf(matrix, stacks, workloads);
	const columns = Math.min(100, columnsOf());
	// First what cannot fail, so that a full disk loses nothing.
	process.stdout.write(flags.json ? json : combinedText(head, combined, { ...about, columns }));
	if (flags.out === undefined) return;
	writeReports(flags.out, [
		...(await combinedFiles(combined, baseName, causes)),
		{ file: 'combine.txt', text: combinedText(head, combined, about) },
		{ file: 'combine.json', text: json },
	]);
}
