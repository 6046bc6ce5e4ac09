/*
 * harness/result/unclosed.ts - findings that no stack fixes, by what is wrong in the base and what closed it in Linux.
 */
import { findingKey } from './cell-key.ts';
import type { CauseResult, FaultyPlace } from './causes.ts';
import type { UnclosedFinding } from './combined.ts';

/** A finding, with what is known of where it comes from. */
export interface ExplainedFinding extends UnclosedFinding {
	/** Id of its cause in this run; null where the run tells none. */
	readonly cause: string | null;
	/** The places that are wrong; else what the witness of those that stand together shows. */
	readonly name: string;
	/** Version and commit that closed it in Linux; null where nobody knows. */
	readonly linux: string | null;
}

/** Findings of one cause that come from the same places. */
export interface UnclosedCause {
	readonly cause: string | null;
	readonly name: string;
	readonly linux: string | null;
	/** What is wrong, place by place; empty where nobody knows. */
	readonly places: readonly FaultyPlace[];
	readonly findings: readonly UnclosedFinding[];
	/** The one with the shortest schedule. */
	readonly witness: UnclosedFinding;
}

const keyOf = (finding: UnclosedFinding): string => findingKey(finding.workload, finding);

/** Puts those together that have one name, the most findings first. */
export function unclosedByCause(
	unclosed: readonly UnclosedFinding[],
	causes: readonly CauseResult[],
): UnclosedCause[] {
	const byKey = new Map(causes.flatMap((cause) => cause.keys.map((key) => [key, cause] as const)));
	const groups = new Map<string, Omit<UnclosedCause, 'name' | 'witness'>>();
	for (const finding of unclosed) {
		const cause = byKey.get(keyOf(finding));
		const ids = cause?.placesOf[keyOf(finding)] ?? [];
		const places = (cause?.places ?? []).filter(({ id }) => ids.includes(id));
		const key = [cause?.id ?? keyOf(finding), ...ids].join('\n');
		const linux = places.map((each) => each.linux).join('; ') || cause?.repairedBy || null;
		const findings = [...(groups.get(key)?.findings ?? []), finding];
		groups.set(key, { cause: cause?.id ?? null, linux, places, findings });
	}
	return [...groups.values()]
		.map((each): UnclosedCause => {
			const witness = shortest(each.findings);
			const name = each.places.map(({ id }) => id).join(' ') || nameOf(witness);
			return { ...each, name, witness };
		})
		.toSorted((a, b) => b.findings.length - a.findings.length);
}

/** Where no place is known. */
const nameOf = ({ oracle, site, workload }: UnclosedFinding): string =>
	`${oracle} (${site}), ${workload}`;

/** The first among equals. */
function shortest(findings: readonly UnclosedFinding[]): UnclosedFinding {
	const length = ({ token }: UnclosedFinding): number => token.slice(token.indexOf('@')).length;
	return findings.reduce((best, each) => (length(each) < length(best) ? each : best));
}

/** Each finding with what is known of its cause, in the order given. */
export function explained(
	unclosed: readonly UnclosedFinding[],
	causes: readonly CauseResult[],
): ExplainedFinding[] {
	const groups = unclosedByCause(unclosed, causes);
	return unclosed.map((finding) => {
		const { cause, name, linux } = groups.find(({ findings }) => findings.includes(finding))!;
		return { ...finding, cause, name, linux };
	});
}
