/*
 * harness/result/sequence.ts - what a cell says besides, where its workload is a sequence of calls that was imported or
 * recorded: answers, cost and locked pages of the only order that there is.
 */
import type { RecordedCost, RecordedExample } from './recorded.ts';

/** Calls that were imported or recorded, in the only order that there is; see workloads/sequence/recording.ts. */
export interface SequenceText {
	readonly number: number;
	readonly calls: readonly {
		readonly task: number;
		readonly call: string;
		readonly args: readonly string[];
		readonly answer: string;
	}[];
}

/** What a workload of such calls has. */
export interface SequenceWorkload {
	readonly of: readonly SequenceText[];
	/** Of the machine that is large enough: numbers, see mm/include/geometry.ts. */
	readonly geometry: Readonly<Record<string, unknown>>;
}

/** Answers of a variant beside those of the reference. */
export interface SequenceAnswers {
	readonly reference: string;
	/** Calls whose answers are compared: those up to the death of the reference, where it dies. */
	readonly compared: number;
	readonly differ: number;
	/** What of that each cause explains; with `unexplained` they are all that differ. */
	readonly causes: readonly SequenceCause[];
	/** No cause that has a name moves them. */
	readonly unexplained: number;
	/** The fewest calls that show each cause; `recorded` is what the reference answers to the last of them. */
	readonly examples: readonly RecordedExample[];
}

export interface SequenceCause {
	readonly id: string;
	readonly class: string;
	/** One sentence about the kernel that has it. */
	readonly what: string;
	readonly source: string;
	/** Kernel functions: with those of the reference in place of its own the variant answers as the reference does. */
	readonly functions: readonly string[];
	/** Which of both the sentence is about; null where neither has more of the later kernel's functions. */
	readonly isOf: string | null;
	readonly answers: number;
}

/** The fewest calls that show a finding. */
export interface SequenceWitness {
	readonly oracle: string;
	readonly site: string;
	/** In the words of a recording; none where that took too long. */
	readonly calls: readonly string[];
}

export interface SequenceFacts {
	/** Calls of the file, and those that were answered as it says. */
	readonly calls: number;
	readonly asRecorded: number;
	/** The call at which the kernel died, where there is one sequence; null where it lives. */
	readonly diedAt: number | null;
	/** How often oracles were asked. */
	readonly oraclesAsked: number;
	readonly cost: RecordedCost;
	readonly answers: SequenceAnswers;
	readonly witnesses: readonly SequenceWitness[];
}
