/*
 * harness/commands/refine.ts - rmaplab refine: does one variant show programs only what another shows?
 */
import { runCellWithOutcomes, type Observed } from '../cell/cell.ts';
import { bootVariant } from '../cell/boot.ts';
import { verdictOnly } from '../cell/options.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { wholeTokens } from './whole-tokens.ts';
import { namedFiles, originLines } from './named-files.ts';
import { type NamedFiles, onlyShownBy, relationPhrase, replayCommand } from '../messages/index.ts';
import { refinementOf, relate, type Related } from '../compare/refine.ts';
import type { Cell, Shown } from '../result.ts';
import { refuseOneNameForTwo } from '../catalogue/variants.ts';
import { readWorkloads, workloadNamesOfTheMail } from '../catalogue/litmus.ts';

export interface RefineFlags {
	readonly workload?: readonly string[] | undefined;
	readonly states: number;
	readonly json?: true | undefined;
}

interface Row extends Pick<Related, 'relation' | 'isProved'> {
	readonly workload: string;
	/** What only one of the two shows: the first such outcome of each. */
	readonly onlyFirst: Outcome | null;
	readonly onlySecond: Outcome | null;
}

interface Outcome {
	/** What programs see, a line for each thing. */
	readonly observed: readonly string[];
	readonly token: string;
}

/**
 * Returns the exit status: 1 when the first variant shows something that the second does not, or it is not
 * known whether it does.
 */
export async function runRefine(one: string, other: string, flags: RefineFlags): Promise<number> {
	const both = await Promise.all([one, other].map(loadVariant));
	refuseOneNameForTwo(both);
	const [, second] = both;
	const workloads = readWorkloads(flags.workload ?? workloadNamesOfTheMail(), null);
	const booted = both.map(({ variant }) => bootVariant(variant));
	const options = { ...verdictOnly, statesMax: flags.states };
	const named = namedFiles(both, workloads);
	const cells: [Cell[], Cell[]] = [[], []];
	const rows = workloads.map((workload): Row => {
		const [a, b] = booted.map((each) => {
			const { cell, observed } = runCellWithOutcomes(each, workload, options);
			return { cell: wholeTokens(cell), observed };
		});
		cells[0].push(a!.cell);
		cells[1].push(b!.cell);
		const related = relate(a!.cell, b!.cell);
		const row = {
			workload: workload.name,
			relation: related.relation,
			isProved: related.isProved,
			onlyFirst: inFull(related.onlyOne, a!.observed),
			onlySecond: inFull(related.onlyOther, b!.observed),
		};
		if (!flags.json) {
			print(a!.cell, b!.cell, row, named);
		}
		return row;
	});
	const refinement = refinementOf(second!.variant.name, cells[0], cells[1]);
	if (flags.json) process.stdout.write(`${JSON.stringify({ refinement, rows }, null, '\t')}\n`);
	else if (rows.some(({ onlyFirst, onlySecond }) => (onlyFirst ?? onlySecond) !== null)) {
		process.stdout.write(`${originLines().join('\n')}\n`);
	}
	return refinement.holds === true ? 0 : 1;
}

const inFull = (shown: Shown | null, observed: Observed): Outcome | null =>
	shown === null ? null : { observed: observed.get(shown.digest)!, token: shown.token };

function print(
	one: Cell,
	other: Cell,
	{ relation, isProved, onlyFirst, onlySecond }: Row,
	named: NamedFiles,
): void {
	const shown = (variant: string, outcome: Outcome | null): string[] =>
		outcome === null
			? []
			: [
					`  ${onlyShownBy(variant)}`,
					...outcome.observed.map((line) => `    ${line}`),
					`    ${replayCommand(outcome.token, named)}`,
				];
	const lines = [
		relationPhrase(one, other, relation, isProved),
		...shown(one.variant, onlyFirst),
		...(onlyFirst === null ? shown(other.variant, onlySecond) : []),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}
