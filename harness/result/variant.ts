/*
 * harness/result/variant.ts - what a comparison says of a variant over all workloads.
 */
import type { Frequency, NotRun } from './cell.ts';
import type { Explored } from './explored.ts';

/**
 * How weak the cpus' memory is, the strongest first: sequentially consistent, with TLBs, late stores, early loads
 * too.
 */
export const memoryNames = ['sc', 'tlb', 'tso', 'relaxed'] as const;

export type MemoryName = (typeof memoryNames)[number];

export interface ClaimResult {
	/** The oracle's phrase. */
	readonly claim: string;
	/** What the runs showed over all workloads of this comparison. */
	readonly holds: Frequency;
	/** What the proposal's author says. */
	readonly stated: Frequency;
	/**
	 * For 'never', the weakest search among the cells that it rests on, 'none' when some were not run,
	 * 'stopped' when some have no verdict; what was seen was seen.
	 */
	readonly rests: Explored['kind'] | NotRun['explored']['kind'];
	/** Token of a witness that contradicts or shows it, or null. */
	readonly witness: string | null;
	/** The strongest memory on which it was seen; 'sc' where it was not. */
	readonly memory: MemoryName;
}

/** Of what one cell shows to programs against another; 'undecided' when one of them shows too much. */
export type Relation = 'equal' | 'refines' | 'is refined by' | 'differs' | 'undecided';

/** Whether a variant shows programs nothing that variant `of` does not show. */
export interface Refinement {
	readonly of: string;
	/** Litmus that both ran. */
	readonly litmus: number;
	/** Those on which both show the same. */
	readonly equal: number;
	/** Null when only an unfinished search of `of`, or one that shows too much, speaks against it. */
	readonly holds: boolean | null;
	/** Those on which both searches were complete. */
	readonly proved: number;
	/** Those on which it stays open whether `of` would show it too. */
	readonly open: number;
	/** The first litmus test on which it shows an outcome that no execution of `of` shows, and such an execution. */
	readonly violatedBy: { readonly workload: string; readonly token: string } | null;
}

/** What tells a variant from its base. */
export interface Apart {
	readonly base: string;
	/** Litmus that both ran. */
	readonly litmus: number;
	/** Null when nothing does within what was explored. */
	readonly by: 'violations' | 'outcomes' | 'cost' | null;
	readonly workload: string | null;
}

export type Origin = 'mail' | 'thread' | 'linux';

/** Whether it is what some Linux did, and no patch of the thread. */
const isOfLinux = ({ from }: Pick<VariantResult, 'from'>): boolean => /\bLinux \d/.test(from);

/** How the source of a design of ours begins, in front of the mail that it follows: nobody there proposed it. */
export const designOfOurs: RegExp = /^a design of this project, after /;

/** Whether a patch is one of the thread: neither the kernel before it, nor a later Linux, nor a design of ours. */
export const isOfThread = ({ from, origin }: Pick<VariantResult, 'from' | 'origin'>): boolean =>
	origin !== undefined && origin !== 'linux' && !isOfLinux({ from }) && !designOfOurs.test(from);

/** Whether a patch is what Linux did after the mail, and nothing that anybody could take at the time. */
export const isLaterLinux = (
	{ from, date }: Pick<VariantResult, 'from' | 'date'>,
	reference: Pick<VariantResult, 'date'>,
): boolean => isOfLinux({ from }) && date > reference.date;

/** The same of a variant of a run by its name, against what all are held against there. */
export function isLaterIn(
	{
		variants,
		reference,
	}: { readonly variants: readonly VariantResult[]; readonly reference: string },
	name: string,
): boolean {
	const find = (wanted: string): VariantResult | undefined =>
		variants.find((each) => each.name === wanted);
	const [variant, base] = [find(name), find(reference)];
	return variant !== undefined && base !== undefined && isLaterLinux(variant, base);
}

/** Claims of its author that an execution contradicts. */
export const brokenClaims = ({ claims }: Pick<VariantResult, 'claims'>): ClaimResult[] =>
	claims.filter(({ rests, holds, stated }) => rests === 'complete' && holds !== stated);

export interface VariantResult {
	readonly name: string;
	readonly subject: string;
	/** What it changes, in a sentence; missing where its file does not say it under 'What it does'. */
	readonly does?: string;
	readonly from: string;
	/** ISO date of the mail or commit. */
	readonly date: string;
	readonly base: string | null;
	/** As it was given, of one that is the user's own. */
	readonly file?: string;
	/** Where one of ours comes from: the mail, others in the thread, or Linux before and after it. */
	readonly origin?: Origin;
	/** The first of those that are forms of one idea; its own name where there are no others. */
	readonly idea: string;
	/** Kernel functions that it replaces. */
	readonly replaces: readonly string[];
	/** Lines of the mail that it answers, without the '> '. */
	readonly quoted: readonly string[];
	/** Of one that does otherwise than those words: what, after 'if', and the variant that takes them literally. */
	readonly reading?: { readonly literal: string; readonly says: string };
	readonly claims: readonly ClaimResult[];
	/** Null for the base itself. */
	readonly apart: Apart | null;
	/** What its author says that it changes nothing against. */
	readonly refines: readonly Refinement[];
	/** Unified diff against what it stacks on, ends with a newline; '' for the base itself. */
	readonly patch: string;
	readonly diffstat: {
		readonly functions: number;
		readonly insertions: number;
		readonly deletions: number;
	};
}
