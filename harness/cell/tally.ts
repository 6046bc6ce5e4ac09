/*
 * harness/cell/tally.ts - what the ends of a whole search add up to.
 */
import { createHash } from 'node:crypto';
import { type Finding, keyOf } from '../check/oracle.ts';
import type { TerminalState } from '../explore/problem.ts';
import { type Frequency, outcomesMax } from '../result.ts';
import type { Verdict } from './judge.ts';

/** What a whole search adds up to. */
export class Tally {
	terminals = 0;
	/** What was said of each distinct end. */
	readonly ends: Set<Verdict> = new Set();
	readonly violations: Map<string, { finding: Finding; count: number; schedule: number[] }> =
		new Map();
	/** Of an oracle that judges the whole search, `ofSearch` says how often; no end is counted. */
	readonly questions: { count: number; schedule: number[] | null; ofSearch?: Frequency }[];
	/** What programs can have seen at an end, and one execution that ends so; one more than a cell has at most. */
	readonly outcomes: Map<string, { observed: readonly string[]; schedule: number[] }> = new Map();
	/** By callKey(): the errors of calls that failed at every end so far; null before the first. */
	#failing: Map<string, number> | null = null;
	missingMin: number = Number.POSITIVE_INFINITY;
	missingMax = 0;
	collateralMax = 0;

	constructor(questions: number) {
		this.questions = Array.from({ length: questions }, () => ({ count: 0, schedule: null }));
	}

	/** By callKey(): an error of each call that failed at every end in which all programs are over. */
	get failing(): ReadonlyMap<string, number> {
		return this.#failing ?? new Map<string, number>();
	}

	add(verdict: Verdict, ending: TerminalState): void {
		this.terminals++;
		if (verdict.failed !== null) {
			const before = this.#failing ?? verdict.failed;
			this.#failing = new Map([...verdict.failed].filter(([key]) => before.has(key)));
		}
		this.ends.add(verdict);
		for (const finding of verdict.findings) {
			const key = keyOf(finding);
			const known = this.violations.get(key);
			if (known === undefined) {
				this.violations.set(key, { finding, count: 1, schedule: ending.schedule() });
			} else known.count++;
		}
		for (const [i, holds] of verdict.questions.entries()) {
			if (!holds) continue;
			const question = this.questions[i]!;
			question.count++;
			question.schedule ??= ending.schedule();
		}
		const digest = digestOf(verdict.observed);
		if (!this.outcomes.has(digest) && this.outcomes.size <= outcomesMax) {
			this.outcomes.set(digest, { observed: verdict.observed, schedule: ending.schedule() });
		}
		if (ending.kind === 'done') {
			this.missingMin = Math.min(this.missingMin, verdict.missing);
			this.missingMax = Math.max(this.missingMax, verdict.missing);
			this.collateralMax = Math.max(this.collateralMax, verdict.collateral);
		}
	}
}

const digests = new WeakMap<readonly string[], string>();

/** Twelve hex digits that stand for what was observed. */
export function digestOf(observed: readonly string[]): string {
	let digest = digests.get(observed);
	if (digest === undefined) {
		digest = createHash('sha256').update(observed.join('\n')).digest('hex').slice(0, 12);
		digests.set(observed, digest);
	}
	return digest;
}
