/*
 * harness/audit/calibrate/verdict.ts - whether what a search found is right, as far as it can be told.
 */

/** 'stopped': a limit came before anything was seen to differ. */
export type CalibrationVerdict = 'equal' | 'differs' | 'stopped';

/** The ends that a search found. */
export interface Found {
	readonly engine: string;
	readonly ends: ReadonlySet<string>;
	/** False when a limit stopped it. */
	readonly complete: boolean;
}

export interface OnlyOne {
	readonly engine: string;
	readonly end: string;
}

/** A count only grows, so that one too many is wrong even of a search that was stopped. */
export function verdictOfCount(
	counted: number,
	expected: number,
	complete: boolean,
): CalibrationVerdict {
	if (counted > expected) return 'differs';
	if (!complete) return 'stopped';
	return counted === expected ? 'equal' : 'differs';
}

/** Two searches of one program must come to the same ends, not only to as many. */
export function verdictOfEnds(
	found: Found,
	other: Found,
): { readonly verdict: CalibrationVerdict; readonly onlyOne: OnlyOne | null } {
	const onlyOne = missing(found, other) ?? missing(other, found);
	if (onlyOne !== null) return { verdict: 'differs', onlyOne };
	return { verdict: found.complete && other.complete ? 'equal' : 'stopped', onlyOne };
}

/** An end that a complete search should have come to. */
function missing(from: Found, within: Found): OnlyOne | null {
	if (!within.complete) return null;
	for (const end of from.ends) {
		if (!within.ends.has(end)) return { engine: from.engine, end };
	}
	return null;
}
