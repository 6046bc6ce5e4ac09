/*
 * harness/commands/combine.ts - rmaplab combine: which set of patches is enough, at what price, and what none closes.
 */
import { availableParallelism } from 'node:os';
import { combinedFiles, combinedText, costsBeside } from '../../reports/index.ts';
import { baseName, controlName, controlParts, namesOfTheMail } from '../../variants/index.ts';
import { testsOfAll } from '../catalogue/default-cells.ts';
import { readWorkloads, workloadNames } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { Board } from '../compare/board.ts';
import { combine } from '../compare/combine.ts';
import { describeCauses } from '../compare/describe-causes.ts';
import type { Matrix } from '../compare/matrix.ts';
import { endsEarlierOn } from '../compare/uncovered.ts';
import {
	combinedHead,
	combineInterrupted,
	controlIsClean,
	stacksLeftOut,
} from '../messages/index.ts';
import type { CauseResult, Combined, FoundCell } from '../result.ts';
import { writeReports } from '../terminal/write-reports.ts';
import type { Workload } from '../workload.ts';
import { runMatrix } from './run-matrix.ts';
import { stacksOf, type Stacks } from './stack-sets.ts';

export interface CombineFlags {
	readonly upTo: number;
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

/** What was run beside the stacks: the base, and the repairs that tell causes apart, the control last. */
const repairs = [...controlParts, controlName];

/** With what closed it in Linux, where that is known. */
type Unclosed = Combined['unclosed'][number] & {
	readonly cause: string | null;
	readonly linux: string | null;
};

function unclosedOf({ unclosed }: Combined, causes: readonly CauseResult[]): Unclosed[] {
	return unclosed.map((each) => {
		const key = [each.workload, each.oracle, each.site].join('\n');
		const cause = causes.find(({ keys }) => keys.includes(key));
		return { ...each, cause: cause?.id ?? null, linux: cause?.linux || null };
	});
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
	const asked = names.length > 0 ? names : namesOfTheMail.filter((name) => name !== baseName);
	const stacks = await stacksOf(asked, flags.upTo);
	const beside = await loadVariants([baseName, ...repairs]);
	const isBeside = (name: string): boolean => beside.some(({ variant }) => variant.name === name);
	const inRun = [...beside, ...stacks.loaded.filter(({ variant }) => !isBeside(variant.name))];
	const known = namesBeside(inRun.map(({ variant }) => variant.name));
	const all = readWorkloads(flags.workload ?? workloadNames(), known);
	const workloads = flags.workload === undefined ? testsOfAll(all) : all;
	const board = new Board(flags.jobs ?? availableParallelism());
	const matrix = await runMatrix(
		{
			variants: inRun,
			workloads,
			reference: baseName,
			wants: () => true,
			statesMax: flags.states,
			sampleRuns: 0,
			witnessPreemptionsMax: 0,
			board,
			budget: null,
			journal: null,
		},
		null,
	);
	// Stacks that did not run on all tests cannot be held against each other.
	if (board.stopped !== null) {
		process.stderr.write(`${combineInterrupted()}\n`);
		return 130;
	}
	const { cells, searched } = matrix;
	const means = {
		costsBeside,
		endsEarlier: endsEarlierOn(beside[0]!, workloads),
		control: controlName,
	};
	const combined = combine(cells, baseName, stacks.patchesOf, means);
	const variants = [...asked, ...repairs];
	const causes = describeCauses(cells, { reference: baseName, variants, repairs });
	const data = {
		...combined,
		unclosed: unclosedOf(combined, causes),
		causes,
		cells: { searched, same: cells.length - searched },
		control: controlName,
		controlCounts: combined.control,
	};
	const json = `${JSON.stringify(data, null, '\t')}\n`;
	const text = combinedText(headOf(matrix, stacks, workloads), combined, {
		reference: baseName,
		causes,
	});
	if (flags.out !== undefined) {
		const files = await combinedFiles(combined, baseName);
		writeReports(flags.out, [
			...files,
			{ file: 'combine.txt', text },
			{ file: 'combine.json', text: json },
		]);
	}
	process.stdout.write(flags.json ? json : text);
	return 0;
}
