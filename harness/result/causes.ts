/*
 * harness/result/causes.ts - findings of the reference that appear and disappear together.
 *
 * A cause is a set of findings that exactly the same variants have, as in formal concept analysis, among the
 * variants that can tell: those that ran every litmus test on which the reference shows something, completely.
 * Where later repairs of Linux are among them, only these tell. A proposal often hides one symptom of a fault
 * and leaves the rest, and would split every cause by its symptoms.
 */
import { against, isSameFinding, type EndsEarlier } from './against.ts';
import type { FoundCell, Violation } from './cell.ts';
import { cellFinder, cellKeyOf, type FindCell as FindAny } from './cell-key.ts';
import type { Against } from './difference.ts';
import { plainest } from './together.ts';

/** A finding of the reference. */
export interface CausedFinding {
	readonly workload: string;
	readonly violation: Violation;
}

export interface Cause {
	/** 'C1', 'C2' ... the one with the most findings first. */
	readonly id: string;
	readonly findings: readonly CausedFinding[];
	/** The plainest witness among them, which names it. */
	readonly witness: CausedFinding;
	/** Variants that close all of its findings, each search of them complete. */
	readonly closedBy: readonly string[];
	/** By variant: how many of its findings that closes, each search of them complete; not 0. */
	readonly closes: readonly { readonly variant: string; readonly findings: number }[];
}

/** A place in the reference that is wrong. */
export interface FaultyPlace {
	readonly id: string;
	/** What is wrong. */
	readonly says: string;
	/** Version, date and commit of the repair in Linux. */
	readonly linux: string;
	/** Its plainest finding on the reference. */
	readonly finding: { readonly workload: string; readonly oracle: string; readonly site: string };
}

/** A cause as a report has it. */
export interface CauseResult {
	readonly id: string;
	/** The places, or what its plainest witness shows. */
	readonly name: string;
	readonly findings: number;
	/** Token of the plainest. */
	readonly witness: string;
	readonly workload: string;
	readonly oracle: string;
	readonly site: string;
	readonly closedBy: readonly string[];
	readonly closes: Cause['closes'];
	/** The places that are known, where its plainest findings are theirs. */
	readonly places: readonly FaultyPlace[];
	/** What closed it in Linux: at the places, or else `repairedBy`. */
	readonly linux: string;
	/** The repairs of Linux that close it in this run, and where each comes from; '' where none does. */
	readonly repairedBy: string;
	/** All its findings, 'workload oracle site' each. */
	readonly keys: readonly string[];
	/** By key: ids of the places that a finding comes from, where that is known. */
	readonly placesOf: Readonly<Record<string, readonly string[]>>;
}

/** What causes are made from. */
export interface CauseOptions {
	readonly reference: string;
	/** Variants in their order; those of `repairs` tell causes apart where they can. */
	readonly variants: readonly string[];
	readonly repairs: readonly string[];
	readonly endsEarlier: EndsEarlier;
}

type FindCell = FindAny<FoundCell>;

/** Null: not known, since the cell is missing or not complete. */
function shows(find: FindCell, variant: string, finding: CausedFinding): boolean | null {
	const cell = find(variant, finding.workload);
	if (cell === undefined) return null;
	if (cell.violations.some((each) => isSameFinding(each, finding.violation))) return true;
	return cell.explored.kind === 'complete' ? false : null;
}

/** Whether a variant closes a finding: it is gone, and has not only moved to another place. */
type Closes = (variant: string, finding: CausedFinding) => boolean;

function closesAgainst(find: FindCell, { reference, endsEarlier }: CauseOptions): Closes {
	const fixed = new Map<string, Against['fixed']>();
	return (variant, { workload, violation }) => {
		const cell = find(variant, workload);
		if (cell === undefined) return false;
		const key = cellKeyOf(cell);
		const all =
			fixed.get(key) ?? against(cell, find(reference, workload), reference, endsEarlier).fixed;
		fixed.set(key, all);
		return all.some((each) => isSameFinding(each, violation));
	};
}

/** The causes of what the reference shows, those with the most findings first. */
export function causesOf(cells: readonly FoundCell[], options: CauseOptions): Cause[] {
	const { reference, variants, repairs } = options;
	const find = cellFinder(cells);
	const closes = closesAgainst(find, options);
	const findings = cells
		.filter(({ variant }) => variant === reference)
		.flatMap(({ workload, violations }) =>
			violations.map((violation): CausedFinding => ({ workload, violation })),
		);
	const tells = variants.filter(
		(name) =>
			name !== reference && findings.every(({ workload }) => find(name, workload) !== undefined),
	);
	const among = tells.filter((name) => repairs.includes(name));
	const telling = among.length > 0 ? among : tells;
	const groups = new Map<string, CausedFinding[]>();
	for (const finding of findings) {
		const key = telling.map((name) => shows(find, name, finding)).join();
		groups.set(key, [...(groups.get(key) ?? []), finding]);
	}
	return [...groups.values()]
		.toSorted((a, b) => b.length - a.length)
		.map((group, i): Cause => {
			const first = plainest(group.map(({ violation }) => violation))!;
			const closed = (name: string): CausedFinding[] => group.filter((each) => closes(name, each));
			const others = variants.filter((name) => name !== reference);
			return {
				id: `C${i + 1}`,
				findings: group,
				witness: group.find(({ violation }) => violation === first)!,
				closedBy: others.filter((name) => closed(name).length === group.length),
				closes: others.flatMap((variant) => {
					const { length } = closed(variant);
					return length === 0 ? [] : [{ variant, findings: length }];
				}),
			};
		});
}
