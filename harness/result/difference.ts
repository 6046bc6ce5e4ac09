/*
 * harness/result/difference.ts - what a variant changes on one workload, against another variant.
 */
import type { Cell } from './cell.ts';

/** A violation of a cell, by oracle and site, and an execution that shows it. */
export interface FindingRef {
	readonly oracle: string;
	readonly site: string;
	readonly token: string;
}

/** A finding that only seems to be new. */
export interface MovedFinding extends FindingRef {
	/** 'other site': what was shown there is shown here now. 'uncovered': the run ended before it. */
	readonly why: 'other site' | 'uncovered';
	/** What the reference shows in its place, or earlier in the same schedule. */
	readonly from: Pick<FindingRef, 'oracle' | 'site'>;
}

/** A finding that one of both shows, and of which nothing is known with the other. */
export interface OpenFinding extends FindingRef {
	/**
	 * What the variant dies of in the schedule by which the reference shows the finding: a bug that the reference
	 * does not have there hides it, and whoever mends that bug may meet it. Left out where a search was not complete.
	 */
	readonly hiddenBy?: Pick<FindingRef, 'oracle' | 'site'>;
}

/**
 * What a cell has that the cell of the reference has not, and the other way round. Of a finding that one of
 * them lacks nothing is claimed unless the search of that one was complete, and the cpus got as far.
 */
export interface Against {
	readonly reference: string;
	/** Whether it is proved that both take the same steps in every schedule. */
	readonly same: boolean;
	/** The reference shows it, this variant gets as far and never does. Tokens of the reference. */
	readonly fixed: readonly FindingRef[];
	/** This variant shows it, the reference never does. */
	readonly added: readonly FindingRef[];
	/** Both show it. */
	readonly left: readonly FindingRef[];
	readonly moved: readonly MovedFinding[];
	/** One shows it, and the search of the other was not complete, there was none, or it dies before it gets there. */
	readonly open: readonly OpenFinding[];
}

/** Whether a finding is behind a bug that the variant adds. */
export const isHidden = ({ hiddenBy }: OpenFinding): boolean => hiddenBy !== undefined;

/** A cell that is held against that of the reference. */
export interface ComparedCell extends Cell {
	readonly against: Against;
}
