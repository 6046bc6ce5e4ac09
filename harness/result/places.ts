/*
 * harness/result/places.ts - where the reference itself is wrong.
 */

/** One place in the reference that is wrong, by its plainest finding. */
export interface FaultyPlace {
	readonly id: string;
	/** What is wrong. */
	readonly says: string;
	/** Version, date and commit of the repair in Linux. */
	readonly linux: string;
	readonly workload: string;
	readonly oracle: string;
	readonly site: string;
	/** Of the reference's witness. */
	readonly token: string;
	/** Variants of the run whose search of that litmus test is complete and does not show it. */
	readonly closedBy: readonly string[];
}
