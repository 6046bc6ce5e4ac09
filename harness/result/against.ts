/*
 * harness/result/against.ts - holds a cell against that of the reference: what is fixed, added, left, moved,
 * and what stays open.
 */
import type { Cell, FoundCell, Violation } from './cell.ts';
import type { Against, FindingRef, MovedFinding } from './difference.ts';

/**
 * What the reference shows where its run of that schedule ends before it gets as far; nothing where it
 * gets there.
 */
export type EndsEarlier = (
	violation: Violation,
	reference: Cell,
	/** Of the cell that has the violation: schedules for which its tokens have no room. */
	schedules: Cell['schedules'],
) => readonly Pick<FindingRef, 'oracle' | 'site'>[];

const refOf = ({ oracle, site, token }: Violation): FindingRef => ({ oracle, site, token });

/** Whether both are the same of what one litmus test shows. */
export const isSameFinding = (
	one: Pick<FindingRef, 'oracle' | 'site'>,
	other: Pick<FindingRef, 'oracle' | 'site'>,
): boolean => one.oracle === other.oracle && one.site === other.site;

const isComplete = (cell: Cell | undefined): boolean => cell?.explored.kind === 'complete';

/**
 * The difference of a cell. `other` is the reference's cell, undefined where there is none.
 * @example against(cell, cells.get('base'), 'base', () => []).fixed.length
 */
export function against(
	{ violations, sameSteps, explored, variant, schedules }: FoundCell,
	other: Cell | undefined,
	reference: string,
	endsEarlier: EndsEarlier,
): Against {
	const theirs = other?.violations ?? [];
	const has = (some: readonly Violation[], each: Violation): boolean =>
		some.some((one) => isSameFinding(one, each));
	const left = violations.filter((each) => has(theirs, each));
	const gone = theirs.filter((each) => !has(violations, each));
	const came = violations.filter((each) => !has(theirs, each));
	const mayFix = explored.kind === 'complete';
	const mayAdd = isComplete(other);
	const moved: MovedFinding[] = [];
	const added: FindingRef[] = [];
	const fixed = new Set(mayFix ? gone : []);
	for (const each of mayAdd ? came : []) {
		const move = moveOf(each, fixed, endsEarlier(each, other!, schedules));
		if (move === null) added.push(refOf(each));
		else moved.push(move);
	}
	return {
		reference,
		same: sameSteps || variant === reference,
		fixed: [...fixed].map(refOf),
		added,
		left: left.map(refOf),
		moved,
		open: [...(mayFix ? [] : gone), ...(mayAdd ? [] : came)].map(refOf),
	};
}

/** From where a finding moved, taken out of `fixed` where it is the same in another place; null: it is new. */
function moveOf(
	finding: Violation,
	fixed: Set<Violation>,
	earlier: ReturnType<EndsEarlier>,
): MovedFinding | null {
	const over = [...fixed].find((each) => earlier.some((one) => isSameFinding(one, each)));
	if (over !== undefined && over.oracle !== finding.oracle) {
		const from = { oracle: over.oracle, site: over.site };
		return { ...refOf(finding), why: 'uncovered', from };
	}
	const elsewhere = [...fixed].find((each) => each.oracle === finding.oracle);
	if (elsewhere === undefined) return null;
	fixed.delete(elsewhere);
	const from = { oracle: elsewhere.oracle, site: elsewhere.site };
	return { ...refOf(finding), why: 'other site', from };
}
