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

/**
 * What a cell has that the cell of the reference has not, and the other way round. Of a finding that one of
 * them lacks nothing is claimed unless the search of that one was complete.
 */
export interface Against {
	readonly reference: string;
	/** Whether it is proved that both take the same steps in every schedule. */
	readonly same: boolean;
	/** The reference shows it, this variant never does. Tokens of the reference. */
	readonly fixed: readonly FindingRef[];
	/** This variant shows it, the reference never does. */
	readonly added: readonly FindingRef[];
	/** Both show it. */
	readonly left: readonly FindingRef[];
	readonly moved: readonly MovedFinding[];
	/** One shows it, and the search of the other was not complete, or there was none. */
	readonly open: readonly FindingRef[];
}

/** A cell that is held against that of the reference. */
export interface ComparedCell extends Cell {
	readonly against: Against;
}
