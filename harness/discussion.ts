/*
 * harness/discussion.ts - the contract of a claims file: a mail, line by line, and between its lines what
 * it claims, with the rule that decides each claim.
 *
 * Plain data. The reader (workloads/claims/) has checked that variants, workloads and oracles exist.
 */
import { CellSet, type Cost, type Frequency } from './result.ts';
import type { Place } from './workload.ts';

/** What one sighting looks for: an oracle's phrase, or (null) the `never` lines of the litmus test together. */
export interface Sight {
	readonly oracle: string | null;
	/** Words that the violation's site must contain, e.g. 'page_remove_rmap'; null takes any site. */
	readonly site: string | null;
}

/** One thing that must be so on one cell; `text` is how the file says it. */
export type Test = {
	readonly place: Place;
	readonly text: string;
	readonly variant: string;
	readonly workload: string;
} & (
	| {
			readonly kind: 'frequency';
			/** 'shows' is sometimes or always. */
			readonly expected: Frequency | 'shows';
			readonly sight: Sight;
	  }
	/** The plainest execution that shows it takes more preemptions than the one of `than`. */
	| { readonly kind: 'preemptions'; readonly sight: Sight; readonly than: string }
	/** The sequential run of `variant` counts fewer of `measure` than that of `than`. */
	| { readonly kind: 'cost'; readonly measure: keyof Cost; readonly than: string }
);

/** What must hold together. A claim with several parts may be true by halves. */
export interface Part {
	/** Null when the claim has one part only. */
	readonly says: string | null;
	readonly tests: readonly Test[];
}

export const claimKinds = ['claim', 'proposal', 'question'] as const;

export interface Claim {
	/** 'S3', 'R10', ...; unique in the file. */
	readonly id: string;
	readonly kind: (typeof claimKinds)[number];
	/** The proposition that is put to the test, in own words. */
	readonly says: string;
	readonly parts: readonly Part[];
	/** Why it comes out as it does, for the reader; null where the tests say it all. */
	readonly because: string | null;
	readonly place: Place;
}

/** A race that the kernel's history knows, and what history says of each design. */
export interface Race {
	readonly id: string;
	readonly says: string;
	/** Any of these is the race. */
	readonly sightings: readonly { readonly workload: string; readonly sight: Sight }[];
	/** Variants of which history says that they have it. */
	readonly had: readonly string[];
	/** Variants of which history says that they do not. */
	readonly fixed: readonly string[];
	/** Variants to which it does not apply, or of which it cannot be asked here, and why. */
	readonly exempt: readonly { readonly variants: readonly string[]; readonly why: string }[];
	/** Why the search says otherwise than history. */
	readonly because: readonly { readonly variants: readonly string[]; readonly why: string }[];
	readonly place: Place;
}

export type Block =
	| { readonly is: 'mail'; readonly subject: string; readonly from: string }
	/** Lines without their '> '. */
	| {
			readonly is: 'quote';
			readonly lines: readonly string[];
			/** Whether the first goes on in the line of the mail that the quote before ends with. */
			readonly goesOn?: true;
	  }
	| { readonly is: 'claim'; readonly claim: Claim }
	| { readonly is: 'race'; readonly race: Race };

/** One claims file, in its own order. */
export interface Discussion {
	/** As given, for messages. */
	readonly path: string;
	readonly blocks: readonly Block[];
}

export function claimsOf(discussion: Discussion): Claim[] {
	return discussion.blocks.flatMap((block) => (block.is === 'claim' ? [block.claim] : []));
}

export function racesOf(discussion: Discussion): Race[] {
	return discussion.blocks.flatMap((block) => (block.is === 'race' ? [block.race] : []));
}

/** The cells that deciding everything takes; `variants` are the rows of the races. */
export function cellsNeeded(
	discussions: readonly Discussion[],
	variants: readonly string[],
): CellSet {
	const needed = new CellSet();
	for (const discussion of discussions) {
		for (const test of claimsOf(discussion).flatMap(({ parts }) => parts.flatMap((p) => p.tests))) {
			needed.add(test.variant, test.workload);
			if (test.kind !== 'frequency') needed.add(test.than, test.workload);
		}
		for (const { sightings, exempt } of racesOf(discussion)) {
			for (const variant of variants) {
				if (exempt.some((each) => each.variants.includes(variant))) continue;
				for (const { workload } of sightings) needed.add(variant, workload);
			}
		}
	}
	return needed;
}
