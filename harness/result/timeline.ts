/*
 * harness/result/timeline.ts - an execution as it is drawn: who did what when, which words and locks it was about, and
 * what became of the pages that the finding names.
 *
 * Plain data. Steps count from 1; what stands at step 0 is so when the race begins. Tasks, columns, words and functions
 * are named by their places in the lists below. The state after step n is what each word has at first, with all that
 * the steps up to n write.
 */

/** A column of the picture. */
export interface TimelineColumn {
	/** 'CPU0 truncator', or 'afterwards'. */
	readonly head: string;
}

/** What runs: a program of the litmus test, what runs once all have ended, or a part of a cpu's memory. */
export interface TimelineTask {
	readonly name: string;
	readonly column: number;
	/** Whether it is a part of the memory of the cpu of that column: a store buffer that is written back. */
	readonly isMemory: boolean;
}

/** A word of the simulated memory that some step reads or writes. */
export interface TimelineWord {
	/** As replay calls it: 'f[1].mapping'; of a pte 'A.pte[9]'. */
	readonly name: string;
	/** What it has when the race begins, in words: 'f', 'f[1] rw acc', 'uptodate lru'. */
	readonly first: string;
}

/** A kernel function that some step is in. */
export interface TimelineFunction {
	readonly name: string;
	/** Where its text begins: a path from the package's root, or a file of the user's own as it was given. */
	readonly file: string | null;
	/** Of the line that has its name; from 1. */
	readonly line: number | null;
	/** 'mm/memory.c:do_no_page': where the kernel has it, or what it is a part of; null where no kernel has it. */
	readonly kernel: string | null;
}

export interface TimelineRead {
	readonly word: number;
	readonly value: string;
}

export interface TimelineWrite {
	readonly word: number;
	readonly old: string;
	readonly now: string;
}

/**
 * What a step is to the finding. 'meets': one cpu learns from another by it or undoes what that did, or it is the last
 * word on what the finding names; 'touches': a word that another cpu writes or that the finding names, or a lock that
 * another cpu takes too; 'alone': nobody else would notice.
 */
export type Weight = 'meets' | 'touches' | 'alone';

export interface TimelineStep {
	readonly task: number;
	/** Functions that it is in, outermost first; the first is the program itself. */
	readonly stack: readonly number[];
	/** The operation in words: one line, and another where the task dies of it. */
	readonly says: readonly string[];
	readonly reads: readonly TimelineRead[];
	readonly writes: readonly TimelineWrite[];
	readonly weight: Weight;
	/** Whether its task died of it. */
	readonly dies: boolean;
}

/** A lock in the hands of a task. */
export interface TimelineLock {
	/** 'PTL(mm of A)'. */
	readonly lock: string;
	readonly task: number;
	readonly isShared: boolean;
	/** The step that took it. */
	readonly from: number;
	/** The step that gave it back; null where it is held at the end. */
	readonly to: number | null;
	/** Whether another task takes it too, or waits for it. */
	readonly isContended: boolean;
}

/** The change from one task to another, or the end of all. */
export interface TimelineSwitch {
	/** The last step of `task`. */
	readonly after: number;
	readonly task: number;
	/** Whose step is next; null where none is. */
	readonly to: number | null;
	readonly why: 'preempted' | 'waits' | 'ended' | 'died';
	/** 'waits for PL(f[1]) held by CPU1 since step 14'; 'is preempted'. */
	readonly says: string;
}

/** Somebody who could go no further when the last step was taken. */
export interface TimelineWait {
	readonly task: number;
	readonly says: string;
}

/** What one thing was over time: the mapping of a page, its flags, a pte. */
export interface TimelineTrack {
	/** 'f[1]'. */
	readonly page: string;
	/** 'mapping', 'mapcount', 'chain', 'flags', 'count', or of a pte 'pte of A page 8'. */
	readonly name: string;
	/** In order; each holds until the next one. */
	readonly values: readonly { readonly from: number; readonly value: string }[];
}

/** A mapped range when the race begins. */
export interface TimelineMap {
	/** As the litmus test calls it; null where it has no name. */
	readonly name: string | null;
	/** First page of the address space, and how many. */
	readonly first: number;
	readonly pages: number;
	/** Null where it is of no file. */
	readonly file: string | null;
	readonly pgoff: number;
	readonly flags: string;
}

/** An address space, for strips. */
export interface TimelineSpace {
	readonly process: string;
	readonly maps: readonly TimelineMap[];
	/** The pages that have a pte some time, and the word that it lies in; a table may come only later. */
	readonly ptes: readonly { readonly page: number; readonly word: number }[];
}

export interface TimelineFinding {
	readonly oracle: string;
	readonly site: string;
	readonly detail: string;
}

export interface Timeline {
	readonly token: string;
	readonly variant: string;
	readonly workload: string;
	readonly question: string;
	readonly columns: readonly TimelineColumn[];
	readonly tasks: readonly TimelineTask[];
	readonly words: readonly TimelineWord[];
	readonly functions: readonly TimelineFunction[];
	readonly steps: readonly TimelineStep[];
	readonly locks: readonly TimelineLock[];
	readonly switches: readonly TimelineSwitch[];
	/** Who waits at the end, of a deadlock; of what ends well nobody does. */
	readonly waits: readonly TimelineWait[];
	readonly tracks: readonly TimelineTrack[];
	readonly spaces: readonly TimelineSpace[];
	readonly findings: readonly TimelineFinding[];
	/** The step at which it goes wrong; null where only the end shows it. */
	readonly violation: number | null;
	/** The step that the finding is about: the last that touches what it names. */
	readonly offends: number | null;
	/** 'circle': it goes round for ever from here; 'given up': it was too long to follow. */
	readonly ending: 'end' | 'circle' | 'given up';
	/** Why the schedule could not be followed to its end; null where it was. */
	readonly left: string | null;
}
