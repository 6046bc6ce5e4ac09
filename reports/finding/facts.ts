/*
 * reports/finding/facts.ts - what there is to say of one finding: the cell that shows it, who closes it, and the lines of
 * a mail that ask about it.
 */
import {
	cellFinder,
	type Closer,
	closersOf,
	type FreeOfIt,
	freeWithoutClosing,
	isFreeBelow,
	type ComparedCell,
	type Comparison,
	type VariantResult,
	type Violation,
	type WorkloadResult,
} from '../../harness/result.ts';
import { type Asked, askedOf } from './quotes.ts';

/** Which finding a mail is about, and its execution. */
export interface MailedFinding {
	readonly variant: string;
	readonly workload: string;
	/** As its search or the replay of its token has it. */
	readonly violation: Violation;
	/** Other kinds of bugs that the same execution shows. */
	readonly also: readonly { readonly oracle: string; readonly detail: string }[];
	/** Lines of the diagram, with what is wrong underlined. */
	readonly drawn: readonly string[];
}

export interface Facts extends MailedFinding {
	readonly comparison: Comparison;
	readonly about: VariantResult;
	readonly test: WorkloadResult;
	readonly cell: ComparedCell;
	/** The cell of what the variant stacks on; null where there is none. */
	readonly below: ComparedCell | null;
	readonly closers: readonly Closer[];
	/** Whether what the variant stacks on is free of it, so that who is without the patch closes nothing. */
	readonly isAddedHere: boolean;
	/** Those that never show it and close nothing. */
	readonly free: readonly FreeOfIt[];
	/** Variants that ran the test, beside this one. */
	readonly others: number;
	readonly asked: Asked | null;
}

/** The finding must be of a cell of the comparison. */
export function factsOf(comparison: Comparison, finding: MailedFinding): Facts {
	const { variant, workload, violation } = finding;
	const find = cellFinder(comparison.cells);
	const cell = find(variant, workload)!;
	const about = comparison.variants.find(({ name }) => name === variant)!;
	const test = comparison.workloads.find(({ name }) => name === workload)!;
	const ran = comparison.variants.filter(({ name }) => find(name, workload) !== undefined);
	const below =
		variant === comparison.base ? null : (find(about.base ?? comparison.base, workload) ?? null);
	const { oracle } = violation;
	const isInherited = below?.violations.some((each) => each.oracle === oracle) === true;
	return {
		...finding,
		comparison,
		about,
		test,
		cell,
		below,
		closers: closersOf(comparison, cell, violation),
		isAddedHere: isFreeBelow(comparison, cell, violation),
		free: freeWithoutClosing(comparison, cell, violation),
		others: ran.length - 1,
		asked: askedOf(comparison, about, test, { oracle, isInherited }),
	};
}

/** What each file of a patch gets and loses. */
export function filesOf(patch: string): { file: string; insertions: number; deletions: number }[] {
	const files: { file: string; insertions: number; deletions: number }[] = [];
	let at: (typeof files)[number] | null = null;
	for (const line of patch.split('\n')) {
		const file = /^\+\+\+ (?:b\/)?(\S+)/.exec(line)?.[1];
		if (file !== undefined) {
			at = files.find((each) => each.file === file) ?? { file, insertions: 0, deletions: 0 };
			if (!files.includes(at)) files.push(at);
		} else if (at !== null && line.startsWith('+')) at.insertions++;
		else if (at !== null && line.startsWith('-') && !line.startsWith('--- ')) at.deletions++;
	}
	return files;
}
