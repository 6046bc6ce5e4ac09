/*
 * harness/result/external.ts - what `rmaplab external` yields: tests of suites from elsewhere, and which variant passes
 * which.
 */

/** Where a test is from: a citation, no text of it. */
export interface ExternalSource {
	readonly suite: string;
	readonly path: string;
	readonly url?: string;
}

/**
 * `history`: it fails, and each answer that differs has a cause among the differences of kernels. `open`: no failure was
 * seen, and the search was not complete. `none`: the variant gave no answer.
 */
export type ExternalVerdict = 'passes' | 'history' | 'fails' | 'open' | 'skipped' | 'none';

export interface ExternalTest {
	readonly name: string;
	/** Of the table of tests that nobody here wrote. */
	readonly row: number;
	readonly source: ExternalSource;
	/** Year. */
	readonly era: string;
	readonly subject: string;
	/** In our words. */
	readonly expects: string;
	/** What was made smaller, and what is left out. */
	readonly scale: string | null;
	readonly by: 'steps' | 'litmus' | 'nothing';
	/** Calls in one order; 0 for a litmus test, which has schedules. */
	readonly calls: number;
	/** Why it is not run; null where it is. */
	readonly skip: string | null;
}

/** The first answer that is not the expected one, or the first question of a litmus test that was not answered 'never'. */
export type ExternalFailure =
	| {
			readonly kind: 'answer';
			readonly call: string;
			readonly expected: string;
			readonly said: string;
	  }
	| { readonly kind: 'schedule'; readonly question: string; readonly token: string | null };

/** One variant on one test. */
export interface ExternalCell {
	readonly test: string;
	readonly variant: string;
	readonly verdict: ExternalVerdict;
	/** Answers that differ, by cause. */
	readonly causes: Readonly<Record<string, number>>;
	readonly unexplained: number;
	readonly first: ExternalFailure | null;
}

export interface ExternalResult {
	readonly tests: readonly ExternalTest[];
	readonly variants: readonly string[];
	readonly rows: readonly ExternalCell[];
	/** Those that rows name. */
	readonly causes: readonly {
		readonly id: string;
		readonly class: string;
		readonly what: string;
		readonly source: string;
	}[];
}
