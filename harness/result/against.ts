/*
 * harness/result/against.ts - holds a cell against that of the reference: what is fixed, added, left, moved,
 * and what stays open.
 */
import type { Cell, FoundCell, Violation } from './cell.ts';
import type { Against, FindingRef, MovedFinding, OpenFinding } from './difference.ts';

/**
 * What another variant shows where its run of that schedule ends before it gets as far, since a cpu dies or waits for
 * ever; nothing where it gets there.
 */
export type EndsEarlier = (
	violation: Violation,
	/** Of the variant on which the schedule is followed. */
	on: Cell,
	/** Of the cell that has the violation: schedules for which its tokens have no room. */
	schedules: Cell['schedules'],
) => readonly EarlyEnd[];

/** A finding by which a run ends before its time, and the steps until then. */
export interface EarlyEnd extends Pick<FindingRef, 'oracle' | 'site'> {
	readonly steps: number;
}

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
	cell: FoundCell,
	other: Cell | undefined,
	reference: string,
	endsEarlier: EndsEarlier,
): Against {
	const { violations, sameSteps, explored, variant, schedules } = cell;
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
	const hidden = hiddenAmong(fixed, came, (each, on) =>
		endsEarlier(each, on === 'variant' ? cell : other!, other!.schedules),
	);
	return {
		reference,
		same: sameSteps || variant === reference,
		fixed: [...fixed].map(refOf),
		added,
		left: left.map(refOf),
		moved,
		open: [...[...(mayFix ? [] : gone), ...(mayAdd ? [] : came)].map(refOf), ...hidden],
	};
}

/**
 * What is not fixed, but hidden by a death that is new, taken out of `fixed`: the cpu dies before it comes to where the
 * reference dies, or where it goes on to the end.
 */
function hiddenAmong(
	fixed: Set<Violation>,
	came: readonly Violation[],
	/** How the schedule of a finding ends on the reference, which has it, and on the variant. */
	endsEarlier: (finding: Violation, on: 'reference' | 'variant') => readonly EarlyEnd[],
): OpenFinding[] {
	if (came.length === 0) return [];
	return [...fixed].flatMap((each) => {
		const by = endsEarlier(each, 'variant').find((end) =>
			came.some((one) => isSameFinding(one, end)),
		);
		if (by === undefined) return [];
		const own = endsEarlier(each, 'reference').find((end) => isSameFinding(end, each));
		if (own !== undefined && own.steps <= by.steps) return [];
		fixed.delete(each);
		return [{ ...refOf(each), hiddenBy: { oracle: by.oracle, site: by.site } }];
	});
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
